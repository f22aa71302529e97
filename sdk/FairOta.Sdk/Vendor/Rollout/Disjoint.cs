using System.Collections.Generic;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>Finds devices that would be paid for twice.</summary>
internal static class Disjoint
{
    /// <summary>Checks that no device is in two of the fleets.</summary>
    /// <param name="fleets">Each with what people call it.</param>
    /// <exception cref="RolloutException">One is; the message names it and both fleets.</exception>
    public static void Check(IEnumerable<(string Name, FleetList Devices)> fleets)
    {
        var seen = new Dictionary<Address, string>();
        foreach ((string name, FleetList devices) in fleets)
        {
            foreach (Address device in devices.Devices)
            {
                if (!seen.TryAdd(device, name))
                    throw new RolloutException(
                        $"The device {device} is in {seen[device]} and in {name}; every device belongs to one.");
            }
        }
    }
}
