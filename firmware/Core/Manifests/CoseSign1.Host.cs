using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public static partial class CoseSign1
{
    /// <summary>Signs a payload.</summary>
    /// <param name="symmetric">HMAC for RFC 6979.</param>
    /// <param name="privateKey">32 bytes, big-endian, 0 &lt; key &lt; q.</param>
    /// <param name="payload">What is signed and carried.</param>
    /// <param name="externalAad">Signed, not carried: both sides must know it.</param>
    /// <returns>The tagged COSE_Sign1 message.</returns>
    public static byte[] Sign(ISymmetric symmetric, byte[] privateKey, byte[] payload, byte[] externalAad)
    {
        CborWriter writer = new CborWriter();
        writer.WriteTag(Tag);
        writer.WriteArray(4);
        writer.WriteBytes(ProtectedHeader);
        writer.WriteMap(0);
        writer.WriteBytes(payload);
        writer.WriteBytes(Ecdsa.SignRs(symmetric, privateKey, Digest(payload, externalAad)));
        return writer.ToArray();
    }
}
