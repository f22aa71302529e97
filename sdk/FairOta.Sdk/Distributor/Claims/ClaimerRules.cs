using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>
/// The rules by which a distributor turns receipts into payments: (sessions, what the chain shows, what is on its way,
/// policy, now) → (sessions to write, transactions to send). They do no IO and remember nothing.
/// </summary>
/// <remarks>
/// Reserving is safe, since it shows nobody a key. A key goes out only once the chain shows the delivery among a
/// reservation's accepted ones, as settled as the policy asks and with at least half of the reservation's window left,
/// and its reveal, simulated, is paid: whoever carries an act out writes its sessions after the simulation and before
/// it is sent. From then on it is revealed, again and again, until the chain shows it paid or the window is over.
/// Outcomes are read from the chain, never from a transaction's result, so a crash between any two steps costs at most
/// a transaction sent twice.
/// </remarks>
internal static class ClaimerRules
{
    /// <summary>One step.</summary>
    /// <param name="sessions">Those with a receipt that are neither paid, lost, lapsed nor declined; and whatever the
    /// chain shows reserved for the distributor, however it stands in the books.</param>
    /// <param name="chain">What the chain shows.</param>
    /// <param name="self">The distributor's account.</param>
    /// <param name="policy">When to reserve, and how settled a reservation must be.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="facts">What is known besides; null for nothing.</param>
    public static ClaimPlan Step(
        IReadOnlyList<Session> sessions, ChainState chain, Address self, DistributorPolicy policy, long now,
        ClaimFacts? facts = null)
    {
        if (chain.Head is not { } head) return ClaimPlan.Empty;
        ClaimerStep step = new(chain.View, head, self, policy, facts ?? ClaimFacts.None, now);
        List<Claim> claims = [.. sessions.Select(step.Settle)];
        List<ClaimAct> acts = [.. step.Expiries(claims), .. step.Reservations(claims), .. step.Reveals(claims)];
        return new ClaimPlan(
            [.. claims.Where(c => c.Changed).Select(c => c.Written)],
            acts,
            step.Notes,
            claims.Where(c => c.PaidChange != 0).GroupBy(c => c.Session.Release)
                .ToDictionary(g => g.Key, g => g.Sum(c => c.PaidChange)));
    }

    /// <summary>Whether a receipt can still be reserved: the escrow wants 3 hours of it when its block comes.</summary>
    /// <param name="validUntil">Its end, Unix seconds.</param>
    /// <param name="policy">How long a block may take.</param>
    /// <param name="now">Unix seconds.</param>
    public static bool CanBeReserved(long validUntil, DistributorPolicy policy, long now) =>
        validUntil - now >= Limits.MinReservedValiditySeconds + policy.InclusionSeconds;
}
