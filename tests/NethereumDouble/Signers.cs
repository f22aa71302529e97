using System;
using System.Threading.Tasks;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;

namespace Nethereum.Signer;

/// <summary>A key whose signatures are made by BouncyCastle, as the original's are: RFC 6979, low s.</summary>
public class EthECKey(byte[] vch, bool isPrivate)
{
    private static readonly X9ECParameters Curve = SecNamedCurves.GetByName("secp256k1");

    private static readonly ECDomainParameters Domain = new(Curve.Curve, Curve.G, Curve.N, Curve.H);

    private readonly ECPrivateKeyParameters _key = isPrivate
        ? new ECPrivateKeyParameters(new BigInteger(1, vch), Domain)
        : throw new ArgumentException("Private keys only.", nameof(isPrivate));

    /// <summary>Of the order of the curve's group.</summary>
    public static BigInteger Order => Curve.N;

    public byte[] GetPublicAddressAsBytes()
    {
        byte[] point = Curve.G.Multiply(_key.D).Normalize().GetEncoded(false);
        var keccak = new KeccakDigest(256);
        keccak.BlockUpdate(point, 1, point.Length - 1);
        byte[] hash = new byte[32];
        keccak.DoFinal(hash, 0);
        return hash[12..];
    }

    public EthECDSASignature Sign(byte[] hash)
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, _key);
        BigInteger[] rs = signer.GenerateSignature(hash);
        return new EthECDSASignature(rs[0], rs[1].Min(Order.Subtract(rs[1])));
    }
}

/// <summary>A signature; R and S without leading zeros, as the original gives them.</summary>
public class EthECDSASignature(BigInteger r, BigInteger s)
{
    public byte[] R => r.ToByteArrayUnsigned();

    public byte[] S => s.ToByteArrayUnsigned();
}

/// <summary>What a signer takes to sign.</summary>
public enum ExternalSignerTransactionFormat
{
    RLP,
    Hash,
    Transaction,
}

/// <summary>A signer elsewhere.</summary>
public interface IEthExternalSigner
{
    ExternalSignerTransactionFormat ExternalSignerTransactionFormat { get; }

    Task<string> GetAddressAsync();

    Task<EthECDSASignature> SignAsync(byte[] rawBytes);
}
