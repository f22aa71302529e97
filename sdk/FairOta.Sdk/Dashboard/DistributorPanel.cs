using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Distributor;

namespace FairOta.Sdk.Dashboard;

/// <summary>A distributor as its operator sees it.</summary>
internal sealed record DistributorPanel
{
    /// <summary>The account that is paid.</summary>
    public required string Account { get; init; }

    /// <summary>The base URL that it announces; null for none.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>Whether it is fit to be sent devices, and why not.</summary>
    public required HealthPanel Health { get; init; }

    /// <summary>How well the chain is followed.</summary>
    public required ChainPanel Chain { get; init; }

    /// <summary>What is held, and on what disk.</summary>
    public required RoomPanel Room { get; init; }

    /// <summary>What was earned and spent, and what is to come.</summary>
    public required MoneyPanel Money { get; init; }

    /// <summary>Sessions by standing: those that can go on, and how deliveries ended.</summary>
    public required IReadOnlyList<NamedCount> Sessions { get; init; }

    /// <summary>The last 48 hours.</summary>
    public required Series Hours { get; init; }

    /// <summary>The last 48 days.</summary>
    public required Series Days { get; init; }

    /// <summary>Releases, those that are served first.</summary>
    public required IReadOnlyList<ReleasePanel> Releases { get; init; }

    /// <summary>Further releases that are not listed.</summary>
    public required int ReleasesLeftOut { get; init; }

    /// <summary>Deliveries on their way to be paid, by tranche, the longest wait first.</summary>
    public required IReadOnlyList<WaitingPanel> Waiting { get; init; }

    /// <summary>Calls of the escrow since the start, as "reserve sent".</summary>
    public required IReadOnlyList<CallPanel> Calls { get; init; }

    /// <summary>How transactions ended, whenever.</summary>
    public required IReadOnlyList<CallPanel> Transactions { get; init; }

    /// <summary>Deliveries that nobody pays any more, by why and to whom they were lost.</summary>
    public required IReadOnlyList<UnpaidPanel> Unpaid { get; init; }

    /// <summary>What devices reported here.</summary>
    public required OutcomePanel Reports { get; init; }

    /// <summary>What it answered.</summary>
    public required TrafficPanel Traffic { get; init; }

    /// <summary>The panel. Pure.</summary>
    public static DistributorPanel Of(DistributorFacts facts)
    {
        (IReadOnlyList<ReleasePanel> releases, int leftOut) = ReleasePanel.Of(facts);
        return new DistributorPanel
        {
            Account = facts.Identity.Account!.Value.ToString(),
            PublicUrl = facts.PublicUrl,
            Health = facts.Health,
            Chain = ChainPanel.Of(facts.Identity, facts.Chain.Head, facts.FollowedAt, facts.Lag),
            Room = new RoomPanel(
                facts.Holdings.Count, facts.Holdings.Values.Sum(held => held.HeldBytes),
                facts.Holdings.Values.Sum(held => held.HeldDevices), facts.BooksBytes, facts.FreeBytes),
            Money = MoneyPanel.Of(facts),
            Sessions = SessionsOf(facts),
            Hours = Series.Of(facts, Times.Hour),
            Days = Series.Of(facts, Times.Day),
            Releases = releases,
            ReleasesLeftOut = leftOut,
            Waiting = WaitingPanel.Of(facts),
            Calls =
            [
                .. facts.Calls
                    .Select(c => new CallPanel(c.Key.Call, c.Key.Outcome.ToString().ToLowerInvariant(), c.Value))
                    .OrderBy(c => c.Call).ThenBy(c => c.Outcome).Take(DashboardLimits.Rows),
            ],
            Transactions =
            [
                .. facts.Ledger.Settled.GroupBy(s => (s.Label, s.Outcome))
                    .Select(g => new CallPanel(
                        DashboardLimits.Cut(g.Key.Label), g.Key.Outcome.ToString().ToLowerInvariant(), g.Count()))
                    .OrderBy(c => c.Call).ThenBy(c => c.Outcome).Take(DashboardLimits.Rows),
            ],
            Unpaid = UnpaidOf(facts),
            Reports = new OutcomePanel(
                facts.Reports.Values.Sum(r => r.Installed), facts.Reports.Values.Sum(r => r.Failed),
                facts.Reports.Values.Sum(r => r.Refused)),
            Traffic = TrafficOf(facts.Traffic),
        };
    }

