using System;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>The world's clock for those who ask a <see cref="TimeProvider"/>.</summary>
internal sealed class WorldTime(World world) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(world.NowMs);
}

/// <summary>Random-looking bytes that are the same in every run.</summary>
internal sealed class NamedRandomness(string name) : IRandomness
{
    private int _draws;

    public void Fill(Span<byte> buffer) => Keys.Stream($"{name} draw {_draws++}", buffer.Length).CopyTo(buffer);
}
