using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// Opens a package in two passes over its segments: the first, in order, gives root and package key; the second, in any
/// order, gives the image. Holds no segment but the tail, so a device can open more than it has memory for.
/// </summary>
public sealed class PackageOpener
{
    private readonly ISymmetric _symmetric;
    private readonly int _segmentSize;
    private readonly int _segmentCount;
    private readonly TreeHasher _tree;
    private readonly HmacSha256 _lock;
    private readonly byte[] _label = Bytes.Concat(Tags.Package, new byte[4]);
    private readonly byte[] _key = new byte[Package.KeyBytes];
    private byte[] _tail;
    private int _count;

    /// <summary>Starts the first pass.</summary>
    /// <param name="symmetric">The platform's HMAC and AES.</param>
    /// <param name="segmentSize">Bytes of a segment.</param>
    /// <param name="segmentCount">n, the tail included.</param>
    public PackageOpener(ISymmetric symmetric, int segmentSize, int segmentCount)
    {
        _symmetric = symmetric;
        _segmentSize = segmentSize;
        _segmentCount = segmentCount;
        _tree = new TreeHasher(symmetric);
        _lock = new HmacSha256(Tags.Lock);
    }

    /// <summary>First pass: takes the next segment.</summary>
    /// <param name="segment">c[i], from i = 1 to n; not kept.</param>
    /// <returns>leaf[i], 32 bytes.</returns>
    /// <exception cref="ProtocolException">The segment has a wrong size, or there are more than n.</exception>
    public byte[] Append(byte[] segment)
    {
        if (segment.Length != _segmentSize || _count == _segmentCount)
            throw new ProtocolException("The package has other segments than its manifest says.");
        _count++;
        byte[] leaf = Segments.Leaf(_symmetric, segment);
        _tree.Append(leaf);
        if (_count == _segmentCount)
        {
            _tail = Bytes.Slice(segment, 0, _segmentSize);
        }
        else
        {
            byte[] lockLeaf = Segments.LockLeaf(_symmetric, segment);
            _lock.Append(lockLeaf, 0, lockLeaf.Length);
        }

        return leaf;
    }

    /// <summary>Root over the segments so far, to be compared with the manifest's.</summary>
    public byte[] Root()
    {
        return _tree.Root();
    }

    /// <summary>κ = tail xor lock. Call once, after the last segment and after the root was found right.</summary>
    /// <exception cref="ProtocolException">Segments are missing, or the tail is not key ‖ zeros.</exception>
    public byte[] Unlock()
    {
        if (_count != _segmentCount)
            throw new ProtocolException("The package is not complete.");
        if (!Bytes.IsZero(_tail, Package.KeyBytes, _segmentSize - Package.KeyBytes))
            throw new ProtocolException("The package's tail segment is malformed.");
        byte[] mask = _lock.Finish();
        byte[] packageKey = new byte[Package.KeyBytes];
        for (int i = 0; i < packageKey.Length; i++)
            packageKey[i] = (byte)(_tail[i] ^ mask[i]);
        return packageKey;
    }

    /// <summary>Second pass: u[i] from c[i].</summary>
    /// <param name="packageKey">What <see cref="Unlock"/> gave.</param>
    /// <param name="index">i, 1 … n-1.</param>
    /// <param name="segment">c[i].</param>
    /// <returns>A segment of the image; the last ones hold padding behind the image's size.</returns>
    public byte[] OpenSegment(byte[] packageKey, int index, byte[] segment)
    {
        Limbs.Write((uint)index, _label, Tags.Package.Length);
        Array.Copy(_symmetric.Mac(packageKey, _label), 0, _key, 0, _key.Length);
        return _symmetric.Decrypt(_key, segment);
    }
}
