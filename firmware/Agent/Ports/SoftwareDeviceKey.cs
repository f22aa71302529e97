using System;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>A device key held in memory.</summary>
public sealed class SoftwareDeviceKey : IDeviceKey
{
    private readonly ISymmetric _symmetric;
    private readonly byte[] _privateKey;

    /// <summary>Takes the 32-byte private key.</summary>
    /// <exception cref="ArgumentException">It is not a private key of secp256k1.</exception>
    public SoftwareDeviceKey(ISymmetric symmetric, byte[] privateKey)
    {
        if (!Ecdsa.IsPrivateKey(privateKey))
            throw new ArgumentException("Not a private key.");
        _symmetric = symmetric;
        _privateKey = privateKey;
        Address = Ecdsa.Address(privateKey);
        Secret = Challenge.Secret(symmetric, privateKey);
    }

    /// <inheritdoc />
    public byte[] Address { get; }

    /// <inheritdoc />
    public byte[] Secret { get; }

    /// <inheritdoc />
    public byte[] Sign(byte[] digest) => Ecdsa.Sign(_symmetric, _privateKey, digest);
}
