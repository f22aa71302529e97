using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>Keeps the holdings level with the chain: takes up releases that are worth it, and the fleets of tranches
/// that are added later, lets go what gives way to better ones, and asks for recalls. Thread-safe.</summary>
/// <remarks>Whatever one release and its sources come up with costs that release's turn and nothing else: it is logged
/// with the release's id and tried again later. Any other exception is a fault of this process and goes to whoever
/// drives the steps.</remarks>
internal sealed partial class ReleaseKeeper
{
    private const long FirstRetrySeconds = 5;
    private const long LastRetrySeconds = 3600;
    private const long VendorWaitSeconds = 60;
    private const long OwedEverySeconds = 5;

    /// <summary>A vendor's first failures make its other releases wait for nothing.</summary>
    private const int ForgivenOfAVendor = 2;

    /// <summary>Most releases of one vendor, and of one origin, that are brought side by side.</summary>
    private const int MostSideBySide = 2;

    private readonly HoldingSet _holdings;
    private readonly HoldingStore _store;
    private readonly ReleaseFetcher _fetcher;
    private readonly IReleaseDuties _duties;
    private readonly DistributorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReleaseKeeper> _logger;

    /// <summary>Guards what is below.</summary>
    private readonly Lock _gate = new();
    private readonly BackOff<ReleaseId> _retries = new(FirstRetrySeconds, LastRetrySeconds);
    private readonly BackOff<Address> _vendors = new(VendorWaitSeconds, LastRetrySeconds, ForgivenOfAVendor);
    private readonly Dictionary<ReleaseId, ReleaseView> _underWay = [];
    private readonly Dictionary<ReleaseId, ReleaseWork> _work = [];

    /// <summary>Releases of which a part is here, and the room that all of them will take.</summary>
    private readonly Dictionary<ReleaseId, (long Bytes, long Devices)> _drafts = [];

    /// <summary>Releases that are not whole here, but are owed.</summary>
    private readonly HashSet<ReleaseId> _owed = [];
    private long _askedOwedAt;

    /// <summary>What a manifest or a recall said of releases that are not held: it stays so.</summary>
    private readonly Dictionary<ReleaseId, WorkRefusal> _unfit = [];
    private readonly Dictionary<ReleaseId, long> _askedOrigins = [];

    /// <summary>Since when releases' packages are awaited in the operator's folder, Unix seconds.</summary>
    private readonly Dictionary<ReleaseId, long> _awaited = [];
    private (EscrowView View, IReadOnlyList<DistributorEntry> Entries) _others = (EscrowView.Empty, []);
    private BigInteger? _weiPerGas;

    /// <summary>A keeper.</summary>
    /// <param name="holdings">What is served.</param>
    /// <param name="store">Where it lies.</param>
    /// <param name="fetcher">Brings what is missing.</param>
    /// <param name="duties">What may not be let go.</param>
    /// <param name="options">What is taken up, from where, and how long it may take.</param>
    /// <param name="time">Measures that.</param>
    /// <param name="logger">Told what could not be brought, what is not taken up, and why.</param>
    internal ReleaseKeeper(
        HoldingSet holdings,
        HoldingStore store,
        ReleaseFetcher fetcher,
        IReleaseDuties duties,
        DistributorOptions options,
        TimeProvider time,
        ILogger<ReleaseKeeper> logger)
    {
        (_holdings, _store, _fetcher, _duties) = (holdings, store, fetcher, duties);
        (_options, _time, _logger) = (options, time, logger);
    }

    /// <summary>What is made of every release that the chain shows, as of the last step: the operator's answer to why
    /// one is not served. In no order.</summary>
    public IReadOnlyList<ReleaseWork> Work
    {
        get
        {
            lock (_gate) return [.. _work.Values];
        }
    }

    private static WorkRefusal TakenBack { get; } = new(WorkRule.Recall, "Its vendor took it back.");

