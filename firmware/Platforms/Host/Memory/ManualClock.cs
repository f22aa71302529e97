using FairOta.Agent;

namespace FairOta.Platforms.Host.Memory;

/// <summary>A clock that stands still until it is moved.</summary>
public sealed class ManualClock : IClock
{
    private long _ms;
    private long _startedMs;

    /// <summary>Starts at that time.</summary>
    public ManualClock(long unixSeconds)
    {
        _ms = unixSeconds * 1000;
        _startedMs = _ms;
    }

    /// <summary>Whether the device has a clock; without one <see cref="UnixSeconds"/> is 0.</summary>
    public bool IsKnown { get; set; } = true;

    /// <summary>The world's time in Unix seconds, whatever the device knows.</summary>
    public long TrueUnixSeconds => TrueUnixMs / 1000;

    /// <summary>The same in milliseconds.</summary>
    public long TrueUnixMs => _ms;

    /// <inheritdoc />
    public long UnixSeconds => IsKnown ? TrueUnixSeconds : 0;

    /// <inheritdoc />
    public long UptimeMs => _ms - _startedMs;

    /// <summary>Moves on.</summary>
    public void Advance(long ms) => _ms += ms;

    /// <summary>The device restarts: uptime begins anew.</summary>
    public void Restart() => _startedMs = _ms;
}
