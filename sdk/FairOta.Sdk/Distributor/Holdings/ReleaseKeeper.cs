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
/// tranches that are added later. Thread-safe.</summary>
/// <remarks>Whatever one release and its origin come up with costs that release's turn and nothing else: it is logged
/// with the release's id and tried again later. Any other exception is a fault of this process and goes to whoever
/// drives the steps.</remarks>
/// <param name="holdings">What is served.</param>
/// <param name="store">Where it lies.</param>
/// <param name="fetcher">Brings what is missing.</param>
/// <param name="filter">What is taken up.</param>
/// <param name="fetchTimeout">How long all that is missing of a release may take.</param>
/// <param name="time">Measures that.</param>
/// <param name="logger">Told what could not be brought, and why.</param>
public sealed partial class ReleaseKeeper(
    HoldingSet holdings,
    HoldingStore store,
    ReleaseFetcher fetcher,
    ReleaseFilter filter,
    TimeSpan fetchTimeout,
    TimeProvider time,
    ILogger<ReleaseKeeper> logger)
{
    private const long FirstRetrySeconds = 5;
    private const long LastRetrySeconds = 3600;

    /// <summary>Guards what is below.</summary>
    private readonly Lock _gate = new();
    private readonly Dictionary<ReleaseId, (long At, long AfterSeconds)> _retries = [];
    private readonly HashSet<ReleaseId> _underWay = [];

    /// <summary>Guards disk and holdings together: one folder is never written and deleted at once.</summary>
    private readonly Lock _disk = new();

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
        lock (_disk)
        {
            store.Save(holding);
            holdings.Put(holding);
        }
    }

    /// <summary>Drops a release. Where its folder cannot be deleted, that is logged, and the rest is loaded and dropped
    /// again after a restart.</summary>
    public void Remove(ReleaseId release)
    {
        lock (_disk)
        {
            holdings.Remove(release);
            try
            {
                store.Delete(release);
            }
            catch (IOException e)
            {
                LogNotDeleted(release, e.Message);
            }
        }
    }

    /// <summary>Brings what is missing of one release: of those that are due, the one with most left to earn, ETH
    /// before tokens and one token before another. Steps may run side by side, each with a release of its own. A
    /// release that cannot be brought is due again after 5 s, then after twice as long each time, up to an
    /// hour.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task StepAsync(EscrowView view, long now, CancellationToken cancellation)
    {
        if (Begin(view, now) is not { } release) return;
        ReleaseId id = release.Created.Release;
        using CancellationTokenSource limit = new(fetchTimeout, time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await BringAsync(release, either.Token).ConfigureAwait(false);
            lock (_gate) _retries.Remove(id);
        }
        catch (Exception e) when (e is InvalidDataException or HttpRequestException or IOException)
        {
            Postpone(id, now, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Postpone(id, now, $"It is not here after {fetchTimeout}.");
        }
        finally
        {
            lock (_gate) _underWay.Remove(id);
        }
    }

    private ReleaseView? Begin(EscrowView view, long now)
    {
        lock (_gate)
        {
            ReleaseView? next = view.Releases.Values
                .Where(r => !_underWay.Contains(r.Created.Release) && IsDue(r.Created.Release, now) && Lacks(r, now))
                // Amounts of different tokens do not compare.
                .OrderBy(r => r.Created.Token).ThenByDescending(r => r.Balance)
                .FirstOrDefault();
            if (next is not null) _underWay.Add(next.Created.Release);
            return next;
        }
    }

    private bool IsDue(ReleaseId release, long now) => now >= _retries.GetValueOrDefault(release).At;

    private bool Lacks(ReleaseView release, long now) => holdings.Find(release.Created.Release) is { } held
        ? MissingFleets(held, release).Any()
        : filter.Wants(release, now);

    private void Postpone(ReleaseId release, long now, string reason)
    {
        LogNotBrought(release, reason);
        lock (_gate)
        {
            long after = Math.Max(FirstRetrySeconds, _retries.GetValueOrDefault(release).AfterSeconds);
            _retries[release] = (now + after, Math.Min(2 * after, LastRetrySeconds));
        }
    }

    /// <summary>Brings what is missing; each part that is here is served at once.</summary>
    private async Task BringAsync(ReleaseView release, CancellationToken cancellation)
    {
        string origin = release.Created.Url;
        if (holdings.Find(release.Created.Release) is not { } held)
        {
            long room = RoomBytes - release.Tranches.Sum(t => (long)HeldFleet.BytesOf(t));
            int limit = (int)Math.Clamp(room, 0, filter.MaxPackageBytes);
            Holding holding = await fetcher.FetchAsync(release, origin, limit, cancellation).ConfigureAwait(false);
            lock (_disk)
            {
                DemandRoom(holding.HeldBytes); // others may have come while it was brought
                Add(holding);
            }

            return;
        }

        foreach (int tranche in MissingFleets(held, release).ToList())
            if (FromDisk(release, tranche) is { } fleet) holdings.Put(held = held.With(tranche, fleet));
        foreach (int tranche in MissingFleets(held, release).ToList())
        {
            int bytes = HeldFleet.BytesOf(release.Tranches[tranche]);
            DemandRoom(bytes);
            held = await fetcher.AddFleetAsync(held, release, tranche, origin, cancellation).ConfigureAwait(false);
            lock (_disk)
            {
                DemandRoom(bytes);
                store.SaveFleet(held.Id, tranche, held.Fleets[tranche]!.ListBytes);
                holdings.Put(held);
            }
        }
    }

    private static IEnumerable<int> MissingFleets(Holding held, ReleaseView release) =>
        Enumerable.Range(0, release.Tranches.Count).Where(t => t >= held.Fleets.Length || held.Fleets[t] is null);

    private HeldFleet? FromDisk(ReleaseView release, int tranche)
    {
        ReleaseId id = release.Created.Release;
        try
        {
            return store.LoadFleet(id, tranche) is { } list ? HeldFleet.Verify(list, release.Tranches[tranche]) : null;
        }
        catch (InvalidDataException e)
        {
            LogDamaged(id, e.Message);
            return null; // it is brought again
        }
    }

    private long RoomBytes => filter.MaxTotalBytes - holdings.All.Values.Sum(h => h.HeldBytes);

    /// <exception cref="InvalidDataException">There is no room.</exception>
    private void DemandRoom(long bytes)
    {
        if (bytes > RoomBytes)
            throw new InvalidDataException($"It would exceed the {filter.MaxTotalBytes} bytes of all releases.");
    }

    [LoggerMessage(1, LogLevel.Warning, "Release {Release} is damaged on disk: {Reason}")]
    private partial void LogDamaged(ReleaseId release, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Release {Release} could not be brought: {Reason}")]
    private partial void LogNotBrought(ReleaseId release, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Release {Release} could not be deleted: {Reason}")]
    private partial void LogNotDeleted(ReleaseId release, string reason);
}
