using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Dashboard;

/// <summary>Gathers an origin's facts. It reads a fleet once, and a roll-out's files whenever they change; it writes
/// nothing. Not thread-safe.</summary>
internal sealed class OriginProbe(
    OriginService service, ReleaseShelf shelf, TrafficTally traffic, OriginOptions options)
{
    private const int BlocksAtOnce = 16;
    private readonly ReportTally _reports = new(service.Reports.Store);
    private readonly Dictionary<Hash32, long> _blockTimes = [];
    private readonly Dictionary<ReleaseId, Fleets> _fleets = [];
    private readonly Dictionary<ReleaseId, (DateTime Written, long Length, OutcomeBook Book)> _outcomes = [];

    /// <summary>Looks.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="IOException">A roll-out or the disk cannot be read.</exception>
    /// <exception cref="RolloutException">A roll-out is damaged.</exception>
    public async Task<OriginFacts> LookAsync(long now, CancellationToken cancellation)
    {
        OriginCatalogue catalogue = service.Catalogue;
        HeldRelease[] all =
        [
            .. catalogue.Releases.OrderByDescending(held => held.Manifest.IssuedAt)
                .ThenByDescending(held => held.Id.Value),
        ];
        HeldRelease[] listed = [.. all.Take(DashboardLimits.Releases)];
        foreach (ReleaseId gone in _fleets.Keys.Except(listed.Select(held => held.Id)).ToArray())
        {
            _fleets.Remove(gone);
            _outcomes.Remove(gone);
        }

        _reports.Read();
        await ReadBlockTimesAsync(catalogue.View, listed, cancellation).ConfigureAwait(false);
        return new OriginFacts
        {
            Now = now,
            Identity = options.Escrow!.Identity,
            View = catalogue.View,
            Following = service.Following,
            Releases = [.. listed.Select(Read)],
            ReleasesLeftOut = all.Length - listed.Length,
            BlockTimes = _blockTimes,
            Traffic = traffic,
            FreeBytes = new DriveInfo(Path.GetFullPath(options.ReportsPath)).AvailableFreeSpace,
        };
    }

    private OriginRelease Read(HeldRelease held)
    {
        string? path = shelf.FolderOf(held.Id) is { } folder ? Path.Combine(folder, RolloutFolder.BoundName) : null;
        if (path is not null && !Directory.Exists(path)) path = null;
        if (!_fleets.TryGetValue(held.Id, out Fleets? fleets) || fleets.Rollout != path
            || (path is null && fleets.Waves.Count != held.Fleets.Count))
            _fleets[held.Id] = fleets = path is null ? OfTranches(held) : OfRollout(path);
        OutcomeBook? book = path is null ? null : OutcomesOf(held.Id, Path.Combine(path, RolloutFolder.OutcomesName));
        OriginRollout? rollout = fleets.Plan is { } plan
            ? new OriginRollout(plan, RolloutFolder.LoadJournal(path!, plan))
            : null;
        return new OriginRelease(
            held, fleets.Waves, rollout,
            device => _reports.Of(held.Id, device) | (book?.Of(device) ?? ReportedOutcomes.None));
    }

    private static Fleets OfTranches(HeldRelease held) => new(null, null,
    [
        .. held.Fleets.OrderBy(fleet => fleet.Key).Select(fleet => WaveOf(
            $"tranche {fleet.Key}", FleetList.Parse(fleet.Value.ToArray()))),
    ]);

    private static Fleets OfRollout(string path)
    {
        RolloutPlan plan = RolloutFolder.LoadPlan(path);
        return new Fleets(path, plan, [.. plan.Waves.Select(wave => WaveOf(wave.Name, wave.Devices))]);
    }

    private static OriginWave WaveOf(string name, FleetList devices) => new(name, devices, new FleetTree(devices).Root);

    private OutcomeBook OutcomesOf(ReleaseId release, string path)
    {
        FileInfo file = new(path);
        (DateTime written, long length) = file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, 0);
        if (!_outcomes.TryGetValue(release, out var known) || known.Written != written || known.Length != length)
            _outcomes[release] = known = (written, length, OutcomeBook.Open(path));
        return known.Book;
    }

    /// <summary>Asks for the blocks that funded tranches, a few at a time: what the node does not give now shows
    /// without a time, and is asked for again.</summary>
    private async Task ReadBlockTimesAsync(
        EscrowView view, IEnumerable<HeldRelease> releases, CancellationToken cancellation)
    {
        TrancheAdded[] tranches = [.. releases.SelectMany(held => view.Find(held.Id)?.Tranches ?? [])];
        foreach (Hash32 gone in _blockTimes.Keys.Except(tranches.Select(t => t.At.BlockHash)).ToArray())
            _blockTimes.Remove(gone);
        EventPosition[] unknown =
        [
            .. tranches.Select(t => t.At).DistinctBy(at => at.BlockHash)
                .Where(at => !_blockTimes.ContainsKey(at.BlockHash)).Take(BlocksAtOnce),
        ];
        try
        {
            foreach (EventPosition at in unknown)
            {
                BlockHeader? block = await options.Escrow!
                    .GetBlockAsync(BlockTag.At(at.Block), cancellation).ConfigureAwait(false);
                if (block?.Hash == at.BlockHash) _blockTimes[at.BlockHash] = block.Timestamp;
            }
        }
        catch (ChainException)
        {
            // The worker logs that the node does not answer, and the panel shows since when.
        }
    }

    /// <summary>The devices of a release.</summary>
    /// <param name="Rollout">Folder of its roll-out; null where it has none.</param>
    /// <param name="Plan">Its plan; null where it has none.</param>
    /// <param name="Waves">Its waves or tranches.</param>
    private sealed record Fleets(string? Rollout, RolloutPlan? Plan, IReadOnlyList<OriginWave> Waves);
}