    /// <summary>What a node answered.</summary>
    public static TrafficPanel TrafficOf(TrafficTally traffic)
    {
        IReadOnlyList<AnswerCount> answers = traffic.Answers;
        return new TrafficPanel(
            traffic.Since, answers.Sum(a => a.Count), traffic.Bytes,
            [
                .. answers.Where(a => a.Status >= 400).OrderByDescending(a => a.Count).ThenBy(a => a.Endpoint)
                    .ThenBy(a => a.Status).Take(DashboardLimits.Rows),
            ]);
    }

    /// <summary>Open and answered ones are those that can go on; of all others, forgotten releases' included, how they
    /// stand.</summary>
    private static IReadOnlyList<NamedCount> SessionsOf(DistributorFacts facts)
    {
        ILookup<Standing, long> live = facts.Sessions
            .Where(s => s.Standing < Standing.Received).ToLookup(s => s.Standing, s => s.Count);
        ILookup<Standing, long> delivered = facts.Ledger.Tallies.ToLookup(t => t.Standing, t => t.Deliveries);
        return
        [
            .. System.Enum.GetValues<Standing>().Select(standing => new NamedCount(
                standing.ToString().ToLowerInvariant(), live[standing].Sum() + delivered[standing].Sum())),
        ];
    }

    private static IReadOnlyList<UnpaidPanel> UnpaidOf(DistributorFacts facts) =>
    [
        .. facts.Ledger.Tallies.Where(t => t.Standing > Standing.Paid)
            .GroupBy(t => (t.Standing, t.LostTo))
            .Select(g => new UnpaidPanel(
                g.Key.Standing.ToString().ToLowerInvariant(), g.Key.LostTo?.ToString(), g.Sum(t => t.Deliveries)))
            .OrderByDescending(u => u.Count).ThenBy(u => u.Standing).ThenBy(u => u.LostTo)
            .Take(DashboardLimits.Rows),
    ];
}

/// <summary>Whether a distributor is fit to be sent devices.</summary>
/// <param name="Status">Healthy, Degraded or Unhealthy.</param>
/// <param name="Reasons">Why it is no better, as sentences.</param>
internal sealed record HealthPanel(string Status, IReadOnlyList<string> Reasons);

/// <summary>What is held, and on what disk.</summary>
/// <param name="Releases">Releases that are served.</param>
/// <param name="ReleaseBytes">Bytes of them.</param>
/// <param name="Devices">Devices of their fleets.</param>
/// <param name="BooksBytes">Bytes of books and outbox.</param>
/// <param name="FreeBytes">Free bytes on the disk.</param>
internal sealed record RoomPanel(int Releases, long ReleaseBytes, long Devices, long BooksBytes, long FreeBytes);

/// <summary>Calls or transactions of a kind that ended in the same way.</summary>
/// <param name="Call">The call, in a word.</param>
/// <param name="Outcome">How it ended, in a word.</param>
/// <param name="Count">How many.</param>
internal sealed record CallPanel(string Call, string Outcome, long Count);

/// <summary>Deliveries that nobody pays any more.</summary>
/// <param name="Standing">lost, lapsed or declined.</param>
/// <param name="LostTo">Who was paid instead; null where nobody was.</param>
/// <param name="Count">How many.</param>
internal sealed record UnpaidPanel(string Standing, string? LostTo, long Count);

