using System;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>Counts how far the waves of a roll-out are. Pure.</summary>
internal static class RolloutProgress
{
    /// <summary>Counts.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="roots">Root of each wave's fleet tree.</param>
    /// <param name="onChain">What the chain says of the release; null for nothing.</param>
    /// <param name="reported">What a device reported.</param>
    public static ImmutableArray<WaveProgress> Of(
        RolloutPlan plan, ImmutableArray<Hash32> roots, ReleaseView? onChain,
        Func<Address, ReportedOutcomes> reported) =>
        [.. plan.Waves.Select((wave, i) => Of(wave.Devices, roots[i], onChain, reported))];

    /// <summary>Counts one of them.</summary>
    public static WaveProgress Of(
        FleetList fleet, Hash32 root, ReleaseView? onChain, Func<Address, ReportedOutcomes> reported)
    {
        bool isFunded = onChain?.Tranches.Exists(there => there.FleetRoot == root && there.FleetSize == fleet.Count)
            == true;
        int delivered = 0, installed = 0, failed = 0, refused = 0;
        foreach (Address device in fleet.Devices)
        {
            if (onChain?.Deliveries.Has(device) == true) delivered++;
            switch (reported(device))
            {
                case ReportedOutcomes.None:
                    break;
                case ReportedOutcomes.Installed:
                    installed++;
                    break;
                case ReportedOutcomes.Refused:
                    refused++;
                    break;
                default: // it failed, or said several things, of which the worst counts
                    failed++;
                    break;
            }
        }

        return new WaveProgress(fleet.Count, isFunded, delivered, installed, failed, refused);
    }
}
