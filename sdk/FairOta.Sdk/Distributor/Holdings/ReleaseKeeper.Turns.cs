using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <content>Whose turn it is, what a turn brings, and what it needs room for.</content>
internal sealed partial class ReleaseKeeper
{
    /// <summary>Drops parts of releases, and what is remembered of others, once their time is over.</summary>
    private void Sweep(EscrowView view, long now)
    {
        lock (_gate)
        {
            if (view.Releases.IsEmpty) return; // the chain is not known yet
            bool IsOver(ReleaseId id) => !_underWay.ContainsKey(id) && (view.Find(id) is not { } release
                || release.Created.ClaimDeadline + Limits.RepairAfterDeadlineSeconds < now);
            foreach (ReleaseId id in _drafts.Keys.Concat(_unfit.Keys).Where(IsOver).ToList())
            {
                if (_holdings.Find(id) is null) Delete(id, isForRoom: false);
                _drafts.Remove(id);
                _unfit.Remove(id);
                _owed.Remove(id);
            }

            foreach (ReleaseId gone in _work.Keys.Where(id => view.Find(id) is null).ToList()) _work.Remove(gone);
            foreach (ReleaseId gone in _awaited.Keys.Where(id => view.Find(id) is null).ToList()) _awaited.Remove(gone);
        }
    }

    /// <summary>Steps run side by side and often; what other processes owe is asked for now and then.</summary>
    private void AskOwed(long now)
    {
        lock (_gate)
        {
            if (Math.Abs(now - _askedOwedAt) < OwedEverySeconds) return;
            _askedOwedAt = now;
        }

        IReadOnlyList<ReleaseId> owed = _duties.Owed(now);
        lock (_gate) _owed.UnionWith(owed);
    }

    private ReleaseView? Begin(EscrowView view, long now)
    {
        AskOwed(now);
        lock (_gate)
        {
            List<ReleaseView> lacking = [.. view.Releases.Values.Where(release => Lacks(release, now))];
            ReleaseView? next = WorkRules.Order(lacking.Where(r => IsDue(r, now)), _retries.Failures).FirstOrDefault();
            if (next is null) return null;
            _underWay[next.Created.Release] = next;
            if (_holdings.Find(next.Created.Release) is null) Note(next.Created.Release, WorkState.Fetching);
            return next;
        }
    }

    /// <summary>Whether something of a release is to be brought; notes what is made of it.</summary>
    private bool Lacks(ReleaseView release, long now)
    {
        ReleaseId id = release.Created.Release;
        if (_underWay.ContainsKey(id)) return false;
        if (_holdings.Find(id) is { IsDamaged: false } held)
        {
            Note(id, WorkState.Held);
            return MissingFleets(held, release).Any();
        }

        bool isOwed = _owed.Contains(id) || _holdings.Find(id) is not null;
        WorkRefusal? refusal = isOwed
            ? null
            : WorkRules.Judge(release, Policy, _weiPerGas, now, _options.Policy.Worth)
                ?? _unfit.GetValueOrDefault(id) ?? JudgeForgotten(id);
        if (refusal is not null) Note(id, WorkState.Refused, refusal);
        else if (_work.GetValueOrDefault(id)?.State != WorkState.Waiting) Note(id, WorkState.Waiting);
        return refusal is null;
    }

    /// <summary>A release of which nothing is answered any more would take room for nothing.</summary>
    private WorkRefusal? JudgeForgotten(ReleaseId id) =>
        _duties.HasForgotten(id) ? _unfit[id] = Forgotten : null;

    private bool IsDue(ReleaseView release, long now) =>
        _retries.IsDue(release.Created.Release, now)
        && _vendors.IsDue(release.Created.Vendor, now)
        && _underWay.Values.Count(other => other.Created.Vendor == release.Created.Vendor) < MostSideBySide
        && _underWay.Values.Count(other => HostOf(other) == HostOf(release)) < MostSideBySide;

    private static string HostOf(ReleaseView release) => new ReleaseSource(release.Created.Url).Host;

