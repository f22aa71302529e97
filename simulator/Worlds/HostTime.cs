using System;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Simulator.Worlds;

/// <summary>The world's clock for the parts of a host that ask a <see cref="TimeProvider"/>. A timer is an event of the
/// host's own, and whatever it sets off goes on inside of that event: no other thread ever takes part.</summary>
/// <param name="moved">Told whenever something of the host went on.</param>
internal sealed class HostTime(Action<Moment> moved) : TimeProvider
{
    private Moment? _moment;

    /// <summary>The host's present.</summary>
    /// <exception cref="InvalidOperationException">It has none yet.</exception>
    public Moment Moment => _moment ?? throw new InvalidOperationException("No moment has come.");

    /// <inheritdoc/>
    public override long TimestampFrequency => 1000;

    /// <summary>Something happens to the host.</summary>
    public void Enter(Moment moment) => _moment = moment;

    /// <summary>Lets what waits go on.</summary>
    public void Resume(Moment moment, Action what)
    {
        Enter(moment);
        what();
        moved(moment);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Moment.NowMs);

    /// <inheritdoc/>
    public override long GetTimestamp() => Moment.NowMs;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The timer is to come again and again.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(HostTime time, Action fire) : ITimer
    {
        private int _plan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan) throw new NotSupportedException("A timer comes once.");
            int plan = ++_plan; // whatever was planned is overtaken
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            time.Moment.After((long)Math.Ceiling(dueTime.TotalMilliseconds), at =>
            {
                if (plan == _plan) time.Resume(at, fire);
            });
            return true;
        }

        public void Dispose() => _plan++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
