using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <content>The endpoints of the exchange: reading, the rule, the books, the answer.</content>
internal sealed partial class DistributorService
{
    private Ruling<Answer> Open(byte[] body, long now)
    {
        OpenRequest request = OpenRequest.Parse(body);
        SessionId id = SessionId.FromBytes(Eip712.OpenSession(
            _domain, request.ReleaseId, _self.ToBytes(), request.Device, request.Nonce, request.BoundUntil));
        ReleaseId release = ReleaseId.FromBytes(request.ReleaseId);
        Address device = Address.FromBytes(request.Device);
        if (_holdings.Find(release) is not { } holding || Terms(holding) is not { } terms)
            return NotServed(release, now);
        bool isSuperseded =
            SuccessionRules.IsSuperseded(holding, device, _holdings.All.Values, Chain.View, now);
        Ruling<SessionRules.OpenFacts> Facts() => _books.HasForgotten(release)
            ? ReleaseOver
            : new SessionRules.OpenFacts(
                id,
                terms,
                holding.PlacesOf(device),
                holding.Fleets.Count(f => f is not null) == Chain.View.Find(release)?.Tranches.Count,
                SessionRules.TakenUntil(Chain.View, release, device),
                _books.OfDevice(release, device),
                _books.CreditOf(release, terms.Vendor, now),
                Epoch)
            {
                IsFull = IsFull(release, now),
                IsSuperseded = isSuperseded,
            };

        // Judged once beside the lock, with the signature, and again within it, without.
        Ruling<SessionRules.OpenFacts> facts;
        using (_books.Enter()) facts = Facts();
        if (facts.Refusal is { } none) return none;
        if (SessionRules.Open(request, facts.Value, _policy, now).Refusal is { } refused) return refused;
        Session session;
        using (_books.Enter())
        {
            facts = Facts();
            if (facts.Refusal is { } gone) return gone;
            var opening = SessionRules.Open(request, facts.Value with { IsSigned = true }, _policy, now);
            if (opening.Refusal is { } refusal) return refusal;
            session = opening.Value.Session;
            // A session lost in a power cut is opened again by the same request, with the same polynomial and
            // unanswered.
            if (opening.Value.Writes.Count > 0) Write(opening.Value.Writes, Durability.Process);
        }

        OpenAnswer answer = new() { EndsAt = session.EndsAt, Commitments = _offers.Of(session, holding).Commitments };
        return Cbor(answer.Encode());
    }

    private Ruling<Answer> SendSegments(SessionId id, IReadOnlyDictionary<string, string> query, long now)
    {
        if (Number(query, "first") is not { } first || Number(query, "count") is not { } count)
            return new Refusal(Problems.Name, "Ask with first and count, both decimal.");

        Session session;
        Holding holding;
        using (_books.Enter())
        {
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Found found = finding.Value;
            var decision = SessionRules.Segments(found.Session, found.Terms, first, count, Epoch, now);
            if (decision.Write is { } write) Write([write], Durability.Process);
            if (decision.Refusal is { } refusal) return refusal;
            (session, holding) = (found.Session, found.Holding);
        }

        PooledContent segments = new((int)count * holding.SegmentSize);
        _offers.Of(session, holding).Seal(holding, (int)first, (int)count, segments.Bytes);
        return new Answer(200, Answer.Octets, segments);
    }

    private Ruling<Answer> AnswerChallenge(SessionId id, byte[] body, long now)
    {
        ChallengeRequest request = ChallengeRequest.Parse(body);
        Session session;
        Holding holding;
        ServedRelease terms;
        bool isAnswered;
        Reliance relied;
        using (_books.Enter())
        {
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Found found = finding.Value;
            (session, holding, terms) = (found.Session, found.Holding, found.Terms);
            isAnswered = SessionRules.IsAnswered(session, body);
            if (!isAnswered && SessionRules.AdmitChallenge(session, request, terms, Epoch, now) is { } refused)
                return refused;
            relied = Rely();
        }

        Offer offer = _offers.Of(session, holding);
        if (isAnswered)
        {
            MakeDurable(relied);
            return ChallengeAnswered(session, offer, holding);
        }

        Hash32 digest = session.Digest ?? offer.Digest(holding);
        SessionRules.OfferFacts facts = new(
            SessionRules.IsOver(request, digest) ? offer.KeyCommitment : default, digest);
        using (_books.Enter())
        {
            // Read again: while the digest was worked out, somebody else may have been answered, or the release let go.
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Session current = finding.Value.Session;
            var ruling = SessionRules.Challenge(
                current,
                _books.OfDevice(current.Release, current.Device),
                body,
                request,
                facts,
                terms,
                _books.CreditOf(current.Release, current.Vendor, now),
                _policy,
                Epoch,
                now);
            if (ruling.Refusal is { } refusal)
            {
                // Whoever opened the session can cause one pass over the package, not one for each wrong digest.
                if (current is { Digest: null, Challenge: null })
                    Write([current.Next() with { Digest = digest }], Durability.Process);
                return refusal;
            }

            session = ruling.Value;
            if (session.Revision != current.Revision) WriteForAnswer(session);
            relied = Rely();
        }

        MakeDurable(relied);
        return ChallengeAnswered(session, offer, holding);
    }

