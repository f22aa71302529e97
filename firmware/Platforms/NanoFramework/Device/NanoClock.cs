using System;
using FairOta.Agent;

namespace FairOta.Platforms.NanoFramework;

/// <summary>The device's calendar, once SNTP set it, and its milliseconds since the start.</summary>
public sealed class NanoClock : IClock
{
    // 2023-11-14: before this code was written, so a calendar that says less was never set.
    private const long Plausible = 1700000000;
    private const long TicksPerSecond = 10 * 1000 * 1000;

    /// <inheritdoc />
    public long UnixSeconds
    {
        get
        {
            long seconds = (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerSecond;
            return seconds < Plausible ? 0 : seconds;
        }
    }

    /// <inheritdoc />
    public long UptimeMs => Environment.TickCount64;
}
