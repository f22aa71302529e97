#if NET
using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>For hosts that seal many: into bytes that are there, by the library of the operating system.</content>
public static partial class Segments
{
    /// <summary>Bytes of a segment's key.</summary>
    public const int KeyBytes = 16;

    /// <summary>Key of e[i], as <see cref="Key(ISymmetric, Scalar)"/>.</summary>
    /// <param name="evaluation">f(i).</param>
    /// <param name="key">16 bytes.</param>
    public static void Key(Scalar evaluation, Span<byte> key)
    {
        Span<byte> number = stackalloc byte[32];
        Span<byte> mac = stackalloc byte[32];
        evaluation.Write(number);
        HostSymmetric.Mac(number, Tags.Segment, mac);
        mac[..KeyBytes].CopyTo(key);
    }

    /// <summary>e[i] from c[i], in place.</summary>
    /// <param name="key">Its key, 16 bytes.</param>
    /// <param name="segment">c[i], then e[i].</param>
    public static void Seal(ReadOnlySpan<byte> key, Span<byte> segment) =>
        HostSymmetric.EncryptInPlace(key, segment);

    /// <summary>The next running digest, in place of the one before.</summary>
    /// <param name="digest">D, 32 bytes.</param>
    /// <param name="sealedSegment">e[i].</param>
    public static void Digest(Span<byte> digest, ReadOnlySpan<byte> sealedSegment)
    {
        Span<byte> next = stackalloc byte[32];
        HostSymmetric.Mac(digest, sealedSegment, next);
        next.CopyTo(digest);
    }
}
#endif
