using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>The parts of <see cref="ClaimerRules.Step"/>, under one chain, policy and time.</summary>
internal sealed class ClaimerStep(
    EscrowView view, BlockHeader head, Address self, DistributorPolicy policy, ClaimFacts facts, long now)
{
    private readonly long _settled =
        facts.SettledBlock ?? policy.Confirmations.SettledBlock(head.Number, tagged: null);

    private readonly List<ClaimNote> _notes = [];

    /// <summary>What was decided on batches that cost more than they earn.</summary>
    public IReadOnlyList<ClaimNote> Notes => _notes;

    /// <summary>Brings a session's standing in line with what the chain shows.</summary>
    public Claim Settle(Session session)
    {
        ReleaseView? release = view.Find(session.Release);
        DeviceView? device = release?.Device(session.Device);
        Reserved? held = device?.Open.FirstOrDefault(r => r.Reservation.Tranche == session.Place.Tranche);
        IReadOnlyList<PaidDelivery> paid = device?.Deliveries ?? [];
        bool isPaidInAll = paid.Count > 0 && paid.Count >= release!.Tranches.Count;
        (Standing standing, Address? winner) = StandingOf(session, paid, isPaidInAll, held);
        return new Claim(session, session with { Standing = standing, LostTo = winner }, held);
    }

    /// <summary>What is paid or held under the session's own key or in its own place comes first. A delivery does not
    /// name its tranche, so others' deliveries of the device take this place for certain only where there are as many
    /// of them as tranches; where there are fewer, the escrow decides. So it does while our reservation is on its way,
    /// since a device can have several places in a tranche that is not served: were the session given up and its place
    /// reserved after all, the whole batch could not be revealed.</summary>
    private (Standing Standing, Address? LostTo) StandingOf(
        Session session, IReadOnlyList<PaidDelivery> paid, bool isPaidInAll, Reserved? held)
    {
        foreach (PaidDelivery mine in paid.Where(d => IsMine(d, session)))
            return (IsFinal(mine.Block) ? Standing.Paid : Standing.Reserved, null);
        bool isHeld = held is not null && !HasLapsed(held);
        if (isHeld && IsMine(held!, session)) return (Standing.Reserved, null);
        // What was given up comes back only by what the chain shows.
        if (session.Standing > Standing.Reserved) return (session.Standing, session.LostTo);
        if (isHeld)
            return IsFinal(held!.At.Block) ? (Standing.Lost, held!.Reservation.Distributor) : (session.Standing, null);
        if (isPaidInAll)
        {
            return paid.All(d => IsFinal(d.Block)) && !IsReserving(session)
                ? (Standing.Lost, paid[^1].Distributor)
                : (session.Standing, null);
        }

        if (head.Timestamp > session.Challenge!.ValidUntil) return (Standing.Lapsed, null);
        // The chain took the reservation back, or it lapsed with the earliest receipt of its batch and this one lives
        // on.
        return (session.Standing == Standing.Reserved ? Standing.Received : session.Standing, null);
    }

    /// <summary>Frees places that a lapsed reservation keeps, so that a later step can reserve them. One that a
    /// reorganisation could still take back is no reason yet.</summary>
    public IEnumerable<ClaimAct> Expiries(IEnumerable<Claim> claims)
    {
        var blocked = claims
            .Where(c => c.Held is not null && HasLapsed(c.Held) && IsFinal(c.Held.At.Block) && IsPending(c))
            .Where(c => !IsRecent(c.Session))
            .GroupBy(c => c.Held!.Reservation)
            .Where(g => MayTry(CallSubjects.Expired(g.Key)))
            .ToList();
        foreach (var group in blocked)
            yield return new ClaimAct.ExpireBatch(group.Key, [.. group.Select(c => c.Acted(now))]);
    }

    /// <summary>Reserves what waits: full batches at once, others when something in them is due, and none whose gas
    /// costs more than it earns while it can wait.</summary>
    public IEnumerable<ClaimAct> Reservations(IEnumerable<Claim> claims)
    {
        var waiting = claims
            .Where(c => c.Held is null && IsPending(c) && MayTry(c.Place))
            .Where(c => c.Session.Standing == Standing.Received || !IsRecent(c.Session))
            .DistinctBy(c => c.Place)
            .GroupBy(c => (c.Session.Release, c.Session.Place.Tranche))
            .ToList();
        foreach (var tranche in waiting)
        {
            foreach (var batch in BatchRules.Compose(tranche, policy.BatchDeliveries, policy.BatchSpreadSeconds))
            {
                if (!IsDue(batch) || !IsWorthIt(batch)) continue;
                yield return new ClaimAct.ReserveBatch(
                    tranche.Key.Release, tranche.Key.Tranche,
                    [.. batch.Select(c => c.Acted(now) with { Standing = Standing.Reserving })]);
            }
        }
    }

    /// <summary>Reveals the keys of reservations that are final; they are out once that would succeed.</summary>
    public IEnumerable<ClaimAct> Reveals(IEnumerable<Claim> claims)
    {
        var reserved = claims
            .Where(c => c.Session.Standing == Standing.Reserved && c.Held is not null)
            .GroupBy(c => c.Held!)
            .ToList();
        foreach (var group in reserved)
        {
            Reservation reservation = group.Key.Reservation;
            var known = group.ToDictionary(c => (c.Session.Device, c.Challenge.KeyCommitment));
            List<Claim> batch = [.. reservation.Deliveries
                .Select(d => known.GetValueOrDefault((d.Device, d.KeyCommitment))).OfType<Claim>()];
            // A reservation is revealed whole. A delivery that the books do not know (they came from a backup) has no
            // key here, and the keys of the others must not go out for nothing.
            if (batch.Count != reservation.Deliveries.Count || !MayReveal(group.Key, batch)) continue;
            yield return new ClaimAct.RevealBatch(
                reservation, [.. batch.Select(c => c.Acted(now) with { KeyOut = true })]);
        }
    }

    private bool MayReveal(Reserved reserved, IReadOnlyList<Claim> batch)
    {
        if (!MayTry(CallSubjects.Revealed(reserved.Reservation))) return false;
        long left = reserved.Reservation.Expiry - now;
        if (left < 0) return false;
        // Once out, keys are worth revealing to the last second.
        if (batch.All(c => c.Session.KeyOut)) return !batch.Any(c => IsRecent(c.Session));
        long window = reserved.Reservation.Expiry - batch.Max(c => SentAt(c.Session));
        return IsFinal(reserved.At.Block) && 2 * left >= window;
    }

    private bool IsDue(IReadOnlyList<Claim> batch)
    {
        if (batch.Count >= policy.BatchDeliveries) return true;
        ReleaseCreated? release = view.Find(batch[0].Session.Release)?.Created;
        return release is not null && IsMuch(release.Token, release.Reward * batch.Count) || batch.Any(IsDue);
    }

    /// <summary>Whether so much in rewards makes a batch due.</summary>
    private bool IsMuch(Address token, BigInteger amount) =>
        policy.BatchTokenValues.TryGetValue(token, out BigInteger bound)
            ? amount >= bound
            : policy.Worth.InWei(token, amount) >= policy.BatchValue;

    private bool IsDue(Claim claim) =>
        claim.Session.Standing == Standing.Reserving
        || now - claim.Session.ReceivedAt >= policy.BatchAgeSeconds
        || IsLastCall(claim);

    /// <summary>Whether it cannot wait any longer.</summary>
    private bool IsLastCall(Claim claim) =>
        claim.Challenge.ValidUntil - now <= Limits.MinReservedValiditySeconds + 2 * policy.InclusionSeconds;

    /// <summary>Whether a batch earns its gas, or is reserved all the same. Rewards of unknown worth are taken whatever
    /// gas costs, or count for nothing.</summary>
    private bool IsWorthIt(IReadOnlyList<Claim> batch)
    {
        Session first = batch[0].Session;
        if (facts.GasPrice is not { } price || view.Find(first.Release)?.Created is not { } release) return true;
        BigInteger? worth = policy.Worth.InWei(release.Token, release.Reward * batch.Count);
        if (worth is null && policy.Worth.TakesUnknown) return true;
        BigInteger cost = price * ClaimGas.Of([.. batch.Select(c => c.Index)]);
        BigInteger reward = worth ?? 0;
        if (cost <= reward) return true;
        Claim[] last = [.. batch.Where(IsLastCall)];
        ClaimDecision decision = last.Length == 0 ? ClaimDecision.Waits
            : policy.ReservesAtALoss ? ClaimDecision.ReservedAtALoss
            : ClaimDecision.Declined;
        _notes.Add(new ClaimNote(first.Release, first.Place.Tranche, batch.Count, cost, reward, decision));
        if (decision == ClaimDecision.Declined)
            foreach (Claim claim in last) claim.Session = claim.Session with { Standing = Standing.Declined };
        return decision == ClaimDecision.ReservedAtALoss;
    }

    /// <summary>Whether it waits to be reserved and there still is time for it.</summary>
    private bool IsPending(Claim claim) =>
        claim.Session.Standing is Standing.Received or Standing.Reserving
        && ClaimerRules.CanBeReserved(claim.Challenge.ValidUntil, policy, now);

    /// <summary>Whether it is neither on its way nor would have failed just now.</summary>
    private bool MayTry(string subject) => !facts.InFlight.Contains(subject) && !facts.Refused.Contains(subject);

    private bool IsReserving(Session session) =>
        IsRecent(session) || facts.InFlight.Contains(CallSubjects.Place(
            session.Release, (uint)session.Place.Tranche, (uint)session.Place.Index));

    /// <summary>Whether something was decided for it a short while ago, which the chain may not show yet.</summary>
    private bool IsRecent(Session session) => now - session.ActedAt < policy.ResendSeconds;

    /// <summary>When its reservation was sent: its window begins there. Where a crash lost that, the receipt's time
    /// stands in, which is earlier and so on the safe side.</summary>
    private static long SentAt(Session session) => session.ActedAt != 0 ? session.ActedAt : session.ReceivedAt;

    private bool HasLapsed(Reserved reserved) => reserved.Reservation.Expiry < head.Timestamp;

    private bool IsFinal(long block) => block <= _settled;

    private bool IsMine(Reserved reserved, Session session) =>
        reserved.Reservation.Distributor == self
        && reserved.Reservation.Deliveries.Any(
            d => d.Device == session.Device && d.KeyCommitment == session.Challenge!.KeyCommitment);

    private bool IsMine(PaidDelivery delivered, Session session) =>
        delivered.Distributor == self
        && Address.FromBytes(Ecdsa.Address(delivered.Key.ToBytes())) == session.Challenge!.KeyCommitment;
}