    private static WorkRefusal Forgotten { get; } = new(
        WorkRule.Forgotten, "Its sessions were dropped here long ago: nothing of it is answered any more.");

    private ReleaseFilter Policy => _options.Releases;

    /// <summary>Loads what lies on disk. What is damaged is left out unless something is owed for it, and what is wrong
    /// of it is brought again.</summary>
    /// <param name="now">Unix seconds.</param>
    public void Load(long now)
    {
        foreach (ReleaseId release in _store.Recalled()) _unfit[release] = TakenBack;
        foreach (ReleaseId release in _store.Releases())
        {
            try
            {
                _holdings.Put(_store.Load(release));
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                LogDamaged(release, e.Message);
                LoadPart(release, now);
            }
        }

        foreach (ReleaseId release in _store.Leftovers().Union(_store.Drafts()).ToList()) LoadPart(release, now);
    }

    /// <summary>Adds a release that the operator has at hand.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(Holding holding) => _holdings.Save(holding);

    /// <summary>Drops a release. Where its folder cannot be deleted, that is logged, and the rest is loaded and dropped
    /// again after a restart.</summary>
    public void Remove(ReleaseId release) => Delete(release, isForRoom: false);

    /// <summary>Brings what is missing of one release: of those that are due, the first by
    /// <see cref="WorkRules.Order"/>. Steps may run side by side, each with a release of its own. A release that cannot
    /// be brought is due again after 5 s, then after twice as long each time, up to an hour; the releases of a vendor
    /// that fail three times in a row wait together.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task StepAsync(EscrowView view, long now, CancellationToken cancellation)
    {
        await AskPriceAsync(cancellation).ConfigureAwait(false);
        Sweep(view, now);
        if (Begin(view, now) is not { } release) return;
        ReleaseId id = release.Created.Release;
        using Activity? activity = DistributorTelemetry.Source.StartActivity("distributor fetch");
        activity?.SetTag("fairota.release", id.ToString());
        using CancellationTokenSource limit = new(_options.FetchTimeout, _time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            WorkRefusal? refusal = await BringAsync(view, release, now, either.Token).ConfigureAwait(false);
            lock (_gate) Settle(release, refusal, now);
            activity?.SetTag("fairota.refused", refusal?.Rule.ToString());
        }
        catch (Exception e) when (e is InvalidDataException or HttpRequestException or IOException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            Postpone(release, now, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            string late = $"It is not here after {_options.FetchTimeout}.";
            activity?.SetStatus(ActivityStatusCode.Error, late);
            Postpone(release, now, late);
        }
        finally
        {
            lock (_gate) _underWay.Remove(id);
        }
    }

    /// <summary>Asks the origins of one release that is held, if it is due, whether its vendor took it back, and
    /// whether its manifest is signed as it is here: what the chain vouches for is the manifest, not its signature, so
    /// another distributor may have given a foreign one. A recall that is here goes only where the other signature
    /// comes with a recall by its own signer: an origin alone, which may be broken into, undoes none.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task AskOriginsAsync(EscrowView view, long now, CancellationToken cancellation)
    {
        if (NextToAsk(view, now) is not { } held) return;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1), _time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            ReleaseSource[] origins = [.. ReleaseSource.Origins(view.Find(held.Id)!, held.Manifest)];
            byte[] signed = held.Served.SignedManifest;
            byte[] given = await _fetcher.FetchSignedAsync(held.Id, origins, now, either.Token).ConfigureAwait(false)
                ?? signed;
            bool isOther = !given.AsSpan().SequenceEqual(signed);
            if (!isOther && _holdings.Find(held.Id) is not { IsRecalled: false }) return;
            if (isOther)
            {
                LogResigned(held.Id);
                _holdings.Resign(held.Id, given);
            }

            byte[]? notice = await _fetcher.FetchRecallAsync(held.Id, given, origins, now, either.Token)
                .ConfigureAwait(false);
            if (notice is null) return;
            _holdings.Recall(held.Id, given, notice);
            LogRecalled(held.Id);
        }
        catch (IOException e)
        {
            LogNotBrought(held.Id, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            LogNotBrought(held.Id, "Its origins are too slow to say whether it was taken back.");
        }
    }

