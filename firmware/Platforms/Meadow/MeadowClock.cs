using System;
using System.Diagnostics;
using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>The system's clock, which the network sets after a start (meadow.config.yaml).</summary>
public sealed class MeadowClock : IClock
{
    // 2024-01-01: a clock behind that was not set yet.
    private const long Earliest = 1704067200;

    private readonly Stopwatch _uptime = Stopwatch.StartNew();

    /// <inheritdoc />
    public long UnixSeconds
    {
        get
        {
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            return now < Earliest ? 0 : now;
        }
    }

    /// <inheritdoc />
    public long UptimeMs => _uptime.ElapsedMilliseconds;
}
