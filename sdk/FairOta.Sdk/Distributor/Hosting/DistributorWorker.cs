using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace FairOta.Sdk.Distributor;

/// <summary>Drives <see cref="DistributorLoop"/> and <see cref="ReleaseKeeper"/> by the clock, from the host's start to
/// its end.</summary>
internal sealed class DistributorWorker(
    DistributorService service,
    DistributorLoop loop,
    ReleaseKeeper keeper,
    DistributorOptions options,
    TimeProvider time) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        keeper.Load();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task claims = RepeatAsync(loop.StepAsync, either.Token);
        Task releases = RepeatAsync((now, c) => keeper.StepAsync(service.Chain.View, now, c), either.Token);
        // Where one of the two fails, the other ends with it, and the host hears of it.
        await Task.WhenAny(claims, releases).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(claims, releases).ConfigureAwait(false);
    }

    private async Task RepeatAsync(Func<long, CancellationToken, Task> step, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(options.PollInterval, time);
        do
        {
            await step(time.GetUtcNow().ToUnixTimeSeconds(), cancellation).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }
}
