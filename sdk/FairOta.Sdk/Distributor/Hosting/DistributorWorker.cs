using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>Drives <see cref="DistributorLoop"/> and <see cref="ReleaseKeeper"/> by the clock, from the host's start to
/// its end.</summary>
/// <remarks>As soon as the host is told to stop, while it still finishes answers, no session opens any more, no step
/// begins, and fetches end. A step of the claimer that runs is finished, unless it takes longer than
/// <see cref="DistributorOptions.StopWithin"/>: everything it decided is in the books by then, and the next process
/// goes on with it.</remarks>
internal sealed partial class DistributorWorker(
    DistributorService service,
    DistributorLoop loop,
    ReleaseKeeper keeper,
    DistributorOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DistributorWorker> logger) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        keeper.Load(time.GetUtcNow().ToUnixTimeSeconds());
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using CancellationTokenSource abandon = new();
        using CancellationTokenRegistration _ = stop.Token.Register(() =>
        {
            service.StopOpening();
            abandon.CancelAfter(options.StopWithin);
        });
        List<Task> running =
        [
            RepeatAsync(ClaimAsync, stop.Token, abandon.Token),
            RepeatAsync(AskOriginsAsync, stop.Token, stop.Token),
        ];
        for (int i = 0; i < options.Fetches; i++) running.Add(RepeatAsync(BringAsync, stop.Token, stop.Token));
        // Where one of them fails, the others end with it, and the host hears of it.
        await Task.WhenAny(running).ConfigureAwait(false);
        bool isTold = stop.IsCancellationRequested;
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (isTold)
        {
            if (abandon.IsCancellationRequested) LogAbandoned(options.StopWithin);
        }
    }

    private async Task ClaimAsync(long now, CancellationToken cancellation)
    {
        using Activity? activity = DistributorTelemetry.Source.StartActivity("distributor claim");
        await loop.StepAsync(now, cancellation).ConfigureAwait(false);
    }

    private Task BringAsync(long now, CancellationToken cancellation) =>
        keeper.StepAsync(service.Chain.View, now, cancellation);

    private Task AskOriginsAsync(long now, CancellationToken cancellation) =>
        keeper.AskOriginsAsync(service.Chain.View, now, cancellation);

    /// <summary>Steps until told to stop. A step that the books are out of reach for is taken again later.</summary>
    /// <param name="step">A step.</param>
    /// <param name="stop">Begins no further one.</param>
    /// <param name="abandon">Ends the one that runs.</param>
    private async Task RepeatAsync(
        Func<long, CancellationToken, Task> step, CancellationToken stop, CancellationToken abandon)
    {
        using PeriodicTimer timer = new(options.PollInterval, time);
        do
        {
            try
            {
                await step(time.GetUtcNow().ToUnixTimeSeconds(), abandon).ConfigureAwait(false);
            }
            catch (BooksUnavailableException e)
            {
                LogBooks(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    [LoggerMessage(41, LogLevel.Warning, "The books are out of reach: {Reason}")]
    private partial void LogBooks(string reason);

    [LoggerMessage(40, LogLevel.Warning, "A step was not done within {StopWithin}; the next start goes on with it")]
    private partial void LogAbandoned(TimeSpan stopWithin);
}
