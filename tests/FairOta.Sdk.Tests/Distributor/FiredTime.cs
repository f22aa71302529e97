using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A clock whose timers are all due when a test says so, and not before.</summary>
internal sealed class FiredTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Timer> _timers = [];

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(World.Start);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, callback, state, dueTime);
        lock (_gate) _timers.Add(timer);
        return timer;
    }

    /// <summary>Fires all timers, or those that are set for no longer than this, and longer than that.</summary>
    public void Fire(TimeSpan? within = null, TimeSpan beyond = default)
    {
        Timer[] due;
        lock (_gate)
        {
            due = [.. _timers.Where(
                timer => within is null || timer.DueTime <= within && timer.DueTime > beyond)];
        }

        foreach (Timer timer in due) timer.Callback(timer.State);
    }

    private sealed class Timer(FiredTime time, TimerCallback callback, object? state, TimeSpan dueTime)
        : ITimer
    {
        public TimerCallback Callback => callback;

        public object? State => state;

        public TimeSpan DueTime => dueTime;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
