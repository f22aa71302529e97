using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// COSE_Sign1 (RFC 9052 section 4.2, tagged 18) with the one algorithm of the protocol: ES256K (RFC 8812, -47), ECDSA
/// on secp256k1 with SHA-256, signature r ‖ s with low s. The protected header is {1: -47}, the unprotected one empty.
/// </summary>
public static partial class CoseSign1
{
    private const int Tag = 18;
    private const int SignatureBytes = 64;

    /// <summary>The encoded protected header {1: -47}.</summary>
    private static readonly byte[] ProtectedHeader = new byte[] { 0xA1, 0x01, 0x38, 0x2E };

    /// <summary>The payload of a message, its signature not checked.</summary>
    /// <param name="message">At most <see cref="Limits.MaxManifestBytes"/> bytes.</param>
    /// <exception cref="ProtocolException">The message is malformed or too large.</exception>
    public static byte[] Payload(byte[] message)
    {
        return Read(message, out _);
    }

    /// <summary>Whether the message is signed by the key.</summary>
    /// <param name="message">At most <see cref="Limits.MaxManifestBytes"/> bytes.</param>
    /// <param name="publicKey">33 bytes, compressed (SEC 1 section 2.3.3).</param>
    /// <param name="externalAad">What was signed beside the payload.</param>
    /// <exception cref="ProtocolException">The message is malformed or too large.</exception>
    public static bool Verify(byte[] message, byte[] publicKey, byte[] externalAad)
    {
        byte[] signature;
        byte[] payload = Read(message, out signature);
        return Ecdsa.VerifyRs(publicKey, Digest(payload, externalAad), signature);
    }

    private static byte[] Read(byte[] message, out byte[] signature)
    {
        if (message.Length > Limits.MaxManifestBytes)
            throw new ProtocolException("The signed message is larger than 4096 bytes.");
        CborReader reader = new CborReader(message);
        reader.ReadTag(Tag);
        reader.ReadArray(4);
        if (!Bytes.Equal(reader.ReadBytes(0, ProtectedHeader.Length), ProtectedHeader))
            throw new ProtocolException("The signed message is not of algorithm ES256K alone.");
        reader.ReadMap(0);
        byte[] payload = reader.ReadBytes(0, Limits.MaxManifestBytes);
        signature = reader.ReadBytes(SignatureBytes);
        reader.ReadEnd();
        return payload;
    }

    /// <summary>SHA-256 of the Sig_structure (RFC 9052 section 4.4).</summary>
    private static byte[] Digest(byte[] payload, byte[] externalAad)
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(4);
        writer.WriteText("Signature1");
        writer.WriteBytes(ProtectedHeader);
        writer.WriteBytes(externalAad);
        writer.WriteBytes(payload);
        return Sha256.Hash(writer.ToArray());
    }
}
