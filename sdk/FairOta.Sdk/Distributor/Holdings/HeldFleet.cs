using System.Collections.Generic;
using System.IO;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Distributor;

/// <summary>The fleet of one tranche, verified against the chain, with what serving and reserving need of it.</summary>
internal sealed class HeldFleet
{
    private readonly Dictionary<Address, int> _indices;
    private readonly FleetTree _tree;

    private HeldFleet(byte[] bytes, FleetList list, FleetTree tree)
    {
        ListBytes = bytes;
        _tree = tree;
        _indices = new Dictionary<Address, int>(list.Count);
        for (int i = 0; i < list.Count; i++) _indices.Add(list[i], i);
    }

    /// <summary>20-byte addresses, position = index.</summary>
    public byte[] ListBytes { get; }

    /// <summary>Number of devices.</summary>
    public int Count => _indices.Count;

    /// <summary>Bytes of a tranche's fleet list.</summary>
    /// <exception cref="InvalidDataException">The chain shows more devices than a fleet list holds.</exception>
    public static int BytesOf(TrancheAdded tranche) => tranche.FleetSize <= FleetList.MaxDevices
        ? (int)tranche.FleetSize * Address.Size
        : throw new InvalidDataException(
            $"Tranche {tranche.Tranche} has {tranche.FleetSize} devices; a fleet has at most {FleetList.MaxDevices}.");

    /// <summary>Verifies a fleet list against the tranche that the chain shows.</summary>
    /// <exception cref="InvalidDataException">It has another size or root, or a zero or repeated address.</exception>
    public static HeldFleet Verify(byte[] bytes, TrancheAdded tranche)
    {
        if (bytes.Length != BytesOf(tranche))
            throw new InvalidDataException($"The fleet list has {bytes.Length} bytes for {tranche.FleetSize} devices.");
        FleetList list = FleetList.Parse(bytes);
        FleetTree tree = new(list);
        if (tree.Root != tranche.FleetRoot) throw new InvalidDataException("The fleet list's root is not the chain's.");
        return new HeldFleet(bytes, list, tree);
    }

    /// <summary>The device's index, or null.</summary>
    public int? IndexOf(Address device) => _indices.TryGetValue(device, out int index) ? index : null;

    /// <summary>The siblings from (index, device) to the root.</summary>
    public IReadOnlyList<Hash32> Proof(int index) => _tree.Proof(index);
}
