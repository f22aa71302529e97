using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Dashboard;

/// <summary>A vendor's origin as its operator sees it.</summary>
internal sealed record OriginPanel
{
    /// <summary>How well the chain is followed.</summary>
    public required ChainPanel Chain { get; init; }

    /// <summary>Releases, the newest first.</summary>
    public required IReadOnlyList<OriginReleasePanel> Releases { get; init; }

    /// <summary>Further releases that are not listed.</summary>
    public required int ReleasesLeftOut { get; init; }

    /// <summary>Whoever delivered or holds a reservation of the releases listed, who delivered most first.</summary>
    public required IReadOnlyList<DistributorRow> Distributors { get; init; }

    /// <summary>Distributors that announced themselves on the chain, whether they delivered or not.</summary>
    public required int Announced { get; init; }

    /// <summary>Free bytes on the disk of its reports.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>What it answered.</summary>
    public required TrafficPanel Traffic { get; init; }

    /// <summary>The panel. Pure.</summary>
    public static OriginPanel Of(OriginFacts facts)
    {
        List<OriginReleasePanel> releases = [];
        int waves = DashboardLimits.Waves;
        foreach (OriginRelease each in facts.Releases.Take(DashboardLimits.Releases))
        {
            if (facts.View.Find(each.Held.Id) is not { } seen) continue;
            releases.Add(OriginReleasePanel.Of(facts, each, seen, waves));
            waves -= releases[^1].Waves.Count;
        }

        return new OriginPanel
        {
            Chain = ChainPanel.Of(
                facts.Identity, facts.Following?.Head, facts.Following?.At ?? 0, facts.Following?.Lag),
            Releases = releases,
            ReleasesLeftOut = facts.ReleasesLeftOut,
            Distributors = DistributorsOf(facts),
            Announced = facts.View.Distributors.Count,
            FreeBytes = facts.FreeBytes,
            Traffic = DistributorPanel.TrafficOf(facts.Traffic),
        };
    }

    private static IReadOnlyList<DistributorRow> DistributorsOf(OriginFacts facts)
    {
        ReleaseView[] seen = [.. facts.Releases.Select(r => facts.View.Find(r.Held.Id)).OfType<ReleaseView>()];
        ILookup<Address, int> paid = seen.SelectMany(r => r.Paid).ToLookup(p => p.Key, p => p.Value);
        ILookup<Address, int> reserved = seen.SelectMany(r => r.Open.Values)
            .Where(open => open.Reservation.Expiry >= facts.Now)
            .ToLookup(open => open.Reservation.Distributor, open => open.Reservation.Deliveries.Count);
        return
        [
            .. paid.Select(p => p.Key).Union(reserved.Select(r => r.Key))
                .Select(who => new DistributorRow(
                    who.ToString(),
                    facts.View.Distributors.TryGetValue(who, out string? url) ? DashboardLimits.Cut(url) : null,
                    paid[who].Sum(count => (long)count), reserved[who].Sum(count => (long)count)))
                .OrderByDescending(row => row.Delivered).ThenByDescending(row => row.Reserved)
                .ThenBy(row => row.Account).Take(DashboardLimits.Distributors),
        ];
    }
}

/// <summary>What a distributor did for an origin's releases.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Url">Where it says that it serves: a stranger's text; null where it says nothing.</param>
/// <param name="Delivered">Deliveries that it was paid for.</param>
/// <param name="Reserved">Devices that it holds reserved.</param>
internal sealed record DistributorRow(string Account, string? Url, long Delivered, long Reserved);
