using System;
using FairOta.Agent;

namespace FairOta.Platforms.Host.Memory;

/// <summary>Staging in memory, which outlives the agent.</summary>
public sealed class MemoryStaging : IStaging
{
    private readonly byte[] _bytes;
    private readonly PowerSupply _power;

    /// <summary>That many bytes on that power supply.</summary>
    public MemoryStaging(int capacityBytes, PowerSupply power)
    {
        _bytes = new byte[capacityBytes];
        _power = power;
    }

    /// <inheritdoc />
    public long CapacityBytes => _bytes.Length;

    /// <summary>The bytes themselves, for tests that damage them.</summary>
    public Span<byte> Bytes => _bytes;

    /// <inheritdoc />
    public void Write(long positionBytes, byte[] data, int offset, int count) =>
        _power.Durable(
            "stage",
            () => Array.Copy(data, offset, _bytes, (int)positionBytes, count),
            () => new Random(TornSeed.Of(0, _power.Operations)).NextBytes(_bytes.AsSpan((int)positionBytes, count)));

    /// <inheritdoc />
    public void Read(long positionBytes, byte[] data, int offset, int count) =>
        Array.Copy(_bytes, (int)positionBytes, data, offset, count);

    /// <inheritdoc />
    public void Erase() => _power.Durable("erase staging", () => Array.Fill(_bytes, (byte)0xFF));
}