    /// <summary>What came of a turn that did not fail.</summary>
    private void Settle(ReleaseView release, WorkRefusal? refusal, long now)
    {
        ReleaseId id = release.Created.Release;
        if (refusal is { Rule: WorkRule.Room or WorkRule.Folder })
        {
            _retries.Failed(id, now);
            Note(id, WorkState.Waiting, refusal);
            return;
        }

        _awaited.Remove(id);
        _retries.Fine(id);
        _vendors.Fine(release.Created.Vendor);
        if (refusal is null)
        {
            Note(id, WorkState.Held);
        }
        else
        {
            _unfit[id] = refusal;
            Note(id, WorkState.Refused, refusal);
        }
    }

    private void Postpone(ReleaseView release, long now, string reason)
    {
        ReleaseId id = release.Created.Release;
        LogNotBrought(id, reason);
        lock (_gate)
        {
            _retries.Failed(id, now);
            _vendors.Failed(release.Created.Vendor, now);
            if (_holdings.Find(id) is null) Note(id, WorkState.Waiting, new(WorkRule.Sources, reason));
        }
    }

    /// <summary>Notes, and logs where it is news: another state, or another rule that speaks against it.</summary>
    private void Note(ReleaseId release, WorkState state, WorkRefusal? refusal = null)
    {
        ReleaseWork? before = _work.GetValueOrDefault(release);
        _work[release] = new ReleaseWork(release, state, refusal);
        if (before?.State == state && before.Refusal?.Rule == refusal?.Rule) return;
        if (state == WorkState.Held) LogHeld(release);
        else if (refusal is { Rule: not WorkRule.Sources }) LogRefused(release, refusal.Sentence);
    }

    /// <summary>Brings what is missing; each part that is here is served at once.</summary>
    /// <returns>Null; or why the release is not taken up after all.</returns>
    private async Task<WorkRefusal?> BringAsync(
        EscrowView view, ReleaseView release, long now, CancellationToken cancellation)
    {
        ReleaseId id = release.Created.Release;
        if (_holdings.Find(id) is { IsDamaged: true } damaged)
        {
            LogDamaged(id, "Its package is brought again.");
            ReadFleets(release, damaged);
            lock (_gate) _owed.Add(id);
        }
        else if (_holdings.Find(id) is { } held)
        {
            await BringFleetsAsync(view, release, held, now, cancellation).ConfigureAwait(false);
            return null;
        }

        byte[] signed = await _fetcher
            .FetchManifestAsync(release, Sources(view, release, null), now, cancellation).ConfigureAwait(false);
        Manifest manifest = Holding.ReadManifest(signed);
        bool isOwed;
        lock (_gate) isOwed = _owed.Contains(id);
        if (!isOwed)
        {
            WorkRefusal? refusal = _fetcher.Judge(manifest, Policy, now)
                ?? await JudgeRecallAsync(release, manifest, signed, now, cancellation).ConfigureAwait(false)
                ?? MakeRoom(view, release, manifest, now);
            if (refusal is not null)
            {
                if (refusal.Rule == WorkRule.Manifest) Delete(id, isForRoom: false);
                return refusal;
            }
        }

        IReadOnlyList<ReleaseSource> sources = Sources(view, release, manifest);
        bool isAwaited = !isOwed && IsAwaited(id, now);
        string? lacking = await _fetcher.FetchPackageAsync(manifest, sources, isAwaited, now, cancellation)
            .ConfigureAwait(false);
        if (lacking is not null && isAwaited) return new(WorkRule.Folder, lacking);
        if (lacking is not null) LogAsked(id, lacking);
        Dictionary<int, HeldFleet> fleets =
            await BringDraftFleetsAsync(release, sources, now, cancellation).ConfigureAwait(false);
        _store.Draft(id).DropLeaves();
        _holdings.Complete(id, fleets);
        lock (_gate)
        {
            _drafts.Remove(id);
            _owed.Remove(id);
        }

        return null;
    }

    /// <summary>Whether a package may still come into the operator's folder. The time counts from the first turn that
    /// looks there in this process.</summary>
    private bool IsAwaited(ReleaseId id, long now)
    {
        lock (_gate)
        {
            _awaited.TryAdd(id, now);
            return now < _awaited[id] + (long)_options.PackageWait.TotalSeconds;
        }
    }

