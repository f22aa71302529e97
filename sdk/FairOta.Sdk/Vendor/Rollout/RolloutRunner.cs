using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>Drives a staged roll-out: reads chain and reports, decides by <see cref="RolloutRules"/>, funds what is
/// due. Every call can be repeated after a crash at any point.</summary>
/// <param name="escrow">The escrow, calling as the vendor's account.</param>
/// <param name="deploymentBlock">The block that created it: nothing is read before.</param>
/// <param name="publisher">Funds, each tranche once.</param>
/// <param name="reports">Brings what devices reported.</param>
/// <param name="time">The clock.</param>
public sealed class RolloutRunner(
    IEscrow escrow, long deploymentBlock, Publisher publisher, IReportCollector reports, TimeProvider time)
{
    /// <summary>How long before its claim deadline a release gets no further wave, in seconds: devices take a day to
    /// come by.</summary>
    public const long LeastDeliverySeconds = 24 * 3600;

    private readonly EscrowFollower _follower = new(escrow, deploymentBlock);

    /// <summary>Looks at chain and reports. Sends nothing and writes nothing, so anybody may at any time.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<RolloutStatus> LookAsync(
        ReleaseFolder release, RolloutFolder rollout, CancellationToken cancellation = default)
    {
        (EscrowView view, CollectedReports collected) = await ReadAsync(release, rollout, cancellation)
            .ConfigureAwait(false);
        RolloutSituation seen = Judge(
            release, rollout, view, device => rollout.Outcomes.Of(device)
                | (OutcomeBook.FlagOf(collected.Outcomes.GetValueOrDefault(device)) ?? ReportedOutcomes.None));
        RolloutJournal noted = RolloutRules.Note(rollout.Plan, seen, rollout.Journal);
        return new RolloutStatus(
            RolloutRules.Next(rollout.Plan, seen, noted), seen, noted, collected.Sources, Funded: null)
        {
            Note = rollout.Cursors.Problem,
        };
    }

    /// <summary>Takes a step: looks, remembers what follows, and funds the wave that is due, if one is. Only for
    /// whoever drives the roll-out (<see cref="RolloutFolder.TryDrive"/>).</summary>
    /// <param name="release">The release.</param>
    /// <param name="rollout">Its roll-out.</param>
    /// <param name="sendAgain">Sends even where an earlier try may still come: only after looking at the
    /// account.</param>
    /// <param name="cancellation">Ends the waiting; what was sent stays sent.</param>
    /// <exception cref="PublishException">The wave cannot be funded.</exception>
    /// <exception cref="PublishUncertainException">An earlier try may still come.</exception>
    /// <exception cref="ChainException">The chain cannot be asked, or refuses.</exception>
    public async Task<RolloutStatus> StepAsync(
        ReleaseFolder release, RolloutFolder rollout, bool sendAgain = false, CancellationToken cancellation = default)
    {
        (EscrowView view, CollectedReports collected) = await ReadAsync(release, rollout, cancellation)
            .ConfigureAwait(false);
        string? note = rollout.Cursors.Problem;
        rollout.Outcomes.Add(collected.Outcomes);
        // Not before: what was read up to there must not be lost.
        rollout.Cursors.Save(collected.Cursors, rollout.Outcomes.Entries);
        RolloutSituation seen = Judge(release, rollout, view, rollout.Outcomes.Of);
        await rollout.ChangeAsync(journal => RolloutRules.Note(rollout.Plan, seen, journal), time, cancellation)
            .ConfigureAwait(false);
        RolloutDecision decision = RolloutRules.Next(rollout.Plan, seen, rollout.Journal);
        Publication? funded = decision is not RolloutDecision.Fund due ? null : await publisher
            .PublishAsync(release, rollout.TrancheOf(release, due.Wave), sendAgain, cancellation)
            .ConfigureAwait(false);
        return new RolloutStatus(decision, seen, rollout.Journal, collected.Sources, funded) { Note = note };
    }

    private async Task<(EscrowView View, CollectedReports Collected)> ReadAsync(
        ReleaseFolder release, RolloutFolder rollout, CancellationToken cancellation)
    {
        EscrowView view = (await _follower.RefreshAsync(cancellation).ConfigureAwait(false)).View;
        CollectedReports collected = await reports
            .CollectAsync(
                release.Release.Id, rollout.Devices, ReportCollector.SourcesOf(view, release.Release.Manifest),
                rollout.Cursors.All, cancellation)
            .ConfigureAwait(false);
        return (view, collected);
    }

    private RolloutSituation Judge(
        ReleaseFolder release, RolloutFolder rollout, EscrowView view, Func<Address, ReportedOutcomes> reported) => new(
            RolloutProgress.Of(rollout.Plan, rollout.Roots, view.Find(release.Release.Id), reported),
            time.GetUtcNow().ToUnixTimeSeconds(),
            release.Release.Terms.ClaimDeadline - LeastDeliverySeconds,
            release.Recall is not null);
}

/// <summary>How a roll-out is, and what was done about it.</summary>
/// <param name="Decision">What is due, or was done.</param>
/// <param name="Seen">What it was decided by.</param>
/// <param name="Journal">What is remembered.</param>
/// <param name="Sources">How reading each server's reports went.</param>
/// <param name="Funded">The tranche that this call had funded; null where it funded none.</param>
public sealed record RolloutStatus(
    RolloutDecision Decision, RolloutSituation Seen, RolloutJournal Journal, IReadOnlyList<ReadSource> Sources,
    Publication? Funded)
{
    /// <summary>What else there is to say, for people; null for nothing.</summary>
    public string? Note { get; init; }
}
