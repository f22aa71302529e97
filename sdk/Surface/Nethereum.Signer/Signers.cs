using System.Threading.Tasks;

namespace Nethereum.Signer;

/// <summary>A key in the process.</summary>
public class EthECKey
{
    internal EthECKey() => throw null;
    public byte[] GetPublicAddressAsBytes() => throw null;
    public EthECDSASignature Sign(byte[] hash) => throw null;
}

/// <summary>A signature. R and S are big-endian, without leading zeros.</summary>
public class EthECDSASignature
{
    internal EthECDSASignature() => throw null;
    public byte[] R => throw null;
    public byte[] S => throw null;
}

/// <summary>What a signer takes to sign.</summary>
public enum ExternalSignerTransactionFormat
{
    RLP,
    Hash,
    Transaction,
}

/// <summary>A signer elsewhere. The original has more members.</summary>
public interface IEthExternalSigner
{
    ExternalSignerTransactionFormat ExternalSignerTransactionFormat { get; }
    Task<string> GetAddressAsync();
    Task<EthECDSASignature> SignAsync(byte[] rawBytes);
}
