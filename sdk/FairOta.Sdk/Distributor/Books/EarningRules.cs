using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>What the books say was earned, and how it is compared with the chain.</summary>
internal static class EarningRules
{
    /// <summary>What changes with deliveries that became final.</summary>
    public static IReadOnlyList<Earning> Add(
        IReadOnlyList<Earning> books, IReadOnlyDictionary<ReleaseId, int> change, EscrowView view)
    {
        var known = books.ToDictionary(e => e.Release);
        return [.. change
            .Select(c => (known.GetValueOrDefault(c.Key) ?? None(view.Find(c.Key)!.Created), c.Value))
            .Select(c => c.Item1 with { Deliveries = c.Item1.Deliveries + c.Value })];
    }

    /// <summary>Where books and chain differ.</summary>
    /// <param name="books">What the books say.</param>
    /// <param name="view">What the chain shows.</param>
    /// <param name="self">The distributor's account.</param>
    /// <param name="settled">Height of the highest settled block: nothing above it counts.</param>
    public static IReadOnlyList<Healed> Compare(
        IReadOnlyList<Earning> books, EscrowView view, Address self, long settled)
    {
        var known = books.ToDictionary(e => e.Release);
        List<Healed> healed = [];
        foreach (ReleaseView release in view.Releases.Values.OrderBy(r => r.Created.Release.Value))
        {
            Earning? before = known.GetValueOrDefault(release.Created.Release);
            if (before is null && !release.Paid.ContainsKey(self)) continue;
            Earning after = None(release.Created) with { Deliveries = release.PaidUpTo(self, settled) };
            if (after != (before ?? None(release.Created))) healed.Add(new Healed(before, after));
        }

        return healed;
    }

    private static Earning None(ReleaseCreated created) => new(created.Release, created.Token, created.Reward, 0);
}
