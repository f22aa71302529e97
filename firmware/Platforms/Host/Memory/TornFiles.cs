using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Host.Memory;

/// <summary>
/// Files that keep the promises of <see cref="IStorage"/> to the letter and no others. A write that is cut in the
/// middle leaves the bytes up to some place and nonsense in the unit behind it; a file that was to grow may be as
/// long as before, as far as the write came, or as long as it was going to be, with nonsense at its end.
/// </summary>
public sealed class TornFiles : IStorageModel
{
    private const int UnitBytes = 16;

    private readonly PowerSupply _power;
    private readonly int _seed;
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>No files; what torn writes leave follows from the seed.</summary>
    public TornFiles(PowerSupply power, int seed = 0)
    {
        _power = power;
        _seed = seed;
    }

    /// <inheritdoc />
    public IEnumerable<string> Names => _files.Keys;

    /// <inheritdoc />
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <inheritdoc />
    public long Length(string name) => _files.TryGetValue(name, out byte[]? file) ? file.Length : -1;

    /// <inheritdoc />
    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        if (positionBytes < 0 || positionBytes + count > Length(name))
            throw new IOException("The range is not in the file.");
        Array.Copy(_files[name], (int)positionBytes, data, offset, count);
    }

    /// <inheritdoc />
    public void Write(string name, long positionBytes, byte[] data, int offset, int count)
    {
        byte[] before = _files.GetValueOrDefault(name) ?? [];
        if (positionBytes < 0 || positionBytes > before.Length)
            throw new IOException("The position is beyond the end of the file.");
        int position = (int)positionBytes;
        byte[] written = data.AsSpan(offset, count).ToArray();
        byte[] after = Merge(before, position, written);
        if (after.Length - before.Length > CapacityBytes - _files.Values.Sum(f => (long)f.Length))
            throw new IOException("The storage is full.");
        _power.Durable(
            "write " + name,
            () => _files[name] = after,
            () => _files[name] = Tear(before, position, written));
    }

    /// <inheritdoc />
    public void Delete(string name)
    {
        if (_files.ContainsKey(name))
            _power.Durable("delete " + name, () => _files.Remove(name));
    }

    /// <inheritdoc />
    public void Rot(string name, long positionBytes, int bit)
    {
        // A copy: snapshots and other models may share the array.
        byte[] rotten = (byte[])_files[name].Clone();
        rotten[positionBytes] ^= (byte)(1 << bit);
        _files[name] = rotten;
    }

    /// <inheritdoc />
    public byte[] Snapshot()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(_files.Count);
        foreach ((string name, byte[] content) in _files)
        {
            writer.Write(name);
            writer.Write(content.Length);
            writer.Write(content);
        }

        return stream.ToArray();
    }

    /// <inheritdoc />
    public void Return(byte[] snapshot)
    {
        _files.Clear();
        using BinaryReader reader = new(new MemoryStream(snapshot));
        for (int left = reader.ReadInt32(); left > 0; left--)
            _files[reader.ReadString()] = reader.ReadBytes(reader.ReadInt32());
    }

    private static byte[] Merge(byte[] file, int position, ReadOnlySpan<byte> written)
    {
        byte[] merged = new byte[Math.Max(file.Length, position + written.Length)];
        file.CopyTo(merged, 0);
        written.CopyTo(merged.AsSpan(position));
        return merged;
    }

    private byte[] Tear(byte[] before, int position, byte[] written)
    {
        Random random = new(TornSeed.Of(_seed, _power.Operations));
        int done = random.Next(written.Length + 1);
        int touched = Math.Min(done + random.Next(UnitBytes + 1), written.Length);
        int shown = position + random.Next(3) switch { 0 => done, 1 => touched, _ => written.Length };
        byte[] torn = new byte[Math.Max(before.Length, shown)];

        // Nonsense, then over it what is known: the old content, the touched unit, what was written.
        random.NextBytes(torn);
        before.CopyTo(torn, 0);
        for (int i = position + done; i < Math.Min(position + touched, torn.Length); i++)
            torn[i] = (byte)random.Next(256);
        written.AsSpan(0, done).CopyTo(torn.AsSpan(position));
        return torn;
    }
}
