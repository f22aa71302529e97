using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Dashboard;

/// <summary>A release as its vendor sees it.</summary>
internal sealed record OriginReleasePanel
{
    /// <summary>The release.</summary>
    public required string Id { get; init; }

    /// <summary>Its product id.</summary>
    public required string Product { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>delivering, delivered, over or recalled.</summary>
    public required string State { get; init; }

    /// <summary>What a delivery pays, in wei or the token's smallest unit.</summary>
    public required string Reward { get; init; }

    /// <summary>What it pays in; null for ETH.</summary>
    public required string? Token { get; init; }

    /// <summary>Devices of all funded tranches.</summary>
    public required long Devices { get; init; }

    /// <summary>Deliveries that were paid.</summary>
    public required long Delivered { get; init; }

    /// <summary>Devices whose reward is reserved.</summary>
    public required long Reserved { get; init; }

    /// <summary>What was locked, in wei or the token's smallest unit.</summary>
    public required string Locked { get; init; }

    /// <summary>What was paid.</summary>
    public required string Paid { get; init; }

    /// <summary>What is locked still.</summary>
    public required string Balance { get; init; }

    /// <summary>Last second of reservations.</summary>
    public required long Deadline { get; init; }

    /// <summary>From when on the balance can be taken back.</summary>
    public required long ReclaimFrom { get; init; }

    /// <summary>Whether something can be taken back: notonchain, tooearly, nothingleft or ready.</summary>
    public required string Reclaim { get; init; }

    /// <summary>What its devices reported.</summary>
    public required OutcomePanel Reports { get; init; }

    /// <summary>How its roll-out goes on; null where it has none.</summary>
    public required RolloutPanel? Rollout { get; init; }

    /// <summary>Its waves, or its tranches where it has no roll-out.</summary>
    public required IReadOnlyList<WavePanel> Waves { get; init; }

    /// <summary>Further waves that are not listed.</summary>
    public required int WavesLeftOut { get; init; }

    /// <summary>The panel. Pure.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="release">The release.</param>
    /// <param name="seen">What the chain shows of it.</param>
    /// <param name="most">Most waves that are listed.</param>
    public static OriginReleasePanel Of(OriginFacts facts, OriginRelease release, ReleaseView seen, int most)
    {
        ReleaseProgress progress = ReleaseProgress.Of(facts.View, release.Held.Id, fleets: null, facts.Now)!;
        ImmutableArray<WaveProgress> waves =
            [.. release.Waves.Select(wave => RolloutProgress.Of(wave.Devices, wave.Root, seen, release.Reported))];
        ReclaimOutlook outlook = ReclaimOutlook.Of(seen, facts.Following?.Head?.Timestamp ?? facts.Now);
        bool isRecalled = release.Held.Recall is not null;
        RolloutSituation situation = new(
            waves, facts.Now, progress.ClaimDeadline - RolloutRunner.LeastDeliverySeconds, isRecalled);
        RolloutJournal? noted = release.Rollout is { } rollout
            ? RolloutRules.Note(rollout.Plan, situation, rollout.Journal)
            : null;
        WavePanel[] panels =
        [
            .. release.Waves.Take(most).Select((wave, i) => WavePanel.Of(
                facts, wave, waves[i], seen, release.Rollout?.Plan.Waves[i].Rules, noted?.Waves[i])),
        ];
        return new OriginReleasePanel
        {
            Id = release.Held.Id.ToString(),
            Product = release.Held.Product.ToString(),
            Version = release.Held.Manifest.Version.ToString(),
            State = isRecalled ? "recalled"
                : facts.Now > progress.ClaimDeadline ? "over"
                : progress.Delivered == progress.Devices && waves.All(wave => wave.IsFunded) ? "delivered"
                : "delivering",
            Reward = Snapshot.Text(progress.Reward),
            Token = progress.Token.IsZero ? null : progress.Token.ToString(),
            Devices = progress.Devices,
            Delivered = progress.Delivered,
            Reserved = progress.Reserved,
            Locked = Snapshot.Text(progress.Locked),
            Paid = Snapshot.Text(progress.Paid),
            Balance = Snapshot.Text(progress.Balance),
            Deadline = progress.ClaimDeadline,
            ReclaimFrom = outlook.From,
            Reclaim = outlook.State.ToString().ToLowerInvariant(),
            Reports = new OutcomePanel(
                waves.Sum(w => (long)w.Installed), waves.Sum(w => (long)w.Failed), waves.Sum(w => (long)w.Refused)),
            Rollout = noted is null ? null : RolloutPanel.Of(release.Rollout!.Plan, situation, noted),
            Waves = panels,
            WavesLeftOut = waves.Length - panels.Length,
        };
    }
}

/// <summary>How a roll-out goes on.</summary>
/// <param name="State">due, waits, asks, stopped or done.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Until">When time alone changes it; null where it does not.</param>
/// <param name="IsByHand">Whether somebody has to agree to every wave after the first.</param>
internal sealed record RolloutPanel(string State, string Sentence, long? Until, bool IsByHand)
{
    /// <summary>What would be decided by now. Whoever drives the roll-out decides. Pure.</summary>
    public static RolloutPanel Of(RolloutPlan plan, RolloutSituation seen, RolloutJournal noted)
    {
        RolloutDecision decision = RolloutRules.Next(plan, seen, noted);
        return new RolloutPanel(
            decision switch
            {
                RolloutDecision.Fund => "due",
                RolloutDecision.AskByHand => "asks",
                RolloutDecision.Stop => "stopped",
                RolloutDecision.Done => "done",
                _ => "waits",
            },
            decision.Sentence.Length <= 4 * DashboardLimits.TextLength
                ? decision.Sentence
                : decision.Sentence[..(4 * DashboardLimits.TextLength)] + "…",
            (decision as RolloutDecision.Wait)?.Until,
            plan.IsByHand);
    }
}

/// <summary>A wave: how far it is, and by what it is judged.</summary>
internal sealed record WavePanel
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its devices.</summary>
    public required long Devices { get; init; }

