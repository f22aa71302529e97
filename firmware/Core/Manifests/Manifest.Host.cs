using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class Manifest
{
    /// <summary>Signs the manifest.</summary>
    /// <param name="symmetric">HMAC for RFC 6979.</param>
    /// <param name="manifestKey">The private manifest key, 32 bytes.</param>
    /// <returns>The COSE_Sign1 message.</returns>
    /// <exception cref="ProtocolException">The manifest breaks a limit, so no device would take it.</exception>
    public byte[] Sign(ISymmetric symmetric, byte[] manifestKey)
    {
        byte[] payload = Encode();
        Parse(payload);
        byte[] signed = CoseSign1.Sign(symmetric, manifestKey, payload, Tags.Manifest);
        if (signed.Length > Limits.MaxManifestBytes)
            throw new ProtocolException("The signed manifest is larger than 4096 bytes.");
        return signed;
    }
}
