using System;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A clock that stands until a test moves it. Its timers never fire by themselves.</summary>
internal sealed class FixedTime(long now) : TimeProvider
{
    public long Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);

    public override System.Threading.ITimer CreateTimer(
        System.Threading.TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Stopped();

    private sealed class Stopped : System.Threading.ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public System.Threading.Tasks.ValueTask DisposeAsync() => default;
    }
}
