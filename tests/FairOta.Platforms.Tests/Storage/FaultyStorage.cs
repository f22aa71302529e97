using System;
using System.Collections.Generic;
using System.IO;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Tests.Storage;

/// <summary>Files in memory, which lose power, fill up and rot where a test says so.</summary>
internal sealed class FaultyStorage : IStorage
{
    private readonly Dictionary<string, byte[]> _files = [];

    /// <summary>Durable operations that are still done whole; the next one is cut. Never at first.</summary>
    public int OperationsUntilCut { get; set; } = int.MaxValue;

    /// <summary>Bytes of the operation that is cut which still arrive, with garbage in the one behind them.</summary>
    public int TornBytes { get; set; }

    /// <summary>Bytes all files may take together.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Whether what is written takes room beside what it replaces, until it is there.</summary>
    public bool NeverOverwrites { get; set; }

    /// <summary>Whether writes fail, as where a medium is worn out; what is there can be read and deleted.</summary>
    public bool RefusesWrites { get; set; }

    /// <summary>
    /// Files that cannot be read for now, nor their length be told; they can still be written and deleted.
    /// </summary>
    public HashSet<string> Unreadable { get; } = [];

    /// <summary>Durable operations done.</summary>
    public int Operations { get; private set; }

    /// <summary>Bytes written since the test began.</summary>
    public long WrittenBytes { get; private set; }

    public IReadOnlyCollection<string> Names => _files.Keys;

    public void Rot(string name, int position = 0) => _files[name][position] ^= 0x10;

    public byte[] Content(string name) => _files[name];

    public void Put(string name, byte[] content) => _files[name] = content;

    public long Length(string name)
    {
        if (Unreadable.Contains(name))
            throw new IOException("The medium failed.");
        return _files.TryGetValue(name, out byte[]? file) ? file.Length : -1;
    }

    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        if (positionBytes + count > Length(name))
            throw new IOException("Beyond the end.");
        Array.Copy(_files[name], positionBytes, data, offset, count);
    }

    public void Write(string name, long positionBytes, byte[] data, int offset, int count)
    {
        byte[] file = _files.GetValueOrDefault(name) ?? [];
        if (positionBytes > file.Length)
            throw new IOException("A gap.");
        int length = (int)Math.Max(file.Length, positionBytes + count);
        bool full = RefusesWrites || Taken() + length - (NeverOverwrites ? 0 : file.Length) > CapacityBytes;
        bool cut = OperationsUntilCut-- <= 0;
        int arrived = full || cut ? Math.Min(TornBytes, count) : count;
        if (arrived > 0)
        {
            int garbage = arrived < count ? 1 : 0;
            Array.Resize(ref file, (int)Math.Max(file.Length, positionBytes + arrived + garbage));
            Array.Copy(data, offset, file, positionBytes, arrived);
            if (garbage > 0)
                file[positionBytes + arrived] ^= 0xA5;
            _files[name] = file;
        }

        if (cut)
            throw new PowerLostException();
        if (full)
            throw new IOException("Full.");
        Operations++;
        WrittenBytes += count;
    }

    public void Delete(string name)
    {
        if (!_files.ContainsKey(name))
            return;
        if (OperationsUntilCut-- <= 0)
            throw new PowerLostException();
        Operations++;
        _files.Remove(name);
    }

    private long Taken()
    {
        long sum = 0;
        foreach (byte[] file in _files.Values)
            sum += file.Length;
        return sum;
    }
}

/// <summary>Power was lost in the middle of an operation.</summary>
internal sealed class PowerLostException : Exception;
