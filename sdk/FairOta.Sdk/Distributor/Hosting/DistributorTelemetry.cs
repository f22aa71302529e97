using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor tells of itself: metrics and traces under one name, and a line of log for whatever moves
/// money. Nothing of it names a device, a session or a caller, so the number of series does not grow with
/// them.</summary>
internal sealed partial class DistributorTelemetry : ISessionObserver, IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = DistributorHosting.TelemetryName;

    private const double WeiInGwei = 1e9;
    private readonly ILogger<DistributorTelemetry> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _sessions;
    private readonly Counter<double> _earned;
    private readonly Counter<double> _fees;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="logger">Told of payments.</param>
    public DistributorTelemetry(IMeterFactory meters, ILogger<DistributorTelemetry> logger)
    {
        _logger = logger;
        _meter = meters.Create(Name);
        _requests = _meter.CreateCounter<long>(
            "fairota.distributor.requests", "{request}", "Requests by endpoint and status.");
        _sent = _meter.CreateCounter<long>(
            "fairota.distributor.sent", "By", "Bytes of bodies answered, by endpoint.");
        _sessions = _meter.CreateCounter<long>(
            "fairota.distributor.sessions", "{session}",
            "Sessions by the state they came to: opened, answered, received, paid, lost, lapsed.");
        _earned = _meter.CreateCounter<double>(
            "fairota.distributor.earned", "GWei", "Rewards paid in ETH. Rewards in tokens are counted nowhere.");
        _fees = _meter.CreateCounter<double>(
            "fairota.distributor.fees", "GWei",
            "What transactions cost, by how they ended: done, reverted, givenup, displaced.");
    }

    /// <summary>Where the distributor's activities come from: each request's work, the steps of the claimer, and the
    /// bringing of releases.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Adds what is looked at whenever somebody collects.</summary>
    /// <param name="service">The distributor.</param>
    /// <param name="holdings">What it serves.</param>
    /// <param name="follower">Follows the chain for it.</param>
    /// <param name="time">The clock.</param>
    public void Observe(
        DistributorService service, HoldingSet holdings, EscrowFollower follower, TimeProvider time)
    {
        _meter.CreateObservableGauge(
            "fairota.distributor.claims.pending", service.CountClaimable, "{delivery}",
            "Receipts that are neither paid, lost nor lapsed.");
        _meter.CreateObservableGauge(
            "fairota.distributor.releases.held", () => holdings.All.Count, "{release}", "Releases that are served.");
        _meter.CreateObservableGauge(
            "fairota.distributor.releases.size", () => holdings.All.Values.Sum(held => held.HeldBytes), "By",
            "Bytes of the releases that are served.");
        _meter.CreateObservableGauge(
            "fairota.distributor.chain.age", () => Ages(service, time), "s",
            "Seconds since the chain was last followed, and since the newest block that was followed.");
        _meter.CreateObservableGauge(
            "fairota.distributor.chain.lag.blocks", () => OfLag(follower, lag => lag.Blocks), "{block}",
            "Blocks from the newest that was followed to the newest that the node showed.");
        _meter.CreateObservableGauge(
            "fairota.distributor.chain.lag.time", () => OfLag(follower, lag => lag.Seconds), "s",
            "Seconds between the same.");
    }

    /// <summary>A request was answered.</summary>
    /// <param name="endpoint">Which: one of <see cref="EndpointRules"/>' names.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="bytes">Bytes of the answer's body.</param>
    public void Answered(string endpoint, int status, long bytes)
    {
        KeyValuePair<string, object?> tag = new("fairota.endpoint", endpoint);
        _requests.Add(1, tag, new("http.response.status_code", status));
        _sent.Add(bytes, tag);
    }

    /// <summary>The chain has the last word of a transaction.</summary>
    public void Settled(SettledTransaction transaction) => _fees.Add(
        (double)transaction.Fee / WeiInGwei,
        new KeyValuePair<string, object?>("fairota.outcome", transaction.Outcome.ToString().ToLowerInvariant()));

    /// <inheritdoc/>
    public void Written(IReadOnlyList<Session> sessions, EscrowView view)
    {
        foreach (string state in sessions.Select(StateOf).OfType<string>())
            _sessions.Add(1, new KeyValuePair<string, object?>("fairota.state", state));
        foreach (var paid in sessions.Where(s => s.Standing == Standing.Paid).GroupBy(s => s.Release))
            if (view.Find(paid.Key) is { } release) Earned(release.Created, paid.Count());
        foreach (var lost in sessions.Where(s => s.Standing is Standing.Lost or Standing.Lapsed)
            .GroupBy(s => (s.Release, s.Standing)))
            LogUnpaid(lost.Count(), lost.Key.Release, lost.Key.Standing);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    /// <summary>The state that a session came to by the write that left it so, or null where it only went on. Nothing
    /// is written of a session once it is paid, lost or lapsed.</summary>
    private static string? StateOf(Session session) => session switch
    {
        { Revision: 1 } => "opened",
        { Standing: Standing.Answered } => "answered",
        { Standing: Standing.Received, ActedAt: 0 } => "received",
        { Standing: Standing.Paid } => "paid",
        { Standing: Standing.Lost } => "lost",
        { Standing: Standing.Lapsed } => "lapsed",
        _ => null,
    };

    private static IEnumerable<Measurement<long>> Ages(DistributorService service, TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        if (service.Chain.Head is not { } head) yield break;
        yield return new(now - service.FollowedAt, new KeyValuePair<string, object?>("fairota.of", "follower"));
        yield return new(now - head.Timestamp, new KeyValuePair<string, object?>("fairota.of", "head"));
    }

    private static IEnumerable<Measurement<long>> OfLag(EscrowFollower follower, Func<ChainLag, long> part) =>
        follower.Lag is { } lag ? [new(part(lag))] : [];

    private void Earned(ReleaseCreated release, int deliveries)
    {
        BigInteger amount = release.Reward * deliveries;
        if (release.Token.IsZero) _earned.Add((double)amount / WeiInGwei);
        string words = release.Token.IsZero
            ? TokenUnit.Ether.Format(amount)
            : string.Create(CultureInfo.InvariantCulture, $"{amount} of the smallest unit of token {release.Token}");
        LogPaid(words, deliveries, release.Release);
    }

    [LoggerMessage(20, LogLevel.Information, "Paid {Amount} for {Deliveries} deliveries of release {Release}")]
    private partial void LogPaid(string amount, int deliveries, ReleaseId release);

    [LoggerMessage(21, LogLevel.Warning, "{Deliveries} deliveries of release {Release} are not paid: {Standing}")]
    private partial void LogUnpaid(int deliveries, ReleaseId release, Standing standing);
}