    private static Answer ChallengeAnswered(Session session, Offer offer, Holding holding)
    {
        int[] indices = ChallengeRequest.Parse(session.Challenge!.Request).Indices;
        ChallengeAnswer answer = new()
        {
            ValidUntil = session.Challenge.ValidUntil,
            Samples = [.. indices.Select(i => new Sample { Evaluation = offer.Evaluate(i), Path = holding.Path(i) })],
        };
        return Cbor(answer.Encode());
    }

    private Ruling<Answer> TakeReceipt(SessionId id, byte[] body, long now)
    {
        byte[] signature = ReceiptRequest.Parse(body).Signature;
        Session session;
        using (_books.Enter())
        {
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Found found = finding.Value;
            session = found.Session;
        }

        // What the signature has to be over is settled with the challenge, so it is recovered beside the lock.
        bool isSigned = SessionRules.IsReceipt(session, signature, _domain, _self);
        Ruling<Answer> answer;
        Reliance relied;
        using (_books.Enter())
        {
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Found found = finding.Value;
            var ruling = SessionRules.Receipt(found.Session, signature, isSigned, _policy, now);
            if (ruling.Refusal is { } refusal) return refusal;
            if (ruling.Value.Revision != found.Session.Revision) WriteForAnswer(ruling.Value);
            answer = KeyOrAccepted(ruling.Value, found.Holding);
            relied = Rely();
        }

        MakeDurable(relied);
        return answer;
    }

    private Ruling<Answer> SessionKey(SessionId id, long now)
    {
        Answer answer;
        Reliance? relied;
        using (_books.Enter())
        {
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Found found = finding.Value;
            answer = KeyOrAccepted(found.Session, found.Holding);
            relied = found.Session.KeyOut ? Rely() : null;
        }

        if (relied is { } writes) MakeDurable(writes);
        return answer;
    }

    private Answer KeyOrAccepted(Session session, Holding holding)
    {
        Hash32 key = _offers.Of(session, holding).Key;
        bool isOut = session.KeyOut || Chain.View.Deliveries(session.Release, session.Device).Any(d => d.Key == key);
        return isOut ? Key(key) : Answer.Empty(202);
    }

    private Ruling<Answer> PublicKey(ReleaseId release, Address device)
    {
        if (Chain.View.Deliveries(release, device) is [.., var delivered]) return Key(delivered.Key);
        Answer answer;
        Reliance relied;
        using (_books.Enter())
        {
            if (_holdings.Find(release) is not { } holding
                || _books.OfDevice(release, device).LastOrDefault(s => s.KeyOut) is not { } session)
                return new Refusal(Problems.UnknownKey, "No key of that delivery is public.");
            answer = Key(_offers.Of(session, holding).Key);
            relied = Rely();
        }

        MakeDurable(relied);
        return answer;
    }

    private Ruling<Answer> Repair(ReleaseId release, Address device, byte[] body, long now)
    {
        RepairRequest request = RepairRequest.Parse(body);
        return Repair(
            release, device, request, Eip712.Repair(release.ToBytes(), _self.ToBytes(), request.Indices), now);
    }

    /// <summary>The form of a session stands for the other: what it asks for counts together.</summary>
    private Ruling<Answer> RepairSession(SessionId id, byte[] body, long now)
    {
        SessionRepairRequest request = SessionRepairRequest.Parse(body);
        Session session;
        using (_books.Enter())
        {
            Ruling<Found> finding = Find(id, now);
            if (finding.Refusal is { } none) return none;
            Found found = finding.Value;
            session = found.Session;
        }

        if (!SessionRules.OpensWith(session, request.OpenSecret))
            return SessionRules.NotTheSession;
        RepairRequest asked = new() { Indices = request.Indices, Signature = request.Signature };
        return Repair(
            session.Release, session.Device, asked, SessionRepairRequest.Digest(id.ToBytes()), now);
    }

    private Ruling<Answer> Repair(ReleaseId release, Address device, RepairRequest request, byte[] digest, long now)
    {
        if (_holdings.Find(release) is not { } holding || Terms(holding) is not { } terms)
            return NotServed(release, now);
        using (_books.Enter())
        {
            if (_books.HasForgotten(release)) return ReleaseOver;
            bool isDue = Chain.View.Deliveries(release, device).Count > 0
                || _books.OfDevice(release, device).Any(IsReserved);
            var repaired = _books.Repaired(release, device);
            var ruling = RepairRules.Repair(device, request, digest, terms, isDue, repaired, now);
            if (ruling.Refusal is { } refusal) return refusal;
            if (ruling.Value.Count > repaired.Count && !_books.TryWrite(release, device, ruling.Value))
                throw new InvalidOperationException("Another process writes into the books of this distributor.");
        }

        byte[] segments = [.. request.Indices.SelectMany(holding.Segment)];
        return Answer.Of(200, Answer.Octets, segments);
    }

    private static bool IsReserved(Session session) =>
        session.KeyOut || session.Standing is Standing.Reserved or Standing.Paid;

    private static Answer Key(Hash32 key) => Cbor(new KeyAnswer { Key = key.ToBytes() }.Encode());

    private static Answer Cbor(byte[] body) => Answer.Of(200, Answer.Cbor, body);

    /// <summary>A decimal number of the query; null for anything else.</summary>
    private static long? Number(IReadOnlyDictionary<string, string> query, string name) =>
        query.TryGetValue(name, out string? text) && Digits.TryRead(text, out long value) ? value : null;
}
