using System;

namespace FairOta.Bench.Exchange;

/// <summary>Takes the processor time of this process step by step: on a shared machine the wall tells others'
/// work.</summary>
internal sealed class Clock
{
    private TimeSpan _last = Environment.CpuUsage.TotalTime;

    /// <summary>Milliseconds since the last call, or since the start.</summary>
    public double Lap()
    {
        TimeSpan now = Environment.CpuUsage.TotalTime;
        double lap = (now - _last).TotalMilliseconds;
        _last = now;
        return lap;
    }
}
