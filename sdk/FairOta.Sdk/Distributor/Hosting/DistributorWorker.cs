using System;
using System.Collections.Generic;
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
        List<Task> running = [RepeatAsync(loop.StepAsync, either.Token)];
        for (int i = 0; i < options.Fetches; i++) running.Add(RepeatAsync(BringAsync, either.Token));
        // Where one of them fails, the others end with it, and the host hears of it.
        await Task.WhenAny(running).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private Task BringAsync(long now, CancellationToken cancellation) =>
        keeper.StepAsync(service.Chain.View, now, cancellation);

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
