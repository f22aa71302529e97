using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Serving;

/// <summary>The distributors that a node names to others (<c>GET /v1/distributors</c>). Pure.</summary>
internal static class DistributorDirectory
{
    /// <summary>Those that announced a base URL, at most <see cref="Limits.MaxDistributors"/>: first the node itself,
    /// then those that earned most wei, so that addresses made up for the list do not fill it, and fleets made up for
    /// it have to be paid for. What a release pays in a token counts nothing: anybody can make one.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="self">The node's own account where it is a distributor.</param>
    public static IReadOnlyList<DistributorEntry> Of(EscrowView view, Address? self = null)
    {
        Dictionary<Address, BigInteger> earned = EarnedWei(view);
        return [.. view.Distributors
            .Where(announced => BaseUrl.IsValid(announced.Value))
            .OrderByDescending(announced => announced.Key == self)
            .ThenByDescending(announced => earned.GetValueOrDefault(announced.Key))
            .ThenBy(announced => announced.Key)
            .Take(Limits.MaxDistributors)
            .Select(announced => new DistributorEntry(announced.Key, announced.Value))];
    }

    /// <summary>By one pass over what was paid: anybody can announce, and create releases.</summary>
    private static Dictionary<Address, BigInteger> EarnedWei(EscrowView view)
    {
        Dictionary<Address, BigInteger> earned = [];
        foreach (ReleaseView release in view.Releases.Values.Where(release => release.Created.Token.IsZero))
            foreach ((Address distributor, int count) in release.Paid)
                earned[distributor] = earned.GetValueOrDefault(distributor) + release.Created.Reward * count;
        return earned;
    }
}
