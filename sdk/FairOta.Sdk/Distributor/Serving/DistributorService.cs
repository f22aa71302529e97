using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;

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
    private readonly CatalogueService _catalogue;
    private readonly OfferCache _offers;
    private readonly Guid _epoch;
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
        _catalogue = new CatalogueService(holdings, setup.Packages, () => Announced(Chain.View, _self));
        _offers = new OfferCache(setup.Secret, setup.CachedOffers);
        EpochMark resolved = EpochRules.Resolve(books.Mark, mark.Read(), fresh);
        if (resolved != books.Mark) books.Begin(resolved);
        mark.Write(resolved);
        _epoch = resolved.Epoch;
    }

    /// <summary>What the chain shows; whoever follows the chain sets it.</summary>
    public ChainState Chain
    {
        get => Volatile.Read(ref _chain);
        set => Volatile.Write(ref _chain, value);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    public ServiceAnswer Handle(ServiceRequest request, long now)
    {
        try
        {
            Ruling<ServiceAnswer> answer = Route(request, now);
            return answer.Refusal is { } refusal ? ServiceAnswer.Refused(refusal, now) : answer.Value;
        }
        catch (ProtocolException e)
        {
            return ServiceAnswer.Refused(Refusal.Malformed(e.Message), now);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _books.Dispose();
        _mark.Dispose();
    }

    private Ruling<ServiceAnswer> Route(ServiceRequest request, long now)
    {
        if (request.Body.Length > Limits.MaxRequestBytes)
            return Refusal.TooLarge($"A request has at most {Limits.MaxRequestBytes} bytes.");
        if (request.Method == "POST" && request.ContentType != ServiceAnswer.Cbor)
            return Refusal.Malformed("A request's body is application/cbor.");
        return (request.Method, request.Path.Split('/')[1..]) switch
        {
            ("POST", ["v1", "sessions"]) => Open(request.Body, now),
            (_, ["v1", "sessions", var session, var what]) => OfSession(request, session, what, now),
            ("GET", ["v1", "releases", var release, "deliveries", var device, "key"]) => PublicKey(release, device, now),
            _ => _catalogue.Handle(request, now),
        };
    }

    private Ruling<ServiceAnswer> OfSession(ServiceRequest request, string name, string what, long now)
    {
        if (!SessionId.TryParseWire(name, out SessionId id)) return NoSession;
        return (request.Method, what) switch
        {
            ("GET", "segments") => SendSegments(id, request.Query, now),
            ("POST", "challenge") => AnswerChallenge(id, request.Body, now),
            ("POST", "receipt") => TakeReceipt(id, request.Body, now),
            ("GET", "key") => SessionKey(id, now),
            ("POST", "repair") => Repair(id, request.Body, now),
            _ => Refusal.Unknown("Nothing of that name is served here."),
        };
    }

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

    private void Write(IReadOnlyList<Session> sessions, Durability durability)
    {
        if (!_books.TryWrite(sessions, durability))
            throw new InvalidOperationException("Another process writes into the books of this distributor.");
    }

    /// <summary>Announced distributors: first this one, then those that were paid most, so that addresses made up for
    /// the list do not fill it.</summary>
    private static IEnumerable<(Address, string)> Announced(EscrowView view, Address self) => view.Distributors
        .OrderByDescending(d => d.Key == self)
        .ThenByDescending(d => view.Releases.Values.Sum(r => (long)r.Paid.GetValueOrDefault(d.Key)))
        .ThenBy(d => d.Key)
        .Select(d => (d.Key, d.Value));
}
