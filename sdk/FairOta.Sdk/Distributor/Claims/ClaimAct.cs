using System.Collections.Generic;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>A transaction that the claimer wants sent. Each may be sent twice: the contract passes over or refuses
/// what is done already, and whether it was done is learned from the chain alone.</summary>
internal abstract record ClaimAct
{
    private ClaimAct(IReadOnlyList<Session> sessions) => Sessions = sessions;

    /// <summary>The sessions that it is about, as they are written before it is sent, and only if it would
    /// succeed.</summary>
    public IReadOnlyList<Session> Sessions { get; }

    /// <summary>Reserve these sessions' receipts, all of one tranche.</summary>
    /// <param name="Release">The release.</param>
    /// <param name="Tranche">The tranche, from 0.</param>
    /// <param name="Batch">The sessions, in the order of the batch.</param>
    public sealed record ReserveBatch(ReleaseId Release, int Tranche, IReadOnlyList<Session> Batch) : ClaimAct(Batch);

    /// <summary>Reveal the keys of a reservation.</summary>
    /// <param name="Reservation">The reservation, in the contract's order.</param>
    /// <param name="Batch">Its sessions in the same order, whose keys are out once they are written.</param>
    public sealed record RevealBatch(Reservation Reservation, IReadOnlyList<Session> Batch) : ClaimAct(Batch);

    /// <summary>Expire a lapsed reservation, whoever's, that keeps a place of ours.</summary>
    /// <param name="Reservation">The reservation.</param>
    /// <param name="Kept">Our sessions that wait for its places.</param>
    public sealed record ExpireBatch(Reservation Reservation, IReadOnlyList<Session> Kept) : ClaimAct(Kept);
}

/// <summary>What the claimer does in one step.</summary>
/// <param name="Writes">Sessions that change by what the chain shows, and those that are given up. What an act changes
/// comes upon that: see <see cref="ClaimAct.Sessions"/>.</param>
/// <param name="Acts">Transactions, in the order in which they are sent.</param>
/// <param name="Notes">Batches that cost more than they earn.</param>
/// <param name="PaidChange">By how many the final deliveries of a release change.</param>
internal sealed record ClaimPlan(
    IReadOnlyList<Session> Writes, IReadOnlyList<ClaimAct> Acts, IReadOnlyList<ClaimNote> Notes,
    IReadOnlyDictionary<ReleaseId, int> PaidChange)
{
    /// <summary>Nothing to do.</summary>
    public static ClaimPlan Empty { get; } = new([], [], [], new Dictionary<ReleaseId, int>());
}
