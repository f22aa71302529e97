using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Vendor;

/// <summary>Keeps an origin's catalogue level with its folders and the chain.</summary>
internal sealed partial class OriginWorker(
    OriginService service,
    ReleaseShelf shelf,
    OriginOptions options,
    TimeProvider time,
    ILogger<OriginWorker> logger) : BackgroundService
{
    private readonly EscrowFollower _follower = new(options.Escrow!, options.DeploymentBlock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.PollInterval, time);
        do
        {
            await StepAsync(stoppingToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>What fails is logged and tried again by the next step; meanwhile the last catalogue is
    /// served.</summary>
    private async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            ChainState state = await _follower.RefreshAsync(cancellation).ConfigureAwait(false);
            IReadOnlyList<HeldRelease> releases = shelf.Refresh(e => LogRefused(e.Message));
            long now = time.GetUtcNow().ToUnixTimeSeconds();
            service.Reports.DropPast(release => state.View.Find(release)?.Created.ClaimDeadline, now);
            service.Following = new OriginFollowing(now, state.Head, _follower.Lag);
            service.Catalogue = OriginCatalogue.Of(releases, state.View);
        }
        catch (ChainException e)
        {
            LogChain(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFolder(e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The chain cannot be followed: {Reason}")]
    private partial void LogChain(string reason);

    [LoggerMessage(2, LogLevel.Warning, "The releases cannot be read: {Reason}")]
    private partial void LogFolder(string reason);

    [LoggerMessage(3, LogLevel.Warning, "Not served: {Reason}")]
    private partial void LogRefused(string reason);
}
