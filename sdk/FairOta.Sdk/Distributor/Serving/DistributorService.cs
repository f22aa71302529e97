using System;
using System.Collections.Generic;
using System.Threading;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>
/// A distributor without transport, timers or threads of its own: a request and the time in, an answer out. Kestrel
/// is one way to drive it, a simulator's loop another.
/// </summary>
/// <remarks>Thread-safe. What is decided upon the books is decided under one lock, and is durable before the answer;
/// passes over a package run outside of it.</remarks>
public sealed partial class DistributorService : IDisposable
{
    private readonly Lock _gate = new();
    private readonly byte[] _domain;
    private readonly Address _self;
    private readonly DistributorPolicy _policy;
    private readonly IDistributorBooks _books;
    private readonly IEpochMarkStore _mark;
    private readonly HoldingSet _holdings;
    private readonly ReadService _read;
    private readonly OfferCache _offers;
    private EpochMark _marked;
    private ChainState _chain = ChainState.Empty;

    /// <summary>Opens the distributor: compares the mark in the books with the one outside, and begins an epoch where
    /// they differ.</summary>
    /// <param name="setup">Who it is, and by what policy it serves.</param>
    /// <param name="books">The books; disposed with the service.</param>
    /// <param name="mark">The mark outside of the books' backup; disposed with the service.</param>
    /// <param name="holdings">What it serves.</param>
    /// <param name="fresh">A random value, in case an epoch begins.</param>
    public DistributorService(
        DistributorSetup setup, IDistributorBooks books, IEpochMarkStore mark, HoldingSet holdings, Guid fresh)
    {
        _domain = Eip712.Domain(setup.ChainId, setup.Escrow.ToBytes());
        _self = setup.Account;
        _policy = setup.Policy;
        (_books, _mark, _holdings) = (books, mark, holdings);
        DistributorCatalogue catalogue = new(holdings, () => Chain.View, _self);
        _read = new ReadService(catalogue, request => setup.Packages.Allows(request.Authorization));
        _offers = new OfferCache(setup.Secret, setup.CachedOffers);
        EpochMark resolved = EpochRules.Resolve(books.Mark, mark.Read(), fresh);
        if (resolved != books.Mark) books.Begin(resolved);
        mark.Write(resolved);
        _marked = resolved;
    }

    private Guid Epoch => _marked.Epoch;

    /// <summary>What the chain shows; whoever follows the chain sets it.</summary>
    public ChainState Chain
    {
        get => Volatile.Read(ref _chain);
        set => Volatile.Write(ref _chain, value);
    }

    /// <summary>Reports of installations; in memory unless set. Whoever sets it disposes it, after the
    /// service.</summary>
    public ReportService Reports { get; init; } = new(new MemoryReportStore());

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    public Answer Handle(ServiceRequest request, long now)
    {
        try
        {
            Ruling<Answer> answer = Route(request, now);
            return answer.Refusal is { } refusal ? Refused(refusal) : answer.Value;
        }
        catch (ProtocolException e)
        {
            return Refused(Refusal.Malformed(e.Message));
        }
    }

    /// <summary>Closes books and mark, after whoever is deciding upon them. A request that comes later fails.</summary>
    public void Dispose()
    {
        // SQLite's native part does not survive being closed under somebody's feet.
        lock (_gate)
        {
            _books.Dispose();
            _mark.Dispose();
        }
    }

    private Ruling<Answer> Route(ServiceRequest request, long now)
    {
        if (request.Body.Length > Limits.MaxRequestBytes)
            return Refusal.TooLarge($"A request's body has at most {Limits.MaxRequestBytes} bytes.");
        if (request.Method == "POST" && request.ContentType != Answer.Cbor)
            return Refusal.Malformed("A request's body is application/cbor.");
        // Without the chain every release is unknown; but 404 would tell a device to give its session up.
        if (Chain.Head is null) return Refusal.NotReady("The chain is not known here yet.");
        return (request.Method, request.Parts) switch
        {
            ("POST", ["sessions"]) => Open(request.Body, now),
            ("GET", ["sessions", var id, "segments"]) => OfSession(id, s => SendSegments(s, request.Query, now)),
            ("POST", ["sessions", var id, "challenge"]) => OfSession(id, s => AnswerChallenge(s, request.Body, now)),
            ("POST", ["sessions", var id, "receipt"]) => OfSession(id, s => TakeReceipt(s, request.Body, now)),
            ("GET", ["sessions", var id, "key"]) => OfSession(id, SessionKey),
            ("POST", ["sessions", var id, "repair"]) => OfSession(id, s => RepairSession(s, request.Body, now)),
            ("GET", ["releases", var release, "deliveries", var device, "key"]) =>
                OfDelivery(release, device, PublicKey),
            ("POST", ["releases", var release, "deliveries", var device, "repair"]) =>
                OfDelivery(release, device, (r, d) => Repair(r, d, request.Body, now)),
            (_, ["releases", _, "reports"]) => Reports.Answer(request, ReportTermsOf, now)!,
            _ => _read.Answer(request) is { } answer ? answer : Refusal.Unknown("Nothing of that name is served here."),
        };
    }

    private static Ruling<Answer> OfSession(string name, Func<SessionId, Ruling<Answer>> answer) =>
        SessionId.TryParseWire(name, out SessionId id) ? answer(id) : NoSession;

    private static Ruling<Answer> OfDelivery(
        string releaseName, string deviceName, Func<ReleaseId, Address, Ruling<Answer>> answer) =>
        ReleaseId.TryParseWire(releaseName, out ReleaseId release)
        && Address.TryParseWire(deviceName, out Address device)
            ? answer(release, device)
            : Refusal.Malformed("A release has 64 hex digits, a device 40.");

    private static Answer Refused(Refusal refusal) =>
        Answer.Refused(refusal.Status, refusal.Sentence, refusal.RetryAfterSeconds);

    private static Refusal NoSession => Refusal.Unknown("There is no such session here; open another.");

    /// <summary>A session with its release, or null where either is not here.</summary>
    private (Session Session, Holding Holding, ServedRelease Terms)? Find(SessionId id) =>
        _books.Find(id) is { } session
        && _holdings.Find(session.Release) is { } holding
        && Terms(holding) is { } terms
            ? (session, holding, terms)
            : null;

    private ServedRelease? Terms(Holding? holding) =>
        holding is not null && Chain.View.Find(holding.Id) is { } release
            ? new ServedRelease(
                holding.Id,
                release.Created.Vendor,
                release.Created.ClaimDeadline,
                holding.SegmentCount,
                holding.SegmentSize,
                holding.Manifest.Samples)
            : null;

    private ReportTerms? ReportTermsOf(ReleaseId release) =>
        _holdings.Find(release) is { } holding && Terms(holding) is { } terms
            ? new ReportTerms(terms.ClaimDeadline, device => holding.PlacesOf(device).Count > 0)
            : null;

    /// <summary>Carries the books' mark outside, before an answer that it counts leaves: also where that failed before
    /// and the challenge is repeated.</summary>
    private void CarryMark()
    {
        EpochMark current = _books.Mark;
        if (current == _marked) return;
        _mark.Write(current);
        _marked = current;
    }

    private void Write(IReadOnlyList<Session> sessions, Durability durability)
    {
        if (!_books.TryWrite(sessions, durability))
            throw new InvalidOperationException("Another process writes into the books of this distributor.");
    }
}
