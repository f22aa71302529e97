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
/// <remarks>Thread-safe. What is decided upon the books is decided within one scope of theirs, and is durable before
/// the answer; signatures are recovered and packages passed over outside of it, and one sync of the books serves all
/// that wait for one.</remarks>
internal sealed partial class DistributorService : IReleaseDuties, IDisposable
{
    private readonly Lock _durability = new();
    private readonly byte[] _domain;
    private readonly Address _self;
    private readonly DistributorPolicy _policy;
    private readonly IDistributorBooks _books;
    private readonly IEpochMarkStore? _mark;
    private readonly HoldingSet _holdings;
    private readonly ReadService _read;
    private readonly OfferCache _offers;
    private readonly ServingLimits _limits;
    private readonly ISessionObserver? _observer;
    private long _abandonedAt; // when releases were last looked for that nobody comes for any more

    /// <summary>Counts the writes that answers rely on; guarded by the books.</summary>
    private long _written;

    /// <summary>As many of them are durable; guarded by <see cref="_durability"/>.</summary>
    private long _durable;
    private bool _isBroken;
    private volatile bool _isStopping;
    private EpochMark _marked;
    private ChainState _chain = ChainState.Empty;
    private long _followedAt;

    /// <summary>Opens the distributor: compares the mark in the books with the one outside, and begins an epoch where
    /// they differ.</summary>
    /// <param name="setup">Who it is, and by what policy it serves.</param>
    /// <param name="books">The books; disposed with the service.</param>
    /// <param name="mark">The mark outside of the books' backup, disposed with the service; null where the books begin
    /// their epochs themselves.</param>
    /// <param name="holdings">What it serves.</param>
    /// <param name="fresh">A random value, in case an epoch begins.</param>
    public DistributorService(
        DistributorSetup setup, IDistributorBooks books, IEpochMarkStore? mark, HoldingSet holdings, Guid fresh)
    {
        _domain = Eip712.Domain(setup.ChainId, setup.Escrow.ToBytes());
        _self = setup.Account;
        _policy = setup.Policy;
        _limits = setup.Limits;
        _observer = setup.Observer;
        (_books, _mark, _holdings) = (books, mark, holdings);
        DistributorCatalogue catalogue = new(holdings, () => Chain.View, _self);
        _read = new ReadService(catalogue, request => setup.Packages.Allows(request.Authorization));
        _offers = new OfferCache(setup.Secret, setup.CachedOffers);
        if (mark is null) return;
        EpochMark resolved = EpochRules.Resolve(books.Mark, mark.Read(), fresh);
        if (resolved != books.Mark) books.Begin(resolved);
        mark.Write(resolved);
        _marked = resolved;
    }

    /// <summary>The epoch that runs; to be asked within the books.</summary>
    private Guid Epoch => _books.Mark.Epoch;

    /// <summary>What the chain shows; whoever follows the chain sets it.</summary>
    public ChainState Chain
    {
        get => Volatile.Read(ref _chain);
        set => Volatile.Write(ref _chain, value);
    }

    /// <summary>Reports of installations; in memory unless set. Whoever sets it disposes it, after the
    /// service.</summary>
    public ReportService Reports { get; init; } = new(new MemoryReportStore());

    /// <summary>When the chain was last followed, in Unix seconds; 0 for never.</summary>
    public long FollowedAt => Volatile.Read(ref _followedAt);

    /// <summary>Takes what the chain shows.</summary>
    /// <param name="chain">What it shows.</param>
    /// <param name="now">Unix seconds.</param>
    public void Follow(ChainState chain, long now)
    {
        Chain = chain;
        Volatile.Write(ref _followedAt, now);
    }

    /// <summary>Opens no further session from now on: another process, or another distributor, is to be asked. What was
    /// opened goes on.</summary>
    public void StopOpening() => _isStopping = true;

    /// <summary>Writes into the books and syncs them.</summary>
    /// <exception cref="Exception">That is not possible any more: whatever the disk and the database say.</exception>
    public void ProbeBooks()
    {
        lock (_durability) Sync(term: null);
    }

    /// <summary>What sessions made it work out since it was opened.</summary>
    internal OfferCost OfferCost => _offers.Cost;

    /// <summary>Releases that are served.</summary>
    public int CountReleases() => _holdings.All.Count;

