using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor does besides answering: it follows the chain, claims, and drops what is past. One step
/// at a time; whoever drives it decides when.</summary>
/// <remarks>Bringing releases is <see cref="ReleaseKeeper"/>'s, apart from this: a slow origin must hold up no
/// claim.</remarks>
/// <param name="service">The distributor.</param>
/// <param name="escrow">The escrow, calling as the distributor's account.</param>
/// <param name="follower">Follows the escrow.</param>
/// <param name="keeper">Told what is past.</param>
/// <param name="options">How the distributor runs.</param>
/// <param name="logger">Told what was sent and what failed.</param>
public sealed partial class DistributorLoop(
    DistributorService service,
    IEscrow escrow,
    EscrowFollower follower,
    ReleaseKeeper keeper,
    DistributorOptions options,
    ILogger<DistributorLoop> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _announcedAt;

    /// <summary>One step; waits for one that runs. What fails is logged and tried again by a later step.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task StepAsync(long now, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await RunAsync(now, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task RunAsync(long now, CancellationToken cancellation)
    {
        try
        {
            service.Follow(await follower.RefreshAsync(cancellation).ConfigureAwait(false), now);
        }
        catch (ChainException e)
        {
            LogChain(e.Message);
            return;
        }

        foreach (EscrowCall call in service.StepClaims(now)) await SendAsync(call, cancellation).ConfigureAwait(false);
        await AnnounceAsync(now, cancellation).ConfigureAwait(false);
        foreach (ReleaseId release in service.DropPast(now)) keeper.Remove(release);
    }

    private async Task AnnounceAsync(long now, CancellationToken cancellation)
    {
        if (options.PublicUrl is not { } url || escrow.Identity.Account is not { } self) return;
        if (service.Chain.View.Distributors.GetValueOrDefault(self) == url) return;
        if (now - _announcedAt < options.Policy.ResendSeconds) return;
        _announcedAt = now;
        await SendAsync(new Announce(url), cancellation).ConfigureAwait(false);
    }

    private async Task SendAsync(EscrowCall call, CancellationToken cancellation)
    {
        string name = call.GetType().Name; // never the call itself: a reveal holds keys
        try
        {
            LogSent(name, await escrow.SubmitAsync(call, cancellation).ConfigureAwait(false));
        }
        catch (ChainException e)
        {
            LogNotSent(name, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The chain cannot be followed: {Reason}")]
    private partial void LogChain(string reason);

    [LoggerMessage(2, LogLevel.Information, "Sent {Call} as {Transaction}")]
    private partial void LogSent(string call, Hash32 transaction);

    [LoggerMessage(3, LogLevel.Warning, "{Call} was not sent: {Reason}")]
    private partial void LogNotSent(string call, string reason);
}
