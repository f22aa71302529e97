using System.Collections.Generic;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>How many devices reported what.</summary>
/// <param name="Installed">Run the image.</param>
/// <param name="Failed">Went back to the image before.</param>
/// <param name="Refused">Could not install it.</param>
public readonly record struct OutcomeCount(long Installed, long Failed, long Refused)
{
    /// <summary>Counts by tranche. Pure.</summary>
    /// <param name="outcomes">One of <see cref="Outcome"/> for every device that reported.</param>
    /// <param name="fleets">The devices.</param>
    /// <param name="tranches">How many tranches are counted.</param>
    public static IReadOnlyList<OutcomeCount> Of(
        IReadOnlyDictionary<Address, int> outcomes, FleetIndex fleets, int tranches)
    {
        var counts = new OutcomeCount[tranches];
        foreach ((Address device, int outcome) in outcomes)
        {
            if (fleets.Find(device) is not int tranche || tranche >= tranches) continue;
            OutcomeCount count = counts[tranche];
            counts[tranche] = outcome switch
            {
                Outcome.Installed => count with { Installed = count.Installed + 1 },
                Outcome.Failed => count with { Failed = count.Failed + 1 },
                _ => count with { Refused = count.Refused + 1 },
            };
        }

        return counts;
    }
}
