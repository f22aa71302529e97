using System;
using FairOta.Sdk;
using FairOta.Simulator.Run;

namespace FairOta.Simulator.Network;

/// <summary>Bytes that follow from a seed, in the order in which they are drawn. For simulations alone.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="name">Who draws.</param>
public sealed class SeededRandomness(Seed seed, string name) : IRandomness
{
    private int _drawn;

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer) => seed.Stream($"{name}/draw/{_drawn++}", buffer.Length).CopyTo(buffer);
}
