using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class Package
{
    private readonly Tree _tree;

    private Package(ISymmetric symmetric, byte[] content, int segmentSize)
    {
        Content = content;
        SegmentSize = segmentSize;
        SegmentCount = content.Length / segmentSize;
        Leaves = new byte[SegmentCount * Tree.NodeBytes];
        for (int i = 1; i <= SegmentCount; i++)
        {
            byte[] leaf = Core.Segments.Leaf(symmetric, Segment(i));
            Array.Copy(leaf, 0, Leaves, (i - 1) * Tree.NodeBytes, Tree.NodeBytes);
        }

        _tree = new Tree(symmetric, Leaves);
    }

    /// <summary>c[1] ‖ … ‖ c[n].</summary>
    public byte[] Content { get; private set; }

    /// <summary>Bytes of a segment.</summary>
    public int SegmentSize { get; private set; }

    /// <summary>n, the tail included.</summary>
    public int SegmentCount { get; private set; }

    /// <summary>leaf[1] ‖ … ‖ leaf[n], 32 bytes each.</summary>
    public byte[] Leaves { get; private set; }

    /// <summary>Root of the tree, 32 bytes.</summary>
    public byte[] Root
    {
        get { return _tree.Root; }
    }

    /// <summary>Packs an image.</summary>
    /// <param name="symmetric">The platform's HMAC and AES.</param>
    /// <param name="image">1 byte to 64 MiB.</param>
    /// <param name="segmentSize">A multiple of 16 from 16 to 4096.</param>
    /// <param name="samples">λ, 32 … 64.</param>
    /// <param name="packageKey">κ, 16 random bytes, fresh for every package.</param>
    /// <exception cref="ProtocolException">Sizes or samples are out of range.</exception>
    public static Package Pack(ISymmetric symmetric, byte[] image, int segmentSize, int samples, byte[] packageKey)
    {
        PackageShape.Check(image.Length, segmentSize, samples);
        if (packageKey.Length != KeyBytes)
            throw new ProtocolException("A package key has 16 bytes.");
        int dataSegments = PackageShape.DataSegments(image.Length, segmentSize, samples);
        byte[] content = new byte[(dataSegments + 1) * segmentSize];
        Array.Copy(image, 0, content, 0, image.Length);

        HmacSha256 @lock = new HmacSha256(Tags.Lock);
        for (int i = 1; i <= dataSegments; i++)
        {
            int offset = (i - 1) * segmentSize;
            byte[] key = Core.Segments.PackageKey(symmetric, packageKey, i);
            byte[] segment = symmetric.Encrypt(key, Bytes.Slice(content, offset, segmentSize));
            Array.Copy(segment, 0, content, offset, segmentSize);
            byte[] lockLeaf = Core.Segments.LockLeaf(symmetric, segment);
            @lock.Append(lockLeaf, 0, lockLeaf.Length);
        }

        byte[] mask = @lock.Finish();
        for (int i = 0; i < KeyBytes; i++)
            content[(dataSegments * segmentSize) + i] = (byte)(packageKey[i] ^ mask[i]);
        return new Package(symmetric, content, segmentSize);
    }

    /// <summary>
    /// A package that was received; compare <see cref="Root"/> with the manifest's before trusting it.
    /// </summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="content">c[1] ‖ … ‖ c[n]; kept, not copied.</param>
    /// <param name="segmentSize">Bytes of a segment.</param>
    /// <exception cref="ProtocolException">The content is no whole number of segments, or none.</exception>
    public static Package FromContent(ISymmetric symmetric, byte[] content, int segmentSize)
    {
        if (content.Length == 0 || content.Length % segmentSize != 0)
            throw new ProtocolException("A package is a whole number of segments.");
        return new Package(symmetric, content, segmentSize);
    }

    /// <summary>c[index], a new array.</summary>
    /// <param name="index">1 … n.</param>
    public byte[] Segment(int index)
    {
        return Bytes.Slice(Content, (index - 1) * SegmentSize, SegmentSize);
    }

    /// <summary>Path of a segment's leaf: siblings from leaf to root, concatenated.</summary>
    /// <param name="index">1 … n.</param>
    public byte[] Path(int index)
    {
        return _tree.Path(index);
    }
}
