using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Core.Crypto;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>Parts a fleet into waves: named groups first, then of the devices in no group a canary and growing shares.
/// Pure: who is in which wave follows from the seed.</summary>
public sealed record RolloutSplit
{
    /// <summary>All devices; null where the groups are all there are.</summary>
    public FleetList? Fleet { get; init; }

    /// <summary>Waves whose devices are named, in order; a device of one has to be in the fleet, where there is
    /// one.</summary>
    public ImmutableArray<(string Name, FleetList Devices)> Groups { get; init; } = [];

    /// <summary>Devices of the first wave of those in no group; 0 for none.</summary>
    public int Canary { get; init; }

    /// <summary>How much of the devices in no group has its wave after each of the further waves, the canary counted
    /// in: rising, the last 100%.</summary>
    public ImmutableArray<Share> Shares { get; init; } = [];

    /// <summary>Decides who is in which wave: devices go by keccak256(seed ‖ device), so that a wave is drawn from the
    /// whole fleet and nobody who does not know the seed can place a device.</summary>
    public required Hash32 Seed { get; init; }

    /// <summary>Parts the fleet.</summary>
    /// <returns>Names and devices of the waves: every device in exactly one.</returns>
    /// <exception cref="RolloutException">It cannot be parted so; the message says why.</exception>
    public ImmutableArray<(string Name, FleetList Devices)> Waves()
    {
        Disjoint.Check(Groups.Select(group => ($"group {group.Name}", group.Devices)));
        var waves = Groups.ToBuilder();
        if (Fleet is null)
        {
            if (Canary > 0 || Shares.Length > 0)
                throw new RolloutException("A canary and shares need a fleet to be taken from.");
            return waves.ToImmutable();
        }

        Address[] rest = Shuffled(Rest(Fleet));
        int taken = 0;
        foreach ((string name, long upTo) in Ends(rest.Length))
        {
            if (upTo <= taken)
                throw new RolloutException(
                    $"Nobody is left for wave {name}: of {rest.Length} devices in no group the waves before it have "
                    + $"{taken}.");
            if (upTo > rest.Length)
                throw new RolloutException($"There are {rest.Length} devices in no group, fewer than {upTo}.");
            waves.Add((name, new FleetList(rest[taken..(int)upTo])));
            taken = (int)upTo;
        }

        return taken == rest.Length
            ? waves.ToImmutable()
            : throw new RolloutException(
                $"{rest.Length - taken} devices are in no wave: let the last share be 100%.");
    }

    private HashSet<Address> Rest(FleetList fleet)
    {
        var rest = new HashSet<Address>(fleet.Devices.ToArray());
        foreach ((string name, FleetList devices) in Groups)
        {
            foreach (Address device in devices.Devices)
            {
                if (!rest.Remove(device))
                    throw new RolloutException($"The device {device} of group {name} is not in the fleet.");
            }
        }

        return rest;
    }

    /// <summary>Names of the further waves, and how many devices are in a wave after each.</summary>
    private IEnumerable<(string Name, long UpTo)> Ends(int devices)
    {
        if (Canary > 0) yield return ("canary", Canary);
        foreach (Share share in Shares)
            yield return ($"{share}"[..^1] + "-percent", (long)devices * share.BasisPoints / Share.Whole);
    }

    private Address[] Shuffled(IReadOnlyCollection<Address> devices)
    {
        Address[] shuffled = [.. devices];
        Hash32[] places = Array.ConvertAll(shuffled, device => PlaceOf(device));
        Array.Sort(places, shuffled);
        return shuffled;
    }

    private Hash32 PlaceOf(Address device)
    {
        byte[] both = new byte[Hash32.Size + Address.Size];
        Seed.CopyTo(both);
        device.CopyTo(both.AsSpan(Hash32.Size));
        return Hash32.FromBytes(Keccak256.Hash(both));
    }
}
