using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <content>The claimer's part: a step over the books, and the calls it wants sent.</content>
internal sealed partial class DistributorService
{
    /// <summary>Decides one step of the claimer. What the chain shows is in the books when this returns. The calls, in
    /// order, are each to be simulated, then committed (<see cref="Commit"/>), then sent; it does no harm if some are
    /// not, or are sent twice.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="facts">What is known besides the chain's events; null for nothing.</param>
    /// <param name="note">Told of batches that cost more than they earn; null for nobody.</param>
    /// <exception cref="InvalidOperationException">A write that answers rely on was lost: nothing is promised any more,
    /// and the host is to stop, so that the next start reads what is left.</exception>
    public IReadOnlyList<ClaimCall> PlanClaims(
        long now, ClaimFacts? facts = null, Action<ClaimNote>? note = null)
    {
        ClaimPlan plan;
        using (_books.Enter())
        {
            DemandWhole();
            ChainState chain = Chain;
            plan = ClaimerRules.Step(Claimable(chain.View), chain, _self, _policy, now, facts);
            if (plan.Writes.Count > 0) Write(plan.Writes, Durability.PowerCut, Earned(plan, chain.View));
        }

        if (note is not null)
            foreach (ClaimNote each in plan.Notes) note(each);
        return
        [
            .. from act in plan.Acts
               let call = Call(act)
               where call is not null
               select new ClaimCall(act, call),
        ];
    }

    /// <summary>Writes down that a call is about to be sent, of which it is known that it would succeed: durable when
    /// this returns. The keys of a reveal may be given out from then on.</summary>
    /// <param name="call">One of <see cref="PlanClaims"/>.</param>
    /// <returns>Whether it may be sent: not where a session of it has changed since it was decided.</returns>
    /// <exception cref="InvalidOperationException">As <see cref="PlanClaims"/>.</exception>
    public bool Commit(ClaimCall call)
    {
        using (_books.Enter())
        {
            DemandWhole();
            if (call.Act.Sessions.Any(s => _books.Find(s.Id)?.Revision != s.Revision - 1)) return false;
            Write(call.Act.Sessions, Durability.PowerCut);
            return true;
        }
    }

    /// <summary>Compares what the books say was earned with what the chain shows paid, and lets the books follow the
    /// chain. To be called after a step of the claimer upon the same chain, which brings the books to date.</summary>
    /// <param name="settledBlock">Height of the highest settled block; null to count by the policy.</param>
    /// <returns>What differed.</returns>
    public IReadOnlyList<Healed> Reconcile(long? settledBlock = null)
    {
        using (_books.Enter())
        {
            ChainState chain = Chain;
            if (chain.Head is not { } head) return [];
            long settled = settledBlock ?? _policy.Confirmations.SettledBlock(head.Number, tagged: null);
            IReadOnlyList<Healed> healed = EarningRules.Compare(_books.Earned(), chain.View, _self, settled);
            if (healed.Count > 0) Write([], Durability.PowerCut, [.. healed.Select(h => h.Chain)]);
            return healed;
        }
    }

    /// <summary>What waits, and whatever the chain shows reserved for us, however it stands in the books: what was
    /// reserved after all is revealed whole.</summary>
    private List<Session> Claimable(EscrowView view)
    {
        List<Session> sessions = [.. _books.Claimable()];
        var known = sessions.Select(s => (s.Release, s.Device, s.Challenge!.KeyCommitment)).ToHashSet();
        foreach (Reservation reservation in view.OpenReservations(_self).Select(r => r.Reservation))
        {
            foreach (Accepted accepted in reservation.Deliveries)
            {
                if (known.Contains((reservation.Release, accepted.Device, accepted.KeyCommitment))) continue;
                sessions.AddRange(_books.OfDevice(reservation.Release, accepted.Device)
                    .Where(s => s.Receipt is not null && s.Challenge?.KeyCommitment == accepted.KeyCommitment));
            }
        }

        return sessions;
    }

    private IReadOnlyList<Earning> Earned(ClaimPlan plan, EscrowView view) => plan.PaidChange.Count == 0
        ? []
        : EarningRules.Add(_books.Earned(), plan.PaidChange, view);

    /// <summary>Drops what is past its time: holdings of releases whose time for repair is over, their sessions and
    /// those of releases let go before, and reports. Where a vendor set a claim deadline that never comes, sessions of
    /// a release let go are dropped <see cref="Times.Abandoned"/> after the last one. A release that was dropped opens
    /// no session any more, whatever becomes of the clock.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="hasTurn">Whether this process claims. Of several over the same books it alone judges that nobody
    /// comes for a release any more.</param>
    /// <returns>The releases that were dropped.</returns>
    public IReadOnlyList<ReleaseId> DropPast(long now, bool hasTurn = true)
    {
        EscrowView view = Chain.View;
        IReadOnlyList<ReleaseId> known;
        using (_books.Enter()) known = _books.Releases();
        List<ReleaseId> past = [.. _holdings.All.Keys.Union(known)
            .Where(id => view.Find(id) is { } release && ServedRelease.IsPast(release.Created.ClaimDeadline, now))];
        foreach (ReleaseId release in past)
        {
            using (_books.Enter()) _books.Forget(release);
            _holdings.Remove(release);
        }

        if (hasTurn && Math.Abs(now - _abandonedAt) >= Times.Hour)
        {
            _abandonedAt = now;
            past.AddRange(known.Except(past).Where(release => ForgetAbandoned(release, now)).ToList());
        }

        Reports.DropPast(release => Chain.View.Find(release)?.Created.ClaimDeadline, now);
        return past;
    }

    /// <summary>Forgets a release that is not held, for which nothing is owed, and for which nobody came for
    /// long.</summary>
    private bool ForgetAbandoned(ReleaseId release, long now)
    {
        using (_books.Enter())
        {
            if (_holdings.Find(release) is not null
                || _books.HasDuties(release, now)
                || _books.LastOpened(release) >= now - Times.Abandoned)
                return false;
            _books.Forget(release);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool HasForgotten(ReleaseId release)
    {
        using (_books.Enter()) return _books.HasForgotten(release);
    }

    /// <inheritdoc/>
    public bool HasDuties(ReleaseId release, long now)
    {
        using (_books.Enter()) return _books.HasDuties(release, now);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Owed(long now)
    {
        using (_books.Enter())
        {
            return _books.Term == 0
                ? []
                : [.. _books.Releases().Where(id => _holdings.Find(id) is null && _books.HasDuties(id, now))];
        }
    }

    /// <inheritdoc/>
    public bool TryLetGo(ReleaseId release, long now)
    {
        using (_books.Enter())
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
