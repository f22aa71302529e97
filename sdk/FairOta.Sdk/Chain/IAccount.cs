using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>Who signs: a key in memory, in a file, in a hardware module or behind a library.</summary>
public interface IAccount
{
    /// <summary>The account's address.</summary>
    Address Address { get; }

    /// <summary>Signs a 32-byte digest. May take its time: a module or a service may be asked.</summary>
    /// <param name="digest">What is signed, as it is: it is not hashed again.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>64 bytes EIP-2098: r ‖ yParity‖s, with low s; <see cref="CompactSignature"/> makes it of what other
    /// signers give.</returns>
    /// <exception cref="SigningException">The signer cannot be reached, refuses, or fails.</exception>
    ValueTask<byte[]> SignAsync(Hash32 digest, CancellationToken cancellation = default);
}

/// <summary>An account whose secp256k1 key is in this process. Signs by RFC 6979; not constant time.</summary>
public sealed class PrivateKeyAccount : IAccount
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly byte[] _privateKey;

    /// <summary>From the 32-byte big-endian private key, 0 &lt; key &lt; q, which is copied.</summary>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public PrivateKeyAccount(byte[] privateKey)
    {
        ArgumentNullException.ThrowIfNull(privateKey);
        if (privateKey.Length != 32 || !Ecdsa.IsPrivateKey(privateKey))
            throw new ArgumentException("This is no secp256k1 private key.", nameof(privateKey));
        _privateKey = privateKey.ToArray();
        Address = Address.FromBytes(Ecdsa.Address(_privateKey));
    }

    /// <inheritdoc/>
    public Address Address { get; }

    /// <summary>From 64 hex digits, with or without 0x.</summary>
    /// <exception cref="FormatException">It is no hex of 32 bytes.</exception>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public static PrivateKeyAccount Parse(string hex)
    {
        byte[] key = new byte[32];
        return Hex.TryRead(hex, key)
            ? new PrivateKeyAccount(key)
            : throw new FormatException("Expected a private key: 32 bytes in hex.");
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(Hash32 digest, CancellationToken cancellation = default) =>
        ValueTask.FromResult(SignDigest(digest));

    /// <summary>Signs a 32-byte digest at once.</summary>
    /// <returns>As <see cref="SignAsync"/>.</returns>
    public byte[] SignDigest(Hash32 digest) => Ecdsa.Sign(Symmetric, _privateKey, digest.ToBytes());
}
