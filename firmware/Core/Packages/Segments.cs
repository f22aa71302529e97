using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// One segment in its forms: u[i] plain, c[i] in the package, e[i] sealed by a distributor for one session. All have
/// the same size.
/// </summary>
public static partial class Segments
{
    /// <summary>leaf[i] = mac(tag("leaf"), c[i]).</summary>
    public static byte[] Leaf(ISymmetric symmetric, byte[] segment)
    {
        return symmetric.Mac(Tags.Leaf, segment);
    }

    /// <summary>d[i] = mac(tag("lock-leaf"), c[i]), what the lock covers.</summary>
    public static byte[] LockLeaf(ISymmetric symmetric, byte[] segment)
    {
        return symmetric.Mac(Tags.LockLeaf, segment);
    }

    /// <summary>Key of e[i]: mac(be256(f(i)), tag("segment"))[0..16].</summary>
    public static byte[] Key(ISymmetric symmetric, Scalar evaluation)
    {
        return new SegmentKeys(symmetric).Of(evaluation);
    }

    /// <summary>e[i] from c[i].</summary>
    public static byte[] Seal(ISymmetric symmetric, Scalar evaluation, byte[] segment)
    {
        return symmetric.Encrypt(Key(symmetric, evaluation), segment);
    }

    /// <summary>c[i] from e[i].</summary>
    public static byte[] Unseal(ISymmetric symmetric, Scalar evaluation, byte[] sealedSegment)
    {
        return symmetric.Decrypt(Key(symmetric, evaluation), sealedSegment);
    }

    /// <summary>The next running digest: D = mac(D, e[i]), from D = session.</summary>
    public static byte[] Digest(ISymmetric symmetric, byte[] digest, byte[] sealedSegment)
    {
        return symmetric.Mac(digest, sealedSegment);
    }
}
