using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>Whose place the chain shows funded: its tranches, told by their roots, and the lists that the vendor made
/// of them. A device whose wave is not funded yet has no place.</summary>
internal sealed class FundedPlaces(ChainLog chain)
{
    private readonly HashSet<FleetList> _met = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Hash32, FleetList> _lists = [];
    private readonly Dictionary<ReleaseId, (Hash32[] Roots, Dictionary<Address, int> Places)> _places = [];

    /// <summary>Learns the lists that the vendor made so far.</summary>
    public void Meet(FleetWorld world)
    {
        foreach (FleetList list in world.Waves.Concat(world.Releases.Select(release => release.Fleet)))
            if (_met.Add(list)) _lists[new FleetTree(list).Root] = list;
    }

    /// <summary>A tranche's list; null where the vendor made none of that root.</summary>
    public FleetList? ListOf(TrancheAdded tranche) => _lists.GetValueOrDefault(tranche.FleetRoot);

    /// <summary>The places of each device in the tranches of a release that stand.</summary>
    public IReadOnlyDictionary<Address, int> Of(ReleaseId release)
    {
        Hash32[] roots = [.. chain.Find(release)?.Tranches.Select(each => each.FleetRoot) ?? []];
        if (_places.TryGetValue(release, out var known) && known.Roots.SequenceEqual(roots)) return known.Places;
        Dictionary<Address, int> places = [];
        foreach (Hash32 root in roots)
        {
            if (!_lists.TryGetValue(root, out FleetList? list)) continue;
            foreach (Address device in list.Devices) places[device] = places.GetValueOrDefault(device) + 1;
        }

        _places[release] = (roots, places);
        return places;
    }
}