    /// <summary>Sessions with a receipt that are neither paid, lost nor lapsed.</summary>
    public int CountClaimable()
    {
        using (_books.Enter()) return _books.CountClaimable();
    }

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
            return Refused(new Refusal(Problems.Malformed, e.Message));
        }
        catch (BooksUnavailableException)
        {
            return Refused(Refusal.NotReady(Problems.BooksUnavailable, "The books are out of reach at present."));
        }
        catch (PackageUnreadableException)
        {
            return Refused(Refusal.NotReady(Problems.PackageUnreadable, "The package cannot be read here at present."));
        }
    }

    /// <summary>Closes books and mark, after whoever is deciding upon them. A request that comes later fails.</summary>
    public void Dispose()
    {
        // SQLite's native part does not survive being closed under somebody's feet.
        using (_books.Enter())
        {
            _books.Dispose();
            _mark?.Dispose();
        }
    }

    private Ruling<Answer> Route(ServiceRequest request, long now)
    {
        if (request.Body.Length > Limits.MaxRequestBytes)
        {
            return new Refusal(
                Problems.TooLarge, $"A request's body has at most {Limits.MaxRequestBytes} bytes.");
        }

        if (OpenApiEndpoints.Find(request, ServerRole.Distributor, out Answer? nowhere) is not { } endpoint)
            return nowhere!;
        if (OpenApiEndpoints.Document(endpoint, request, ServerRole.Distributor) is { } document) return document;
        if (request.Method == "POST" && request.ContentType != Answer.Cbor && !ReadService.TakesCose(request))
            return new Refusal(Problems.MediaType, "A request's body is application/cbor.");
        // Without the chain every release is unknown; but 404 would tell a device to give its session up.
        if (Chain.Head is null) return Refusal.NotReady(Problems.ChainUnknown, "The chain is not known here yet.");
        return (request.Method, request.Parts) switch
        {
            ("POST", ["sessions"]) when _isStopping =>
                Refusal.NotReady(Problems.Stopping, "This distributor is about to stop."),
            ("POST", ["sessions"]) => Open(request.Body, now),
            ("GET", ["sessions", var id, "segments"]) => OfSession(id, s => SendSegments(s, request.Query, now)),
            ("POST", ["sessions", var id, "challenge"]) => OfSession(id, s => AnswerChallenge(s, request.Body, now)),
            ("POST", ["sessions", var id, "receipt"]) => OfSession(id, s => TakeReceipt(s, request.Body, now)),
            ("GET", ["sessions", var id, "key"]) => OfSession(id, s => SessionKey(s, now)),
            ("POST", ["sessions", var id, "repair"]) => OfSession(id, s => RepairSession(s, request.Body, now)),
            ("GET", ["releases", var release, "deliveries", var device, "key"]) =>
                OfDelivery(release, device, PublicKey),
            ("POST", ["releases", var release, "deliveries", var device, "repair"]) =>
                OfDelivery(release, device, (r, d) => Repair(r, d, request.Body, now)),
            (_, ["releases", _, "reports"]) => Reports.Answer(request, ReportTermsOf, now)!,
            _ => _read.Answer(request)!,
        };
    }

    private static Ruling<Answer> OfSession(string name, Func<SessionId, Ruling<Answer>> answer) =>
        SessionId.TryParseWire(name, out SessionId id) ? answer(id) : NoSession;

    private static Ruling<Answer> OfDelivery(
        string releaseName, string deviceName, Func<ReleaseId, Address, Ruling<Answer>> answer) =>
        ReleaseId.TryParseWire(releaseName, out ReleaseId release)
        && Address.TryParseWire(deviceName, out Address device)
            ? answer(release, device)
            : new Refusal(Problems.Name, "A release has 64 hex digits, a device 40.");

    private static Answer Refused(Refusal refusal) =>
        Answer.Refused(refusal.Problem, refusal.Sentence, refusal.RetryAfterSeconds);

    private static Refusal NoSession =>
        new(Problems.UnknownSession, "There is no such session here; open another.");

    private static Refusal NoRelease => new(Problems.UnknownRelease, "This release is not served here.");

    private static Refusal ReleaseOver => new(Problems.ReleaseOver, "The release is over.");

    /// <summary>A session with its release, or why it is not served here. Where the books have several processes, each
    /// brings packages for itself, and another than the one that opened the session may not have its package
    /// yet.</summary>
    private Ruling<Found> Find(SessionId id, long now)
    {
        if (_books.Find(id) is not { } session) return NoSession;
        if (_holdings.Find(session.Release) is { } holding && Terms(holding) is { } terms)
            return new Found(session, holding, terms);
        bool isServed = session.Challenge is null
            ? !SessionRules.IsOver(session, Epoch, now)
            : _books.HasDuties(session.Release, now);
        return _books.Term != 0 && isServed ? NotHereYet : NoSession;
    }

    /// <summary>Why a release that is not held is not served: another process over the same books may serve
    /// it.</summary>
    private Refusal NotServed(ReleaseId release, long now)
    {
        using (_books.Enter())
        {
            return _books.Term != 0 && _books.LastOpened(release) >= now - _policy.SessionSeconds
                ? NotHereYet
                : NoRelease;
        }
    }

    private static Refusal NotHereYet => Refusal.NotReady(Problems.PackageAbsent, "The package is not here yet.");

    private ServedRelease? Terms(Holding? holding) =>
        holding is not null && Chain.View.Find(holding.Id) is { } release
            ? new ServedRelease(
                holding.Id,
                release.Created.Vendor,
                release.Created.ClaimDeadline,
                holding.SegmentCount,
                holding.SegmentSize,
                holding.Manifest.Samples)
            {
                IsRecalled = holding.IsRecalled,
            }
            : null;

    private ReportTerms? ReportTermsOf(ReleaseId release) =>
        _holdings.Find(release) is { } holding && Terms(holding) is { } terms
            ? new ReportTerms(terms.ClaimDeadline, device => holding.PlacesOf(device).Count > 0)
            : null;

    /// <summary>Whether a release has as many open sessions as are left for others. However many devices somebody makes
    /// up for a release, those of others find a place: what k releases fill leaves as much as each of them
    /// has.</summary>
    private bool IsFull(ReleaseId release, long now)
    {
        OpenSessions open = _books.CountOpen(release, now);
        return open.OfRelease >= Math.Min(_limits.OpenSessionsPerRelease, _limits.OpenSessions - open.InAll);
    }

    /// <summary>What an answer relies on by now; to be asked within the books, after reading. What was read of other
    /// processes' writes may not be durable yet either.</summary>
    private Reliance Rely() => new(_books.Term, _books.Term == 0 ? _written : ++_written);

    /// <summary>Returns once what is relied on withstands a power cut, and the books' mark is carried outside. Whoever
    /// comes first does both for all that wait meanwhile.</summary>
    /// <exception cref="BooksUnavailableException">It may have been lost.</exception>
    private void MakeDurable(Reliance relied)
    {
        lock (_durability)
        {
            if (_durable < relied.Written || _books.Term != relied.Term) Sync(relied.Term);
        }
    }

    /// <summary>Makes everything that was written durable.</summary>
    /// <param name="term">The term of the books in which it was written; null for whichever runs.</param>
    private void Sync(long? term)
    {
        using (_books.Enter())
        {
            DemandWhole();
            try
            {
                _books.Sync();
            }
            catch (Exception e) when (e is not BooksUnavailableException)
            {
                _isBroken = true;
                throw;
            }

            if (term is not null && _books.Term != term)
                throw new BooksUnavailableException("The books were out of reach meanwhile.");
            CarryMark();
            _durable = _written;
        }
    }

    /// <summary>A sync that failed may have lost what it was for, and the next one would not know.</summary>
    private void DemandWhole()
    {
        if (_isBroken) throw new InvalidOperationException("A write was lost before; restart to read what is left.");
    }

    private void CarryMark()
    {
        if (_mark is null) return;
        EpochMark current = _books.Mark;
        if (current == _marked) return;
        _mark.Write(current);
        _marked = current;
    }

    /// <summary>Writes what an answer relies on, which leaves only after <see cref="MakeDurable"/>.</summary>
    private void WriteForAnswer(Session session)
    {
        Write([session], Durability.Process);
        _written++;
    }

    private void Write(
        IReadOnlyList<Session> sessions, Durability durability, IReadOnlyList<Earning>? earned = null)
    {
        if (!_books.TryWrite(sessions, durability, earned))
            throw new InvalidOperationException("Another process writes into the books of this distributor.");
        _observer?.Written(sessions, Chain.View);
    }

    /// <summary>A session whose release is served here.</summary>
    private sealed record Found(Session Session, Holding Holding, ServedRelease Terms);

    /// <summary>What an answer relies on.</summary>
    /// <param name="Term">The books' term in which it was read or written.</param>
    /// <param name="Written">How many writes have to be durable.</param>
    private readonly record struct Reliance(long Term, long Written);
}
