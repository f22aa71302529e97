using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Books;

/// <summary>Whether the ether of a run adds up, to the wei; there are no books of tokens. A pure function of what the
/// chain says.</summary>
/// <param name="Locked">What the vendor locked.</param>
/// <param name="Paid">What the escrow paid to distributors.</param>
/// <param name="Left">What the escrow still holds of the release.</param>
/// <param name="Mistakes">Every equation that does not hold, as a sentence; empty if the books balance.</param>
public sealed record Balance(BigInteger Locked, BigInteger Paid, BigInteger Left, ImmutableArray<string> Mistakes)
{
    /// <summary>Draws the balance.</summary>
    /// <param name="release">The release as the escrow's events tell it.</param>
    /// <param name="vendor">The vendor's account; it sent nothing but the release's tranches.</param>
    /// <param name="distributors">The distributors' accounts.</param>
    /// <param name="escrowStart">The escrow's balance before.</param>
    /// <param name="escrowEnd">The escrow's balance after.</param>
    /// <param name="releaseBalance">What the escrow's view function says is left of the release.</param>
    /// <exception cref="ArgumentException">The release pays in a token.</exception>
    public static Balance Draw(
        ReleaseView release, AccountBook vendor, IReadOnlyCollection<AccountBook> distributors,
        BigInteger escrowStart, BigInteger escrowEnd, BigInteger releaseBalance)
    {
        if (!release.Created.Token.IsZero)
            throw new ArgumentException("The books of a run are in ether.", nameof(release));
        BigInteger reward = release.Created.Reward;
        BigInteger locked = reward * release.Tranches.Sum(tranche => (long)tranche.FleetSize);
        BigInteger paid = reward * release.Paid.Values.Sum(count => (long)count);
        ImmutableArray<string>.Builder mistakes = ImmutableArray.CreateBuilder<string>();

        void Demand(string what, BigInteger expected, BigInteger actual)
        {
            if (expected != actual) mistakes.Add($"{what}: expected {expected} wei, found {actual} wei.");
        }

        Demand("The vendor sent the escrow what its tranches are worth", locked, vendor.Sent);
        Demand("The vendor's balance fell by what it locked and its fees", -locked - vendor.Fees,
            vendor.End - vendor.Start - vendor.Received);
        Demand("The escrow keeps what was locked and not paid", locked - paid - release.Reclaimed, releaseBalance);
        Demand("The escrow's balance changed by what was locked and not paid", locked - paid - release.Reclaimed,
            escrowEnd - escrowStart);
        foreach (AccountBook distributor in distributors)
        {
            BigInteger earned = reward * release.Paid.GetValueOrDefault(distributor.Account);
            Demand($"Distributor {distributor.Account} got its rewards and paid its fees", earned,
                distributor.FromEscrow);
        }
        Demand("All payments went to the distributors", paid,
            distributors.Aggregate(BigInteger.Zero, (sum, distributor) => sum + distributor.FromEscrow));
        return new Balance(locked, paid, locked - paid - release.Reclaimed, mistakes.ToImmutable());
    }
}
