using System.Collections.Generic;
using System.Linq;

namespace FairOta.Sdk.Distributor;

/// <summary>How the deliveries of a tranche are put into batches.</summary>
/// <remarks>The earliest validUntil of a batch ends the time for all of it, so only such as end at about the same time
/// share one. Among them those that stand near each other in the fleet's tree cost least: their paths share nodes, and
/// their places words of storage.</remarks>
internal static class BatchRules
{
    /// <summary>Puts each delivery into one batch; every batch of those alike is full but the last.</summary>
    /// <param name="waiting">Deliveries of one tranche.</param>
    /// <param name="most">Most deliveries of a batch.</param>
    /// <param name="spreadSeconds">How far apart the validUntils of a batch may lie.</param>
    public static IEnumerable<IReadOnlyList<Claim>> Compose(IEnumerable<Claim> waiting, int most, long spreadSeconds)
    {
        List<Claim> left = [.. waiting.OrderBy(c => c.Challenge.ValidUntil)];
        while (left.Count > 0)
        {
            long latest = left[0].Challenge.ValidUntil + spreadSeconds;
            List<Claim> alike = [.. left.TakeWhile(c => c.Challenge.ValidUntil <= latest)];
            left.RemoveRange(0, alike.Count);
            alike.Sort((a, b) => a.Index.CompareTo(b.Index));
            while (alike.Count > 0)
            {
                int count = int.Min(most, alike.Count);
                int first = Narrowest(alike, count);
                yield return alike.GetRange(first, count);
                alike.RemoveRange(first, count);
            }
        }
    }

    /// <summary>Where the neighbours begin that lie closest together.</summary>
    private static int Narrowest(List<Claim> sorted, int count) => Enumerable
        .Range(0, sorted.Count - count + 1)
        .MinBy(first => (long)sorted[first + count - 1].Index - sorted[first].Index);
}
