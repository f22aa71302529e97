using System.Collections.Generic;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>Which tranche of a release a device is in. A device that is in several, which no tool makes, counts for the
/// first.</summary>
public sealed class FleetIndex
{
    private readonly Dictionary<Address, int> _tranches = [];

    /// <summary>Reads the lists.</summary>
    /// <param name="fleets">Fleet lists by tranche.</param>
    public FleetIndex(IReadOnlyList<FleetList> fleets)
    {
        for (int tranche = 0; tranche < fleets.Count; tranche++)
            foreach (Address device in fleets[tranche].Devices) _tranches.TryAdd(device, tranche);
    }

    /// <summary>Number of devices.</summary>
    public int Count => _tranches.Count;

    /// <summary>The devices.</summary>
    public IEnumerable<Address> Devices => _tranches.Keys;

    /// <summary>The tranche of a device, from 0; null where it is in none.</summary>
    public int? Find(Address device) => _tranches.TryGetValue(device, out int tranche) ? tranche : null;
}
