using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>Keeps the holdings level with the chain: takes up releases that the filter wants, and the fleets of
/// tranches that are added later.</summary>
/// <param name="holdings">What is served.</param>
/// <param name="store">Where it lies.</param>
/// <param name="fetcher">Brings what is missing.</param>
/// <param name="filter">What is taken up.</param>
/// <param name="logger">Told what could not be brought, and why.</param>
public sealed partial class ReleaseKeeper(
    HoldingSet holdings,
    HoldingStore store,
    ReleaseFetcher fetcher,
    ReleaseFilter filter,
    ILogger<ReleaseKeeper> logger) : IDisposable
{
    private const long FirstRetrySeconds = 5;
    private const long LastRetrySeconds = 3600;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<ReleaseId, (long At, long AfterSeconds)> _retries = [];

    /// <summary>Loads what lies on disk. What is damaged is left out, and brought again if the filter wants
    /// it.</summary>
    public void Load()
    {
        foreach (ReleaseId release in store.Releases())
        {
            try
            {
                holdings.Put(store.Load(release));
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                LogDamaged(release, e.Message);
            }
        }
    }

    /// <summary>Adds a release that the operator has at hand.</summary>
    public void Add(Holding holding)
    {
        store.Save(holding);
        holdings.Put(holding);
    }

    /// <summary>Drops a release.</summary>
    public void Remove(ReleaseId release)
    {
        holdings.Remove(release);
        store.Delete(release);
    }

    /// <summary>Brings what the chain shows and is not here; waits for a step that runs. A release that cannot be
    /// brought is tried again after 5 s, then after twice as long each time, up to an hour.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task StepAsync(EscrowView view, long now, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await RunAsync(view, now, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task RunAsync(EscrowView view, long now, CancellationToken cancellation)
    {
        foreach (ReleaseView release in view.Releases.Values.OrderByDescending(r => r.Created.At.Block))
        {
            ReleaseId id = release.Created.Release;
            (long at, long after) = _retries.GetValueOrDefault(id, (0, FirstRetrySeconds));
            if (now < at) continue;
            try
            {
                if (await BringAsync(release, now, cancellation).ConfigureAwait(false) is { } holding) Add(holding);
                _retries.Remove(id);
            }
            catch (Exception e) when (IsTheirs(e, cancellation))
            {
                LogNotBrought(id, e.Message);
                _retries[id] = (now + after, Math.Min(2 * after, LastRetrySeconds));
            }
        }
    }

    /// <summary>The release with what was missing of it, or null where nothing is to be done.</summary>
    private async Task<Holding?> BringAsync(ReleaseView release, long now, CancellationToken cancellation)
    {
        string origin = release.Created.Url;
        if (holdings.Find(release.Created.Release) is not { } held)
        {
            long room = filter.MaxTotalBytes - holdings.All.Values.Sum(h => (long)h.Content.Length);
            int limit = (int)Math.Min(room, filter.MaxPackageBytes);
            return limit > 0 && filter.Wants(release, now)
                ? await fetcher.FetchAsync(release, origin, limit, cancellation).ConfigureAwait(false)
                : null;
        }

        Holding complete = held;
        for (int tranche = 0; tranche < release.Tranches.Count; tranche++)
        {
            if (tranche < held.Fleets.Length && held.Fleets[tranche] is not null) continue;
            byte[]? list = store.LoadFleet(held.Id, tranche);
            complete = list is not null && Verify(list, release.Tranches[tranche]) is { } fleet
                ? complete.With(tranche, fleet)
                : await fetcher.AddFleetAsync(complete, release, tranche, origin, cancellation).ConfigureAwait(false);
        }

        return ReferenceEquals(complete, held) ? null : complete;
    }

    private static HeldFleet? Verify(byte[] list, TrancheAdded tranche)
    {
        try
        {
            return HeldFleet.Verify(list, tranche);
        }
        catch (InvalidDataException)
        {
            return null; // damaged on disk: it is brought again
        }
    }

    /// <summary>Whether the fault lies with what strangers serve, and not with this process or its shutting
    /// down.</summary>
    private static bool IsTheirs(Exception e, CancellationToken cancellation) =>
        e is InvalidDataException or HttpRequestException or IOException
        || e is OperationCanceledException && !cancellation.IsCancellationRequested;

    [LoggerMessage(1, LogLevel.Warning, "Release {Release} is damaged on disk: {Reason}")]
    private partial void LogDamaged(ReleaseId release, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Release {Release} could not be brought: {Reason}")]
    private partial void LogNotBrought(ReleaseId release, string reason);
}
