#if NET
using System;
using System.Security.Cryptography;

namespace FairOta.Core;

/// <summary>A public key that a bootloader trusts: ECDSA over P-256.</summary>
public sealed class McuBootKey
{
    private const string Label = "PUBLIC KEY";
    private const string P256 = "1.2.840.10045.3.1.7";
    private readonly byte[] _info;

    private McuBootKey(byte[] info)
    {
        _info = info;
        Hash = SHA256.HashData(info);
    }

    /// <summary>SHA-256 of the key as SubjectPublicKeyInfo (RFC 5480, uncompressed), by which images name it.</summary>
    public byte[] Hash { get; }

    /// <summary>Reads a public key from PEM text, as <c>imgtool getpub --encoding pem</c> writes it.</summary>
    /// <exception cref="ProtocolException">It is no public key of P-256. The message holds nothing of the
    /// text.</exception>
    public static McuBootKey FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields))
            throw new ProtocolException("The bootloader's public key is not there: no PEM text is.");
        if (!pem.AsSpan()[fields.Label].SequenceEqual(Label))
            throw new ProtocolException("The bootloader's public key is needed, as PEM, and something else is there.");
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(pem[fields.Base64Data]), out _);
            if (key.ExportParameters(false).Curve.Oid.Value != P256)
                throw new ProtocolException("The bootloader's public key is not of the curve P-256.");
            return new McuBootKey(key.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException)
        {
            throw new ProtocolException("The bootloader's public key is no key of an elliptic curve.");
        }
    }

    /// <summary>Whether a DER signature (RFC 3279) over a digest of 32 bytes is this key's.</summary>
    internal bool Verifies(byte[] digest, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_info, out _);
        return key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
    }
}
#endif