    private async Task<WorkRefusal?> JudgeRecallAsync(
        ReleaseView release, Manifest manifest, byte[] signed, long now, CancellationToken cancellation)
    {
        ReleaseId id = release.Created.Release;
        byte[]? notice = await _fetcher.FetchRecallAsync(
            id, signed, ReleaseSource.Origins(release, manifest), now, cancellation).ConfigureAwait(false);
        if (notice is null) return null;
        _store.RememberRecall(id, signed, notice);
        return TakenBack;
    }

    /// <summary>The fleets of a draft: one at least, and the others that can be had; the rest comes later.</summary>
    private async Task<Dictionary<int, HeldFleet>> BringDraftFleetsAsync(
        ReleaseView release, IReadOnlyList<ReleaseSource> sources, long now, CancellationToken cancellation)
    {
        ReleaseId id = release.Created.Release;
        Dictionary<int, HeldFleet> fleets = [];
        foreach (TrancheAdded tranche in release.Tranches.Where(IsPossible))
        {
            int number = (int)tranche.Tranche;
            try
            {
                fleets[number] = FromDisk(tranche, _store.Draft(id).LoadFleet(number))
                    ?? await _fetcher.FetchFleetAsync(tranche, sources, now, cancellation).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                LogNotBrought(id, e.Message);
                continue;
            }

            _store.Draft(id).SaveFleet(number, fleets[number].ListBytes);
        }

        return fleets.Count > 0 ? fleets : throw new InvalidDataException("None of its fleets is here.");
    }

    private async Task BringFleetsAsync(
        EscrowView view, ReleaseView release, Holding held, long now, CancellationToken cancellation)
    {
        ReleaseId id = release.Created.Release;
        ReadFleets(release, held);
        if (_holdings.Find(id) is not { } filled) return;
        foreach (TrancheAdded tranche in MissingFleets(filled, release).ToList())
        {
            DemandRoom(id, tranche);
            HeldFleet fleet = await _fetcher.FetchFleetAsync(
                tranche, Sources(view, release, held.Manifest), now, cancellation).ConfigureAwait(false);
            DemandRoom(id, tranche); // others may have come while it was brought
            _holdings.Put(id, (int)tranche.Tranche, fleet);
        }
    }

    /// <summary>Serves the fleets that lie on disk.</summary>
    private void ReadFleets(ReleaseView release, Holding held)
    {
        foreach (TrancheAdded tranche in MissingFleets(held, release).ToList())
            if (FromDisk(tranche, _store.LoadFleet(held.Id, (int)tranche.Tranche)) is { } fleet)
                _holdings.Put(held.Id, (int)tranche.Tranche, fleet);
    }

    private static IEnumerable<TrancheAdded> MissingFleets(Holding held, ReleaseView release) =>
        release.Tranches.Where(tranche => IsPossible(tranche)
            && (tranche.Tranche >= held.Fleets.Length || held.Fleets[(int)tranche.Tranche] is null));

    private static bool IsPossible(TrancheAdded tranche) => tranche.FleetSize <= FleetList.MaxDevices;

    private HeldFleet? FromDisk(TrancheAdded tranche, byte[]? list)
    {
        try
        {
            return list is null ? null : HeldFleet.Verify(list, tranche);
        }
        catch (InvalidDataException e)
        {
            LogDamaged(tranche.Release, e.Message);
            return null; // it is brought again
        }
    }

    private IReadOnlyList<ReleaseSource> Sources(EscrowView view, ReleaseView release, Manifest? manifest)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_others.View, view)) _others = (view, Others(view));
            int turn = _retries.Failures(release.Created.Release);
            return ReleaseSource.Of(release, manifest, _options.PackageSources, _others.Entries, turn);
        }
    }

    private IReadOnlyList<DistributorEntry> Others(EscrowView view) => [.. DistributorDirectory.Of(view)
        .Where(entry => entry.Account != _options.Escrow?.Identity.Account && entry.Url != _options.PublicUrl)];
}
