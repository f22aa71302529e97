using System;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Nethereum.Signer;

namespace FairOta.Sdk.Nethereum;

/// <summary>An account whose key is Nethereum's: an <see cref="EthECKey"/> in this process, or whatever signs behind
/// <see cref="IEthExternalSigner"/>, such as a key service in a cloud.</summary>
/// <remarks>Every signature is checked to be the account's before it goes on, and brought to a low s, whatever v the
/// signer gives or does not give. As safe for concurrent use as the signer.</remarks>
public sealed class NethereumSigner : IAccount
{
    private readonly Func<byte[], Task<EthECDSASignature>> _sign;

    /// <summary>Signs with a key in this process.</summary>
    /// <param name="key">The key, its private part included.</param>
    public NethereumSigner(EthECKey key)
        : this(Address.FromBytes(key.GetPublicAddressAsBytes()), digest => Task.FromResult(key.Sign(digest)))
    {
    }

    private NethereumSigner(Address address, Func<byte[], Task<EthECDSASignature>> sign) =>
        (Address, _sign) = (address, sign);

    /// <inheritdoc/>
    public Address Address { get; }

    /// <summary>Signs with a signer elsewhere, which is asked for its address first.</summary>
    /// <param name="signer">The signer. It has to sign digests (<see cref="ExternalSignerTransactionFormat.Hash"/>):
    /// those that insist on reading the transaction sign its RLP or nothing.</param>
    /// <param name="cancellation">Ends the waiting, not what the signer does.</param>
    /// <exception cref="ArgumentException">It signs no digests.</exception>
    /// <exception cref="SigningException">It cannot be reached, or gives what is no address.</exception>
    public static async Task<NethereumSigner> ConnectAsync(
        IEthExternalSigner signer, CancellationToken cancellation = default)
    {
        ExternalSignerTransactionFormat format = signer.ExternalSignerTransactionFormat;
        if (format != ExternalSignerTransactionFormat.Hash)
            throw new ArgumentException($"The signer signs no digests, but a transaction as {format}.", nameof(signer));
        string text = await AskAsync(signer.GetAddressAsync, cancellation).ConfigureAwait(false);
        return Address.TryParse(text, out Address address)
            ? new NethereumSigner(address, signer.SignAsync)
            : throw new SigningException("The signer gives what is no address.");
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> SignAsync(Hash32 digest, CancellationToken cancellation = default)
    {
        EthECDSASignature signature = await AskAsync(() => _sign(digest.ToBytes()), cancellation).ConfigureAwait(false);
        return CompactSignature.Of(Address, digest, signature.R, signature.S);
    }

    /// <summary>Signers fail by whatever exceptions their libraries have, time-outs by cancellation.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> question, CancellationToken cancellation)
    {
        try
        {
            return await question().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            throw new SigningException("The signer failed.", e);
        }
    }
}
