using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>A fleet.</summary>
/// <param name="Root">Its tree's root.</param>
/// <param name="Size">Its number of devices.</param>
/// <param name="Known">Where the devices are that can sign.</param>
/// <param name="Proof">The siblings from a place of a device to the root.</param>
internal sealed record PlayFleet(
    Hash32 Root, uint Size, IReadOnlyList<(int Index, int Device)> Known,
    Func<int, int, IReadOnlyList<Hash32>> Proof)
{
    /// <summary>A fleet with those devices and others that never sign.</summary>
    public static PlayFleet Honest(int size, params (int Index, int Device)[] known)
    {
        Dictionary<int, int> devices = known.ToDictionary(k => k.Index, k => k.Device);
        FleetTree tree = new(new FleetList([.. Enumerable.Range(0, size).Select(i =>
            devices.TryGetValue(i, out int device)
                ? AddressOf(device) : Address.FromBytes(Keys.Secret($"place {i}")[12..]))]));
        return new PlayFleet(tree.Root, (uint)size, known, (index, _) => tree.Proof(index));
    }

    /// <summary>A tree of four leaves that no list of devices makes.</summary>
    public static PlayFleet Sham(params (int Index, int Device)[] leaves)
    {
        byte[][] nodes = [.. leaves.Select(leaf => Leaf(leaf.Index, AddressOf(leaf.Device)))];
        byte[] left = Parent(nodes[0], nodes[1]), right = Parent(nodes[2], nodes[3]);
        return new PlayFleet(
            Hash32.FromBytes(Parent(left, right)), (uint)leaves.Max(leaf => leaf.Index) + 1, leaves, (index, device) =>
            {
                int place = Array.IndexOf(leaves, (index, device));
                return place < 0
                    ? [] : [Hash32.FromBytes(nodes[place ^ 1]), Hash32.FromBytes(place < 2 ? right : left)];
            });
    }

    private static byte[] Leaf(int index, Address device) => Keccak256.Hash(Keccak256.Hash(
        [.. new byte[28], .. Bytes.Be32((uint)index), .. new byte[12], .. device.ToBytes()]));

    private static byte[] Parent(byte[] a, byte[] b) =>
        Keccak256.Hash(a.AsSpan().SequenceCompareTo(b) <= 0 ? [.. a, .. b] : [.. b, .. a]);

    private static Address AddressOf(int device) => Keys.Account($"device {device}").Address;
}
