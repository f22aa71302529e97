using System;
using FairOta.Agent;

namespace FairOta.Platforms.Host;

/// <summary>The clock of a TimeProvider; uptime counts from its making.</summary>
public sealed class SystemClock : IClock
{
    private readonly TimeProvider _time;
    private readonly long _started;

    /// <summary>Starts the uptime.</summary>
    public SystemClock(TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <inheritdoc />
    public long UnixSeconds => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <inheritdoc />
    public long UptimeMs => (long)_time.GetElapsedTime(_started).TotalMilliseconds;
}
