using System;

namespace FairOta.Platforms.Host.Memory;

/// <summary>
/// NOR flash: erasing a block makes all its bits 1, programming only makes them 0. Every such operation is counted by
/// the power supply, and one that is cut in the middle leaves what real flash may: a program the bytes up to some
/// place, and nonsense in the unit that was being programmed; an erase bytes of the old, the new and neither.
/// </summary>
public sealed class FlashMemory
{
    // What is programmed at once, and left as nonsense where power is cut: 16 bytes cover what is usual, 1 to 16.
    private const int UnitBytes = 16;

    private readonly byte[] _cells;
    private readonly PowerSupply _power;
    private readonly int _seed;

    /// <summary>
    /// Erased flash of so many blocks of so many bytes; what torn operations leave follows from the seed.
    /// </summary>
    public FlashMemory(int blockBytes, int blocks, PowerSupply power, int seed = 0)
    {
        BlockBytes = blockBytes;
        Blocks = blocks;
        _cells = new byte[blockBytes * blocks];
        _power = power;
        _seed = seed;
        Array.Fill(_cells, (byte)0xFF);
    }

    /// <summary>Bytes that are erased together.</summary>
    public int BlockBytes { get; }

    /// <summary>How many blocks there are.</summary>
    public int Blocks { get; }

    internal PowerSupply Power => _power;

    /// <summary>Reads from that position on.</summary>
    public void Read(int position, Span<byte> into) => _cells.AsSpan(position, into.Length).CopyTo(into);

    /// <summary>True where data could be programmed there as it is, without an erase.</summary>
    public bool Takes(int position, ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            if ((data[i] & ~_cells[position + i]) != 0)
                return false;
        }

        return true;
    }

    /// <summary>Programs data at that position.</summary>
    /// <exception cref="InvalidOperationException">A bit that is 0 would have to become 1.</exception>
    public void Program(int position, ReadOnlySpan<byte> data)
    {
        if (!Takes(position, data))
            throw new InvalidOperationException("Programming cannot set a bit: the block is to be erased first.");
        byte[] programmed = data.ToArray();
        _power.Durable(
            "program",
            () => programmed.CopyTo(_cells, position),
            () => TearProgram(position, programmed));
    }

    /// <summary>Makes every bit of that block 1.</summary>
    public void Erase(int block)
    {
        int position = block * BlockBytes;
        _power.Durable(
            "erase",
            () => Array.Fill(_cells, (byte)0xFF, position, BlockBytes),
            () => TearErase(position));
    }

    /// <summary>Bit rot: that bit, 0 to 7, is the opposite now.</summary>
    public void Rot(int position, int bit) => _cells[position] ^= (byte)(1 << bit);

    /// <summary>What the cells hold now.</summary>
    public byte[] Snapshot() => (byte[])_cells.Clone();

    /// <summary>Makes the cells hold what they held.</summary>
    public void Return(byte[] snapshot) => snapshot.CopyTo(_cells, 0);

    private void TearProgram(int position, byte[] data)
    {
        Random random = Torn();
        int done = random.Next(data.Length + 1);
        Array.Copy(data, 0, _cells, position, done);
        int unit = Math.Min((done / UnitBytes + 1) * UnitBytes, data.Length);
        for (int i = done; i < unit; i++)
            _cells[position + i] &= (byte)random.Next(256);
    }

    private void TearErase(int position)
    {
        Random random = Torn();
        for (int i = position; i < position + BlockBytes; i++)
            _cells[i] |= random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
    }

    /// <summary>The same for the same seed and operation.</summary>
    private Random Torn() => new(TornSeed.Of(_seed, _power.Operations));
}
