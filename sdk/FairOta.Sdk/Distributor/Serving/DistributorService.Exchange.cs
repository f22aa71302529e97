using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <content>The endpoints of the exchange: reading, the rule, the books, the answer.</content>
public sealed partial class DistributorService
{
    private Ruling<ServiceAnswer> Open(byte[] body, long now)
    {
        OpenRequest request = OpenRequest.Parse(body);
        SessionId id = SessionId.FromBytes(Eip712.OpenSession(
            _domain, request.ReleaseId, _self.ToBytes(), request.Device, request.Nonce, request.BoundUntil));
        ReleaseId release = ReleaseId.FromBytes(request.ReleaseId);
        Address device = Address.FromBytes(request.Device);
        if (_holdings.Find(release) is not { } holding || Terms(holding) is not { } terms)
            return Refusal.Unknown("This release is not served here.");
        Session session;
        lock (_gate)
        {
            SessionRules.OpenFacts facts = new(
                id,
                terms,
                holding.PlacesOf(device),
                SessionRules.TakenUntil(Chain.View, release, device),
                _books.OfDevice(release, device),
                _books.CreditOf(release, terms.Vendor, now),
                _epoch);
            var opening = SessionRules.Open(request, facts, _policy, now);
            if (opening.Refusal is { } refusal) return refusal;
            session = opening.Value.Session;
            // A session lost in a power cut is opened again by the same request, with the same polynomial and
            // unanswered.
            if (opening.Value.Writes.Count > 0) Write(opening.Value.Writes, Durability.Process);
        }

        OpenAnswer answer = new() { EndsAt = session.EndsAt, Commitments = _offers.Of(session, holding).Commitments };
        return ServiceAnswer.Ok(answer.Encode(), now);
    }

    private Ruling<ServiceAnswer> SendSegments(SessionId id, string query, long now)
    {
        if (QueryNumbers.Parse(query, "first", "count") is not { } values
            || !QueryNumbers.TryDecimal(values.GetValueOrDefault("first"), out int first)
            || !QueryNumbers.TryDecimal(values.GetValueOrDefault("count"), out int count))
        {
            return Refusal.Malformed("Ask with first and count, both decimal.");
        }

        Session session;
        Holding holding;
        lock (_gate)
        {
            if (Find(id) is not { } found) return NoSession;
            var decision = SessionRules.Segments(found.Session, found.Terms, first, count, _epoch, now);
            if (decision.Write is { } write) Write([write], Durability.Process);
            if (decision.Refusal is { } refusal) return refusal;
            (session, holding) = (found.Session, found.Holding);
        }

        byte[] segments = _offers.Of(session, holding).Seal(holding, first, count);
        return new ServiceAnswer(200, ServiceAnswer.Octets, segments, now);
    }

    private Ruling<ServiceAnswer> AnswerChallenge(SessionId id, byte[] body, long now)
    {
        Session session;
        Holding holding;
        ServedRelease terms;
        lock (_gate)
        {
            if (Find(id) is not { } found) return NoSession;
            (session, holding, terms) = found;
        }

        Offer offer = _offers.Of(session, holding);
        if (SessionRules.IsAnswered(session, body)) return ChallengeAnswered(session, offer, holding, now);
        ChallengeRequest request = ChallengeRequest.Parse(body);
        if (SessionRules.AdmitChallenge(session, request, terms, _epoch, now) is { } refused) return refused;
        SessionRules.OfferFacts facts = offer.Facts;
        lock (_gate)
        {
            // Read again: while the digest was worked out, somebody else may have been answered.
            if (_books.Find(id) is not { } current) return NoSession;
            var ruling = SessionRules.Challenge(
                current, _books.OfDevice(current.Release, current.Device), body, request, facts, terms, _epoch, now);
            if (ruling.Refusal is { } refusal) return refusal;
            session = ruling.Value;
            if (session.Revision != current.Revision)
            {
                Write([session], Durability.PowerCut);
                _mark.Write(_books.Mark);
            }
        }

        return ChallengeAnswered(session, offer, holding, now);
    }

    private static ServiceAnswer ChallengeAnswered(Session session, Offer offer, Holding holding, long now)
    {
        int[] indices = ChallengeRequest.Parse(session.Challenge!.Request).Indices;
        ChallengeAnswer answer = new()
        {
            ValidUntil = session.Challenge.ValidUntil,
            Samples = [.. indices.Select(i => new Sample { Evaluation = offer.Evaluate(i), Path = holding.Path(i) })],
        };
        return ServiceAnswer.Ok(answer.Encode(), now);
    }

    private Ruling<ServiceAnswer> TakeReceipt(SessionId id, byte[] body, long now)
    {
        byte[] signature = ReceiptRequest.Parse(body).Signature;
        lock (_gate)
        {
            if (Find(id) is not { } found) return NoSession;
            var ruling = SessionRules.Receipt(found.Session, signature, _domain, _self, _policy, now);
            if (ruling.Refusal is { } refusal) return refusal;
            if (ruling.Value.Revision != found.Session.Revision) Write([ruling.Value], Durability.PowerCut);
            return KeyOrAccepted(ruling.Value, found.Holding, now);
        }
    }

    private Ruling<ServiceAnswer> SessionKey(SessionId id, long now)
    {
        lock (_gate)
        {
            return Find(id) is { } found ? KeyOrAccepted(found.Session, found.Holding, now) : NoSession;
        }
    }

    private ServiceAnswer KeyOrAccepted(Session session, Holding holding, long now)
    {
        Hash32 key = _offers.Of(session, holding).Key;
        bool isOut = session.KeyOut || Chain.View.Deliveries(session.Release, session.Device).Any(d => d.Key == key);
        return isOut ? Key(key, now) : ServiceAnswer.Accepted(now);
    }

    private Ruling<ServiceAnswer> PublicKey(string releaseText, string deviceText, long now)
    {
        if (!ReleaseId.TryParseWire(releaseText, out ReleaseId release)
            || !Address.TryParseWire(deviceText, out Address device))
        {
            return Refusal.Malformed("A release has 64 hex digits, a device 40.");
        }

        if (Chain.View.Deliveries(release, device) is [.., Delivered delivered]) return Key(delivered.Key, now);
        lock (_gate)
        {
            return _holdings.Find(release) is { } holding
                && _books.OfDevice(release, device).LastOrDefault(s => s.KeyOut) is { } session
                    ? Key(_offers.Of(session, holding).Key, now)
                    : Refusal.Unknown("No key of that delivery is public.");
        }
    }

    private Ruling<ServiceAnswer> Repair(SessionId id, byte[] body, long now)
    {
        RepairRequest request = RepairRequest.Parse(body);
        Holding holding;
        lock (_gate)
        {
            if (Find(id) is not { } found) return NoSession;
            var ruling = SessionRules.Repair(found.Session, request, Eip712.Repair(id.ToBytes()), found.Terms, now);
            if (ruling.Refusal is { } refusal) return refusal;
            if (ruling.Value.Revision != found.Session.Revision) Write([ruling.Value], Durability.Process);
            holding = found.Holding;
        }

        byte[] segments = [.. request.Indices.SelectMany(holding.Segment)];
        return new ServiceAnswer(200, ServiceAnswer.Octets, segments, now);
    }

    private static ServiceAnswer Key(Hash32 key, long now) =>
        ServiceAnswer.Ok(new KeyAnswer { Key = key.ToBytes() }.Encode(), now);
}