/// <summary>Deliveries of a tranche that are on their way to be paid.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Received">Wait to be reserved.</param>
/// <param name="Reserving">Are in a reservation that the chain does not show yet.</param>
/// <param name="Reserved">Are reserved.</param>
/// <param name="OldestAt">When the first of their receipts came.</param>
internal sealed record WaitingPanel(
    string Release, int Tranche, long Received, long Reserving, long Reserved, long OldestAt)
{
    /// <summary>Those of a distributor. Pure.</summary>
    public static IReadOnlyList<WaitingPanel> Of(DistributorFacts facts) =>
    [
        .. facts.Sessions.Where(IsWaiting).GroupBy(s => (s.Release, s.Tranche))
            .Select(g => new WaitingPanel(
                g.Key.Release.ToString(), g.Key.Tranche, Sum(g, Standing.Received), Sum(g, Standing.Reserving),
                Sum(g, Standing.Reserved), g.Min(s => s.OldestAt)))
            .OrderBy(w => w.OldestAt).ThenBy(w => w.Release).ThenBy(w => w.Tranche).Take(DashboardLimits.Rows),
    ];

    /// <summary>Whether sessions have a receipt and may still be paid.</summary>
    public static bool IsWaiting(SessionCount sessions) =>
        sessions.Standing is Standing.Received or Standing.Reserving or Standing.Reserved;

    private static long Sum(IEnumerable<SessionCount> sessions, Standing standing) =>
        sessions.Where(s => s.Standing == standing).Sum(s => s.Count);
}

/// <summary>A distributor's money.</summary>
/// <param name="Earned">Earned in ETH, in wei.</param>
/// <param name="Fees">What transactions cost, in wei.</param>
/// <param name="Waiting">What deliveries that may still be paid are worth in ETH, in wei.</param>
/// <param name="WaitingDeliveries">How many these are, those in tokens included.</param>
/// <param name="PaidDeliveries">Deliveries that were paid for good.</param>
/// <param name="PendingTransactions">Transactions on their way.</param>
/// <param name="Tokens">What was earned in tokens.</param>
internal sealed record MoneyPanel(
    string Earned, string Fees, string Waiting, long WaitingDeliveries, long PaidDeliveries, int PendingTransactions,
    IReadOnlyList<TokenPanel> Tokens)
{
    /// <summary>That of a distributor. Pure.</summary>
    public static MoneyPanel Of(DistributorFacts facts)
    {
        SessionCount[] waiting = [.. facts.Sessions.Where(WaitingPanel.IsWaiting)];
        BigInteger worth = waiting.Aggregate(
            BigInteger.Zero, (sum, s) => sum + s.Count * EtherFor(facts, s.Release));
        return new MoneyPanel(
            Snapshot.Text(facts.Ledger.EarnedWei), Snapshot.Text(facts.Ledger.FeesWei), Snapshot.Text(worth),
            waiting.Sum(s => s.Count), facts.Ledger.Earned.Sum(e => e.Deliveries), facts.Ledger.Pending,
            [
                .. facts.Ledger.Earned.Where(e => !e.Token.IsZero).GroupBy(e => e.Token)
                    .Select(g => new TokenPanel(
                        g.Key.ToString(),
                        Snapshot.Text(g.Aggregate(BigInteger.Zero, (sum, e) => sum + e.Amount)),
                        g.Sum(e => e.Deliveries)))
                    .OrderBy(t => t.Token).Take(DashboardLimits.Rows),
            ]);
    }

    /// <summary>What a delivery of a release pays in wei; 0 for one that pays in a token, or that the chain does not
    /// show.</summary>
    public static BigInteger EtherFor(DistributorFacts facts, ReleaseId release) =>
        facts.Chain.View.Find(release)?.Created is { Token.IsZero: true } created ? created.Reward : BigInteger.Zero;
}

/// <summary>What was earned in a token.</summary>
/// <param name="Token">The token.</param>
/// <param name="Amount">In its smallest unit.</param>
/// <param name="Deliveries">By how many deliveries.</param>
internal sealed record TokenPanel(string Token, string Amount, long Deliveries);
