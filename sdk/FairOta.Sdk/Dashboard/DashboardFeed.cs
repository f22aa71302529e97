using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Sdk.Dashboard;

/// <summary>Makes snapshots, one at a time, and keeps each for a while: for a second, and for twenty times as long as
/// it took to make. So however many look and however large the books are, looking takes no more than a twentieth of a
/// core.</summary>
/// <param name="look">Makes one; its argument is the time in Unix seconds.</param>
/// <param name="time">The clock.</param>
internal sealed class DashboardFeed(
    Func<long, CancellationToken, Task<Snapshot>> look, TimeProvider time) : IDisposable
{
    private const int Patience = 20;
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _one = new(1, 1);
    private byte[] _kept = [];
    private long _madeAt;
    private TimeSpan _keepFor;

    /// <summary>That of a host.</summary>
    /// <exception cref="InvalidOperationException">The host has neither a distributor nor an origin.</exception>
    public static DashboardFeed Of(IServiceProvider services)
    {
        DistributorProbe? distributor = services.GetService<DistributorProbe>();
        OriginProbe? origin = services.GetService<OriginProbe>();
        if (distributor is null && origin is null)
            throw new InvalidOperationException("This host has neither a distributor nor an origin to show.");
        return new DashboardFeed(
            async (now, cancellation) => new Snapshot(
                now,
                distributor is null ? null : DistributorPanel.Of(distributor.Look(now)),
                origin is null
                    ? null
                    : OriginPanel.Of(await origin.LookAsync(now, cancellation).ConfigureAwait(false))),
            services.GetRequiredService<TimeProvider>());
    }

    /// <summary>The newest snapshot as JSON, UTF-8.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_kept.Length > 0 && time.GetElapsedTime(_madeAt) < _keepFor) return _kept;
            long start = time.GetTimestamp();
            Snapshot snapshot = await look(time.GetUtcNow().ToUnixTimeSeconds(), cancellation).ConfigureAwait(false);
            byte[] json = snapshot.ToJson();
            (_kept, _madeAt) = (json, time.GetTimestamp());
            TimeSpan least = Patience * time.GetElapsedTime(start, _madeAt);
            _keepFor = least > LeastAge ? least : LeastAge;
            return json;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
