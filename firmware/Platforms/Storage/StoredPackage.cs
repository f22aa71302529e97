using System;
using System.IO;
using FairOta.Agent;

namespace FairOta.Platforms.Storage;

/// <summary>The sealed package in internal storage, in files of 64 KiB.</summary>
/// <remarks>
/// <para>
/// A file system that never overwrites (littlefs, by its DESIGN.md) copies everything behind a changed byte to the end
/// of the file; the files are that small so that a repair of one segment copies 64 KiB at most.
/// </para>
/// <para>
/// Nothing here notices torn writes or rot: the agent never relies on bytes that were being written during a cut, and
/// what rots shows in the package's tree and is repaired.
/// </para>
/// <para>Wear: a download writes every byte once, a repair the segments it replaces, an Erase nothing.</para>
/// </remarks>
public sealed class StoredPackage : IStaging
{
    /// <summary>Bytes of each file but the last.</summary>
    public const int PartBytes = 64 * 1024;

    private readonly IStorage _storage;

    /// <summary>
    /// Keeps up to that many bytes in files "package-0", "package-1", … The board leaves room beside them for the
    /// records and whatever else it stores.
    /// </summary>
    public StoredPackage(IStorage storage, long capacityBytes)
    {
        _storage = storage;
        CapacityBytes = capacityBytes;
    }

    /// <inheritdoc />
    public long CapacityBytes { get; }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">It does not fit.</exception>
    /// <exception cref="IOException">The storage is full or failed.</exception>
    public void Write(long positionBytes, byte[] data, int offset, int count)
    {
        if (positionBytes < 0 || positionBytes + count > CapacityBytes)
            throw new ArgumentException("Bytes outside the staging area.");
        while (count > 0)
        {
            string part = PartAt(positionBytes);
            long inside = positionBytes % PartBytes;
            int now = Within(inside, count);
            FillUpTo(part, inside);
            _storage.Write(part, inside, data, offset, now);
            positionBytes += now;
            offset += now;
            count -= now;
        }
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The medium failed.</exception>
    public void Read(long positionBytes, byte[] data, int offset, int count)
    {
        while (count > 0)
        {
            string part = PartAt(positionBytes);
            long inside = positionBytes % PartBytes;
            int now = Within(inside, count);
            long there = _storage.Length(part) - inside;
            int read = there < 0 ? 0 : there < now ? (int)there : now;
            if (read > 0)
                _storage.Read(part, inside, data, offset, read);
            Array.Clear(data, offset + read, now - read);
            positionBytes += now;
            offset += now;
            count -= now;
        }
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The medium failed.</exception>
    public void Erase()
    {
        // From the end, so that after a cut the files that are left are the first ones again.
        for (long position = (CapacityBytes - 1) / PartBytes * PartBytes; position >= 0; position -= PartBytes)
            _storage.Delete(PartAt(position));
    }

    /// <summary>
    /// A part that lost its end is whole again before anything is written beyond: its bytes are bad and get repaired.
    /// </summary>
    private void FillUpTo(string part, long length)
    {
        long there = _storage.Length(part);
        if (there < 0)
            there = 0;
        if (there >= length)
            return;
        byte[] zeros = new byte[1024];
        for (; there < length; there += zeros.Length)
            _storage.Write(part, there, zeros, 0, (int)(length - there < zeros.Length ? length - there : zeros.Length));
    }

    private static int Within(long inside, int count) =>
        inside + count > PartBytes ? (int)(PartBytes - inside) : count;

    private static string PartAt(long positionBytes) => "package-" + (positionBytes / PartBytes).ToString();
}
