using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FairOta.Platforms.Host.Memory;

/// <summary>
/// Files in flash, each in erase blocks of its own. Bytes that only clear bits are programmed where they are; others
/// need an erased block. Names, lengths and the blocks of a file change in one atomic operation, as the metadata of
/// littlefs does; content is as good as <see cref="FlashMemory"/> makes it.
/// </summary>
public sealed class FlashFiles : IStorageModel
{
    private readonly FlashMemory _flash;
    private readonly FlashWriting _writing;
    private readonly SortedDictionary<string, FlashFile> _directory = new(StringComparer.Ordinal);

    /// <summary>No files in that flash, to be written in that way.</summary>
    public FlashFiles(FlashMemory flash, FlashWriting writing)
    {
        _flash = flash;
        _writing = writing;
        CapacityBytes = (long)flash.Blocks * flash.BlockBytes;
    }

    /// <inheritdoc />
    public IEnumerable<string> Names => _directory.Keys;

    /// <inheritdoc />
    public long CapacityBytes { get; set; }

    /// <inheritdoc />
    public long Length(string name) => _directory.TryGetValue(name, out FlashFile? file) ? file.Length : -1;

    /// <inheritdoc />
    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        if (positionBytes < 0 || positionBytes + count > Length(name))
            throw new IOException("The range is not in the file.");
        foreach (Stretch stretch in Stretches((int)positionBytes, count))
            _flash.Read(Cell(_directory[name], stretch), data.AsSpan(offset + stretch.From, stretch.Count));
    }

    /// <inheritdoc />
    public void Write(string name, long positionBytes, byte[] data, int offset, int count)
    {
        if (positionBytes < 0 || positionBytes > Math.Max(0, Length(name)))
            throw new IOException("The position is beyond the end of the file.");
        FlashFile file = Grown(name, (int)positionBytes + count);
        foreach (Stretch stretch in Stretches((int)positionBytes, count))
            file = Write(name, file, stretch, data.AsSpan(offset + stretch.From, stretch.Count));
        Enter(name, file);
    }

    /// <inheritdoc />
    public void Delete(string name)
    {
        if (_directory.ContainsKey(name))
            _flash.Power.Durable("delete " + name, () => _directory.Remove(name));
    }

    /// <inheritdoc />
    public void Rot(string name, long positionBytes, int bit) =>
        _flash.Rot(Cell(_directory[name], Stretches((int)positionBytes, 1).Single()), bit);

    /// <inheritdoc />
    public byte[] Snapshot()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(_flash.Snapshot());
        writer.Write(_directory.Count);
        foreach ((string name, FlashFile file) in _directory)
        {
            writer.Write(name);
            writer.Write(file.Length);
            writer.Write(file.Blocks.Length);
            foreach (int block in file.Blocks)
                writer.Write(block);
        }

        return stream.ToArray();
    }

    /// <inheritdoc />
    public void Return(byte[] snapshot)
    {
        _directory.Clear();
        using BinaryReader reader = new(new MemoryStream(snapshot));
        _flash.Return(reader.ReadBytes(_flash.Blocks * _flash.BlockBytes));
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            string name = reader.ReadString();
            int length = reader.ReadInt32();
            int[] blocks = new int[reader.ReadInt32()];
            for (int i = 0; i < blocks.Length; i++)
                blocks[i] = reader.ReadInt32();
            _directory[name] = new FlashFile(length, blocks);
        }
    }

    /// <summary>The file with room for that length, in new blocks erased.</summary>
    private FlashFile Grown(string name, int length)
    {
        FlashFile file = _directory.GetValueOrDefault(name) ?? new FlashFile(0, []);
        int missing = (length + _flash.BlockBytes - 1) / _flash.BlockBytes - file.Blocks.Length;
        int[] blocks = [.. file.Blocks, .. Enumerable.Repeat(-1, Math.Max(0, missing))];
        for (int i = file.Blocks.Length; i < blocks.Length; i++)
            blocks[i] = NewBlock(blocks);
        FlashFile grown = new(Math.Max(file.Length, length), blocks);
        if (_writing == FlashWriting.InPlaceLengthFirst)
            Enter(name, grown);
        return grown;
    }

    /// <summary>Writes what lies in one block; the file as it is then.</summary>
    private FlashFile Write(string name, FlashFile file, Stretch stretch, ReadOnlySpan<byte> data)
    {
        int cell = Cell(file, stretch);
        if (_flash.Takes(cell, data))
        {
            _flash.Program(cell, data);
            return file;
        }

        byte[] content = new byte[_flash.BlockBytes];
        _flash.Read(file.Blocks[stretch.Block] * _flash.BlockBytes, content);
        data.CopyTo(content.AsSpan(stretch.InBlock));
        int[] blocks = (int[])file.Blocks.Clone();
        if (_writing == FlashWriting.CopyOnWrite)
            blocks[stretch.Block] = NewBlock(blocks);
        else
            _flash.Erase(blocks[stretch.Block]);
        _flash.Program(blocks[stretch.Block] * _flash.BlockBytes, content);
        FlashFile after = new(file.Length, blocks);
        if (_writing == FlashWriting.CopyOnWrite && _directory.ContainsKey(name))
            Enter(name, after with { Length = _directory[name].Length });
        return after;
    }

    private void Enter(string name, FlashFile file)
    {
        bool isThere = _directory.TryGetValue(name, out FlashFile? entered)
            && entered.Length == file.Length && entered.Blocks.AsSpan().SequenceEqual(file.Blocks);
        if (!isThere)
            _flash.Power.Durable("enter " + name, () => _directory[name] = file);
    }

    /// <summary>A block that no file has, nor the one being written, erased.</summary>
    private int NewBlock(int[] taken)
    {
        HashSet<int> used = [.. _directory.Values.SelectMany(f => f.Blocks), .. taken.Where(b => b >= 0)];
        int free = Enumerable.Range(0, _flash.Blocks).FirstOrDefault(b => !used.Contains(b), -1);
        if (free < 0 || (used.Count + 1L) * _flash.BlockBytes > CapacityBytes)
            throw new IOException("The storage is full.");
        _flash.Erase(free);
        return free;
    }

    private int Cell(FlashFile file, Stretch stretch) =>
        file.Blocks[stretch.Block] * _flash.BlockBytes + stretch.InBlock;

    /// <summary>The range, cut at the ends of blocks.</summary>
    private IEnumerable<Stretch> Stretches(int position, int count)
    {
        int length;
        for (int done = 0; done < count; done += length)
        {
            (int block, int inBlock) = Math.DivRem(position + done, _flash.BlockBytes);
            length = Math.Min(_flash.BlockBytes - inBlock, count - done);
            yield return new Stretch(block, inBlock, done, length);
        }
    }

    /// <summary>A file's length in bytes, and the blocks of the flash that it lies in.</summary>
    private sealed record FlashFile(int Length, int[] Blocks);

    /// <summary>Bytes in one block: which of the file's, from where in it, which of those asked for.</summary>
    private readonly record struct Stretch(int Block, int InBlock, int From, int Count);
}
