using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace FairOta.Sdk.Distributor;

/// <summary>Drives <see cref="DistributorLoop"/> by the clock, from the host's start to its end.</summary>
internal sealed class DistributorWorker(
    DistributorLoop loop, ReleaseKeeper keeper, DistributorOptions options, TimeProvider time) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        keeper.Load();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.PollInterval, time);
        do
        {
            await loop.StepAsync(time.GetUtcNow().ToUnixTimeSeconds(), stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
