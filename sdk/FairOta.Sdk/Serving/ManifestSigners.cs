using System;
using System.Collections.Generic;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Serving;

/// <summary>Whose signature a signed manifest carries.</summary>
/// <remarks>An ECDSA signature fits two public keys that anybody can compute from it (SEC 1 section 4.1.6); two more
/// exist only where r + q is below p, which happens to no honest signer. So a service finds the keys once, instead of
/// verifying under whatever key each caller names.</remarks>
internal static class ManifestSigners
{
    private const int SignatureBytes = 64;
    private static readonly byte[] ProtectedHeader = [0xA1, 0x01, 0x38, 0x2E];

    /// <summary>The compressed keys, 33 bytes each, under which the message verifies: two, or none where the signature
    /// is none.</summary>
    /// <param name="signed">A COSE_Sign1 message.</param>
    /// <exception cref="ProtocolException">The message is malformed.</exception>
    public static IReadOnlyList<byte[]> Of(byte[] signed)
    {
        var signers = new List<byte[]>();
        foreach (byte[] signature in Signatures(signed))
        {
            if (Ecdsa.Recover(Digest(CoseSign1.Payload(signed), Tags.Manifest), signature) is not byte[] key) continue;
            byte[] compressed = Compress(key);
            if (CoseSign1.Verify(signed, compressed, Tags.Manifest)) signers.Add(compressed);
        }

        return signers;
    }

    /// <summary>Whether an account signed the message, which is over that tag.</summary>
    /// <param name="signed">A COSE_Sign1 message.</param>
    /// <param name="account">20 bytes.</param>
    /// <param name="tag">The external_aad.</param>
    /// <exception cref="ProtocolException">The message is malformed.</exception>
    public static bool IsByAccount(byte[] signed, byte[] account, byte[] tag)
    {
        byte[] digest = Digest(CoseSign1.Payload(signed), tag);
        foreach (byte[] signature in Signatures(signed))
        {
            if (Ecdsa.RecoverAddress(digest, signature) is { } by && Bytes.Equal(by, account)) return true;
        }

        return false;
    }

    /// <summary>A 64-byte public key in its 33-byte form.</summary>
    /// <exception cref="ArgumentException">It is no point of the curve.</exception>
    public static byte[] Compress(byte[] publicKey)
    {
        var point = new Point();
        if (!point.TryRead(publicKey, 0)) throw new ArgumentException("Not a public key.", nameof(publicKey));
        byte[] compressed = new byte[33];
        point.WriteCompressed(compressed, 0);
        return compressed;
    }

    /// <summary>The message's signature as EIP-2098 has it, for either key that it fits: none where its s is not
    /// low.</summary>
    private static IEnumerable<byte[]> Signatures(byte[] signed)
    {
        byte[] even = signed[^SignatureBytes..];
        if ((even[32] & 0x80) != 0) yield break;
        byte[] odd = [.. even];
        odd[32] |= 0x80; // the parity of R.y stands in the top bit of s
        yield return even;
        yield return odd;
    }

    /// <summary>SHA-256 of the Sig_structure (RFC 9052 section 4.4).</summary>
    private static byte[] Digest(byte[] payload, byte[] tag)
    {
        var writer = new CborWriter();
        writer.WriteArray(4);
        writer.WriteText("Signature1");
        writer.WriteBytes(ProtectedHeader);
        writer.WriteBytes(tag);
        writer.WriteBytes(payload);
        return Sha256.Hash(writer.ToArray());
    }
}
