using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>How many devices of a product were delivered a version, and no higher one.</summary>
/// <param name="Version">The version; null for devices that were delivered none of the releases.</param>
/// <param name="Devices">How many.</param>
public sealed record VersionProgress(ImageVersion? Version, long Devices)
{
    /// <summary>The share of each version among the devices of all tranches of the releases, the highest first; what
    /// was delivered and not installed counts as well. Pure.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="releases">The releases of a product with their devices.</param>
    public static IReadOnlyList<VersionProgress> Of(
        EscrowView view, IEnumerable<(ReleaseId Release, ImageVersion Version, FleetIndex Fleets)> releases)
    {
        var highest = new Dictionary<Address, ImageVersion?>();
        foreach ((ReleaseId release, ImageVersion version, FleetIndex fleets) in releases)
        {
            ReleaseView? seen = view.Find(release);
            foreach (Address device in fleets.Devices)
            {
                ImageVersion? known = highest.GetValueOrDefault(device);
                bool isDelivered = seen?.Deliveries.Has(device) == true;
                highest[device] = isDelivered && (known is null || version.CompareTo(known) > 0) ? version : known;
            }
        }

        return
        [
            .. highest.Values.GroupBy(version => version?.ToString())
                .Select(group => new VersionProgress(group.First(), group.Count()))
                .OrderByDescending(each => each.Version, Comparer<ImageVersion?>.Create(Compare)),
        ];
    }

    private static int Compare(ImageVersion? a, ImageVersion? b) =>
        a is null ? b is null ? 0 : -1 : b is null ? 1 : a.CompareTo(b);
}
