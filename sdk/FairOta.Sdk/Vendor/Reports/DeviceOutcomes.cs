using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>What each device of a release said. Not thread-safe.</summary>
internal sealed class DeviceOutcomes
{
    // A bit for each outcome.
    private readonly Dictionary<Address, byte> _said = [];

    /// <summary>Whether the device is known to have said so.</summary>
    public bool Has(Address device, int outcome) => (_said.GetValueOrDefault(device) & 1 << outcome) != 0;

    /// <summary>The device said so.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Add(Address device, int outcome)
    {
        byte before = _said.GetValueOrDefault(device);
        return (_said[device] = (byte)(before | 1 << outcome)) != before;
    }

    /// <summary>One outcome for each of those devices that said any; failed where it said several.</summary>
    public Dictionary<Address, int> Merge(IReadOnlySet<Address> devices) => _said
        .Where(said => devices.Contains(said.Key))
        .ToDictionary(said => said.Key, said => BitOperations.IsPow2(said.Value)
            ? BitOperations.Log2(said.Value)
            : Outcome.Failed);
}
