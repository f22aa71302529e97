using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <content>The claimer's part: a step over the books, and the calls it wants sent.</content>
public sealed partial class DistributorService
{
    /// <summary>Takes one step of the claimer. What it decides is durable when this returns; the calls may then be
    /// sent, in order, and it does no harm if some are not or are sent twice.</summary>
    /// <param name="now">Unix seconds.</param>
    public IReadOnlyList<EscrowCall> StepClaims(long now)
    {
        ClaimPlan plan;
        lock (_gate)
        {
            plan = ClaimerRules.Step(_books.Claimable(), Chain, _self, _policy, now);
            if (plan.Writes.Count > 0) Write(plan.Writes, Durability.PowerCut);
        }

        return [.. plan.Acts.Select(Call).OfType<EscrowCall>()];
    }

    /// <summary>Drops what is past its time: sessions and holdings of releases whose time for repair is over, and
    /// reports. A release
    /// that was dropped opens no session any more, whatever becomes of the clock.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The releases that were dropped.</returns>
    public IReadOnlyList<ReleaseId> DropPast(long now)
    {
        List<ReleaseId> past = [.. _holdings.All.Values
            .Where(h => Terms(h)?.IsPast(now) == true)
            .Select(h => h.Id)];
        foreach (ReleaseId release in past)
        {
            lock (_gate) _books.Forget(release);
            _holdings.Remove(release);
        }

        Reports.DropPast(release => Chain.View.Find(release)?.Created.ClaimDeadline, now);
        return past;
    }

    /// <inheritdoc/>
    public bool HasDuties(ReleaseId release, long now)
    {
        lock (_gate) return _books.HasDuties(release, now);
    }

    /// <inheritdoc/>
    public bool TryLetGo(ReleaseId release, long now)
    {
        lock (_gate)
        {
            if (_books.HasDuties(release, now)) return false;
            _holdings.Remove(release);
            return true;
        }
    }

    /// <summary>The call of an act, or null where its release is no longer held.</summary>
    private EscrowCall? Call(ClaimAct act) => act switch
    {
        ClaimAct.ReserveBatch a when Fleet(a.Release, a.Tranche) is { } fleet =>
            new Reserve(a.Release, (uint)a.Tranche, [.. a.Sessions.Select(s => DeliveryOf(s, fleet))]),
        ClaimAct.RevealBatch a when _holdings.Find(a.Reservation.Release) is { } holding =>
            new Reveal(a.Reservation, [.. a.Sessions.Select(s => _offers.Of(s, holding).Key)]),
        ClaimAct.ExpireBatch a => new Expire(a.Reservation),
        _ => null,
    };

    private HeldFleet? Fleet(ReleaseId release, int tranche) =>
        _holdings.Find(release) is { } holding && tranche < holding.Fleets.Length ? holding.Fleets[tranche] : null;

    private static Delivery DeliveryOf(Session session, HeldFleet fleet) => new(
        (uint)session.Place.Index,
        session.Challenge!.KeyCommitment,
        session.Challenge.ValidUntil,
        session.Receipt ?? throw new InvalidOperationException("A session without a receipt cannot be reserved."),
        fleet.Proof(session.Place.Index));
}
