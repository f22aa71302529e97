using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;

namespace FairOta.Sdk.Dashboard;

/// <summary>A release as a distributor sees it.</summary>
internal sealed record ReleasePanel
{
    /// <summary>The release.</summary>
    public required string Id { get; init; }

    /// <summary>Its product id; null where its manifest is not here.</summary>
    public required string? Product { get; init; }

    /// <summary>Its version; null where its manifest is not here.</summary>
    public required string? Version { get; init; }

    /// <summary>serving, closing (no session opens any more), delivered, over, recalled, damaged, fetching, waiting, or
    /// left.</summary>
    public required string State { get; init; }

    /// <summary>Why it is not served, as a sentence; null where it is.</summary>
    public required string? Reason { get; init; }

    /// <summary>Devices of all funded tranches.</summary>
    public required long Devices { get; init; }

    /// <summary>Devices whose delivery was paid, to anybody.</summary>
    public required long Delivered { get; init; }

    /// <summary>Devices whose delivery was paid to this distributor.</summary>
    public required long Ours { get; init; }

    /// <summary>What a delivery pays, in wei or the token's smallest unit.</summary>
    public required string Reward { get; init; }

    /// <summary>What it pays in; null for ETH.</summary>
    public required string? Token { get; init; }

    /// <summary>Last second of reservations.</summary>
    public required long Deadline { get; init; }

    /// <summary>Sessions that take a challenge, or whose receipt may still come.</summary>
    public required long Live { get; init; }

    /// <summary>Deliveries that may still be paid.</summary>
    public required long Waiting { get; init; }

    /// <summary>Deliveries that nobody pays any more.</summary>
    public required long Unpaid { get; init; }

    /// <summary>Bytes that are held of it; 0 where it is not here.</summary>
    public required long Bytes { get; init; }

    /// <summary>What its devices reported here.</summary>
    public required OutcomePanel Reports { get; init; }

    /// <summary>Those that are held, that sessions are kept of or that were judged, as many as are listed, and how many
    /// are not. Pure.</summary>
    public static (IReadOnlyList<ReleasePanel> Listed, int LeftOut) Of(DistributorFacts facts)
    {
        ILookup<ReleaseId, SessionCount> sessions = facts.Sessions.ToLookup(s => s.Release);
        Dictionary<ReleaseId, ReleaseWork> work = facts.Work.ToDictionary(w => w.Release);
        ReleaseView[] all =
        [
            .. facts.Holdings.Keys.Concat(sessions.Select(s => s.Key)).Concat(work.Keys).Distinct()
                .Select(facts.Chain.View.Find).OfType<ReleaseView>()
                .OrderByDescending(r => facts.Holdings.ContainsKey(r.Created.Release))
                .ThenByDescending(r => sessions.Contains(r.Created.Release))
                .ThenByDescending(r => r.Created.ClaimDeadline).ThenBy(r => r.Created.Release.Value),
        ];
        ReleasePanel[] listed =
        [
            .. all.Take(DashboardLimits.Releases).Select(release => Of(
                facts, release, [.. sessions[release.Created.Release]],
                work.GetValueOrDefault(release.Created.Release))),
        ];
        return (listed, all.Length - listed.Length);
    }

    private static ReleasePanel Of(
        DistributorFacts facts, ReleaseView release, SessionCount[] sessions, ReleaseWork? work)
    {
        ReleaseCreated created = release.Created;
        Holding? held = facts.Holdings.GetValueOrDefault(created.Release);
        long devices = release.Tranches.Sum(tranche => (long)tranche.FleetSize);
        long delivered = release.Paid.Values.Sum(count => (long)count);
        return new ReleasePanel
        {
            Id = created.Release.ToString(),
            Product = held?.Served.Product.ToString(),
            Version = held?.Manifest.Version.ToString(),
            State = StateOf(held, work, created.ClaimDeadline, delivered == devices, facts.Now),
            Reason = held is null && work?.Refusal is { } refusal ? DashboardLimits.Cut(refusal.Sentence) : null,
            Devices = devices,
            Delivered = delivered,
            Ours = release.Paid.GetValueOrDefault(facts.Identity.Account!.Value),
            Reward = Snapshot.Text(created.Reward),
            Token = created.Token.IsZero ? null : created.Token.ToString(),
            Deadline = created.ClaimDeadline,
            Live = sessions.Where(s => s.Standing < Standing.Received).Sum(s => s.Count),
            Waiting = sessions.Where(WaitingPanel.IsWaiting).Sum(s => s.Count),
            Unpaid = sessions.Where(s => s.Standing > Standing.Paid).Sum(s => s.Count),
            Bytes = held?.HeldBytes ?? 0,
            Reports = facts.Reports.GetValueOrDefault(created.Release) ?? new OutcomePanel(0, 0, 0),
        };
    }

    private static string StateOf(Holding? held, ReleaseWork? work, long deadline, bool isDone, long now) => 0 switch
    {
        _ when held?.IsRecalled == true || work?.Refusal?.Rule == WorkRule.Recall => "recalled",
        _ when now > deadline => "over",
        _ when isDone => "delivered",
        _ when held is null => work?.State switch
        {
            WorkState.Fetching => "fetching",
            WorkState.Waiting => "waiting",
            _ => "left",
        },
        _ when held.IsDamaged => "damaged",
        _ when now >= deadline - Core.Limits.OpenBeforeDeadlineSeconds => "closing",
        _ => "serving",
    };
}
