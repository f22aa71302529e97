using System;
using System.Collections;
using System.IO;
using FairOta.Core;
using FairOta.Core.Crypto;
using Microsoft.Win32.SafeHandles;

namespace FairOta.Sdk.Distributor;

/// <summary>A package on its way: a file of its full length in which every segment is right or missing. Which it is,
/// the segment's own hash tells, so a crash at any moment leaves nothing to repair. Not safe for concurrent
/// use.</summary>
internal sealed class PackageDraft : IDisposable
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly SafeFileHandle _file;
    private readonly byte[] _leaves;
    private readonly BitArray _here;

    /// <summary>Opens or creates the file, and finds out what of it is right.</summary>
    /// <param name="path">The file.</param>
    /// <param name="manifest">The release's.</param>
    /// <param name="leaves">leaf[1..n], verified against the manifest's root.</param>
    public PackageDraft(string path, Manifest manifest, byte[] leaves)
    {
        (SegmentSize, SegmentCount, _leaves) = (manifest.SegmentSize, manifest.SegmentCount, leaves);
        _here = new BitArray(SegmentCount);
        Missing = SegmentCount;
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            long before = RandomAccess.GetLength(_file);
            if (before != TotalBytes) RandomAccess.SetLength(_file, TotalBytes);
            Look(Math.Min(before, TotalBytes));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public int SegmentSize { get; }

    public int SegmentCount { get; }

    public long TotalBytes => (long)SegmentCount * SegmentSize;

    /// <summary>Segments that are not here.</summary>
    public int Missing { get; private set; }

    /// <summary>The first segments that are missing in a row, from 1; null where none is.</summary>
    public (int First, int Count)? NextMissing()
    {
        if (Missing == 0) return null;
        int first = 1;
        while (IsHere(first)) first++;
        int end = first;
        while (end <= SegmentCount && !IsHere(end)) end++;
        return (first, end - first);
    }

    public bool IsHere(int index) => _here[index - 1];

    /// <summary>Takes a segment that is missing.</summary>
    /// <param name="index">From 1.</param>
    /// <param name="segment">What a source says it is.</param>
    /// <returns>False, and nothing is written, where it is not the release's.</returns>
    public bool TryTake(int index, byte[] segment)
    {
        if (!IsRight(index, segment)) return false;
        RandomAccess.Write(_file, segment, (index - 1L) * SegmentSize);
        Count(index);
        return true;
    }

    /// <summary>Carries everything onto the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private void Look(long bytes)
    {
        byte[] segment = new byte[SegmentSize];
        for (int index = 1; (long)index * SegmentSize <= bytes; index++)
        {
            long offset = (index - 1L) * SegmentSize;
            if (RandomAccess.Read(_file, segment, offset) == segment.Length && IsRight(index, segment)) Count(index);
        }
    }

    private bool IsRight(int index, byte[] segment) => Segments.Leaf(Symmetric, segment).AsSpan()
        .SequenceEqual(_leaves.AsSpan((index - 1) * Tree.NodeBytes, Tree.NodeBytes));

    private void Count(int index)
    {
        _here[index - 1] = true;
        Missing--;
    }
}