    /// <summary>Takes up what is not whole. What is owed is held all the same: receipts are claimed and keys given
    /// without the package.</summary>
    private void LoadPart(ReleaseId release, long now)
    {
        try
        {
            bool isOwed = _duties.HasDuties(release, now);
            if (isOwed) _owed.Add(release);
            byte[]? signed = _store.Draft(release).LoadManifest(release);
            if (signed is null && !isOwed) _store.Delete(release); // nothing says how much room it takes
            if (signed is null) return;
            Manifest manifest = Holding.ReadManifest(signed);
            if (isOwed) _holdings.Put(_store.LoadDamaged(release, signed));
            else _drafts[release] = ((long)manifest.SegmentCount * manifest.SegmentSize, 0);
        }
        catch (IOException e)
        {
            LogDamaged(release, e.Message);
        }
    }

    private async Task AskPriceAsync(CancellationToken cancellation)
    {
        if (_options.GasPrice is not { } price) return;
        try
        {
            BigInteger weiPerGas = await price.WeiPerGasAsync(cancellation).ConfigureAwait(false);
            lock (_gate) _weiPerGas = weiPerGas;
        }
        catch (ChainException e)
        {
            LogNoPrice(e.Message); // the last one known counts
        }
    }

    private Holding? NextToAsk(EscrowView view, long now)
    {
        lock (_gate)
        {
            foreach (ReleaseId gone in _askedOrigins.Keys.Where(id => _holdings.Find(id) is null).ToList())
                _askedOrigins.Remove(gone);
            long due = now - (long)_options.RecallInterval.TotalSeconds;
            Holding? next = _holdings.All.Values
                .Where(held => view.Find(held.Id) is not null)
                .Where(held => _askedOrigins.GetValueOrDefault(held.Id, long.MinValue) <= due)
                .MinBy(held => (_askedOrigins.GetValueOrDefault(held.Id, long.MinValue), held.Id));
            if (next is not null) _askedOrigins[next.Id] = now;
            return next;
        }
    }

    private void Delete(ReleaseId release, bool isForRoom)
    {
        try
        {
            _holdings.Delete(release, isForRoom);
        }
        catch (IOException e)
        {
            LogNotDeleted(release, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Release {Release} is damaged on disk: {Reason}")]
    private partial void LogDamaged(ReleaseId release, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Release {Release} could not be brought: {Reason}")]
    private partial void LogNotBrought(ReleaseId release, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Release {Release} could not be deleted: {Reason}")]
    private partial void LogNotDeleted(ReleaseId release, string reason);

    [LoggerMessage(4, LogLevel.Information, "Release {Release} is not taken up: {Reason}")]
    private partial void LogRefused(ReleaseId release, string reason);

    [LoggerMessage(5, LogLevel.Information, "Release {Release} is served from now on")]
    private partial void LogHeld(ReleaseId release);

    [LoggerMessage(6, LogLevel.Information, "Release {Release} gives way to release {Newcomer}")]
    private partial void LogLetGo(ReleaseId release, ReleaseId newcomer);

    [LoggerMessage(7, LogLevel.Warning, "Release {Release} was taken back by its vendor; no session opens for it")]
    private partial void LogRecalled(ReleaseId release);

    [LoggerMessage(9, LogLevel.Warning, "Release {Release} is signed otherwise than its origin says")]
    private partial void LogResigned(ReleaseId release);

    [LoggerMessage(10, LogLevel.Information, "Release {Release} is fetched from its sources: {Reason}")]
    private partial void LogAsked(ReleaseId release, string reason);

    [LoggerMessage(8, LogLevel.Warning, "The price of gas cannot be asked: {Reason}")]
    private partial void LogNoPrice(string reason);
}
