using System;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>A private key of secp256k1 with what it is for. Its text names the public part only.</summary>
public sealed class KeyPair
{
    private readonly byte[] _secret;

    /// <summary>Takes a private key.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="secret">32 bytes, big-endian; kept, not copied.</param>
    /// <exception cref="ArgumentException">It is no private key: 0 &lt; key &lt; q.</exception>
    public KeyPair(KeyKind kind, byte[] secret)
    {
        if (secret.Length != 32 || !Ecdsa.IsPrivateKey(secret))
            throw new ArgumentException("Not a private key of secp256k1.", nameof(secret));
        _secret = secret;
        Kind = kind;
        byte[] publicKey = Ecdsa.PublicKey(secret);
        CompressedPublicKey = ManifestSigners.Compress(publicKey);
        Address = Address.FromBytes(Keccak256.Hash(publicKey).AsSpan(12));
    }

    /// <summary>What it is for.</summary>
    public KeyKind Kind { get; }

    /// <summary>33 bytes (SEC 1 section 2.3.3): how devices know a manifest key.</summary>
    public byte[] CompressedPublicKey { get; }

    /// <summary>The Ethereum address: how the chain knows an account or a device.</summary>
    public Address Address { get; }

    /// <summary>The 32 bytes themselves: secret, and not to be changed.</summary>
    public byte[] Secret => _secret;

    /// <summary>A new key.</summary>
    public static KeyPair Draw(KeyKind kind, IRandomness randomness) => new(kind, randomness.DrawPrivateKey());

    /// <summary>Kind and public part.</summary>
    public override string ToString() =>
        Kind == KeyKind.Manifest ? "manifest key " + Convert.ToHexStringLower(CompressedPublicKey)
        : (Kind == KeyKind.Account ? "account " : "device ") + Address;
}
