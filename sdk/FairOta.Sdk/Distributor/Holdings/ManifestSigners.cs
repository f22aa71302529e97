using System;
using System.Collections.Generic;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Distributor;

/// <summary>The public keys under which a manifest's signature is good. COSE names none, but an ECDSA signature fits
/// two at most, and they can be recovered from it: so the question whether a caller's key signed it costs one
/// look-up.</summary>
internal sealed class ManifestSigners
{
    private readonly List<byte[]> _keys = [];

    /// <summary>The signers of a COSE_Sign1 manifest that is well-formed.</summary>
    public static ManifestSigners Of(byte[] signedManifest)
    {
        ManifestSigners signers = new();
        byte[] digest = Sha256.Hash(SignedBytes(CoseSign1.Payload(signedManifest)));
        byte[] signature = signedManifest[^64..];
        for (int parity = 0; parity < 2; parity++)
        {
            byte[] recoverable = (byte[])signature.Clone();
            if ((recoverable[32] & 0x80) != 0) return signers; // a high s, which nobody accepts
            recoverable[32] |= (byte)(parity << 7);
            if (Ecdsa.Recover(digest, recoverable) is { } key) signers._keys.Add(Compress(key));
        }

        return signers;
    }

    /// <summary>Whether the signature is this key's (33 bytes, compressed).</summary>
    public bool Contains(byte[] publicKey) => _keys.Exists(k => k.AsSpan().SequenceEqual(publicKey));

    private static byte[] Compress(byte[] key) => [(byte)(2 + (key[63] & 1)), .. key.AsSpan(0, 32)];

    /// <summary>Sig_structure of RFC 9052, section 4.4, with the protected header {1: -47}.</summary>
    private static byte[] SignedBytes(byte[] payload)
    {
        byte[] start = [0x84, 0x6a, .. "Signature1"u8, 0x44, 0xa1, 0x01, 0x38, 0x2e];
        return [.. start, .. Bstr(Tags.Manifest), .. Bstr(payload)];
    }

    private static byte[] Bstr(byte[] bytes) => bytes.Length switch
    {
        < 24 => [(byte)(0x40 + bytes.Length), .. bytes],
        < 256 => [0x58, (byte)bytes.Length, .. bytes],
        _ => [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes],
    };
}
