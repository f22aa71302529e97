using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public static partial class Segments
{
    /// <summary>Key of u[i] under the package key κ: mac(κ, tag("package") ‖ be32(i))[0..16].</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="packageKey">κ, 16 bytes.</param>
    /// <param name="index">i, from 1.</param>
    public static byte[] PackageKey(ISymmetric symmetric, byte[] packageKey, int index)
    {
        return Bytes.Slice(symmetric.Mac(packageKey, Bytes.Concat(Tags.Package, Bytes.Be32((uint)index))), 0, 16);
    }
}