    /// <summary>Whether the chain shows its tranche.</summary>
    public required bool IsFunded { get; init; }

    /// <summary>Block that funded it; null where none did.</summary>
    public required long? FundedBlock { get; init; }

    /// <summary>That block's time; null where it is not known.</summary>
    public required long? FundedAt { get; init; }

    /// <summary>Its devices whose delivery was paid.</summary>
    public required long Delivered { get; init; }

    /// <summary>Its devices whose reward is reserved.</summary>
    public required long Reserved { get; init; }

    /// <summary>Its devices that reported success and nothing else.</summary>
    public required long Installed { get; init; }

    /// <summary>Its devices that reported a failed trial, or several outcomes.</summary>
    public required long Failed { get; init; }

    /// <summary>Its devices that could not install the package.</summary>
    public required long Refused { get; init; }

    /// <summary>Its failures that somebody resumed in spite of.</summary>
    public required long Excused { get; init; }

    /// <summary>How many have to report success for it to pass; null for a tranche without a roll-out.</summary>
    public required long? Needed { get; init; }

    /// <summary>The share of its devices that is; null for a tranche without a roll-out.</summary>
    public required string? AdvanceAt { get; init; }

    /// <summary>So many failures stop the roll-out; null where no number does.</summary>
    public required long? StopAtFailures { get; init; }

    /// <summary>This share of failures stops the roll-out; null where none does.</summary>
    public required string? StopAtShare { get; init; }

    /// <summary>When it was first seen to have passed; null while it has not.</summary>
    public required long? PassedAt { get; init; }

    /// <summary>The panel. Pure.</summary>
    public static WavePanel Of(
        OriginFacts facts, OriginWave wave, WaveProgress progress, ReleaseView seen, WaveRules? rules, WaveNote? note)
    {
        TrancheAdded? tranche = seen.Tranches.FirstOrDefault(
            each => each.FleetRoot == wave.Root && each.FleetSize == wave.Devices.Count);
        return new WavePanel
        {
            Name = wave.Name,
            Devices = progress.Devices,
            IsFunded = progress.IsFunded,
            FundedBlock = tranche?.At.Block,
            FundedAt = tranche is not null && facts.BlockTimes.TryGetValue(tranche.At.BlockHash, out long at)
                ? at
                : null,
            Delivered = progress.Delivered,
            Reserved = tranche is null ? 0 : seen.Open.Values
                .Where(open => open.Reservation.Tranche == tranche.Tranche && open.Reservation.Expiry >= facts.Now)
                .Sum(open => (long)open.Reservation.Deliveries.Count),
            Installed = progress.Installed,
            Failed = progress.Failed,
            Refused = progress.Refused,
            Excused = note?.Excused ?? 0,
            Needed = rules?.AdvanceAt.LeastOf(progress.Devices - (note?.Excused ?? 0)),
            AdvanceAt = rules?.AdvanceAt.ToString(),
            StopAtFailures = rules?.StopAtFailures,
            StopAtShare = rules?.StopAtShare?.ToString(),
            PassedAt = note?.PassedAt,
        };
    }
}
