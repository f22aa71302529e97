using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;

namespace FairOta.Gas.Tests;

/// <summary>A tree of Uniswap's merkle-distributor, as deep as the fleet's: the leaves of two devices side by side, and
/// above them the siblings that the first of them has in the fleet's own tree. Who claims sees no more of a tree.
/// </summary>
/// <remarks>leaf = keccak256(index ‖ account ‖ amount), 32, 20 and 32 bytes; node = keccak256(smaller child ‖ larger
/// child).</remarks>
internal sealed class PeerTree
{
    private readonly Dictionary<int, Hash32> _siblings;
    private readonly IReadOnlyList<Hash32> _above;

    public PeerTree(Fleet fleet, int one, int other, ulong amount)
    {
        _siblings = new() { [one] = Leaf(fleet.List, other, amount), [other] = Leaf(fleet.List, one, amount) };
        _above = [.. fleet.Tree.Proof(one).Skip(1)];
        Root = Proof(one).Aggregate(_siblings[other], Parent);
    }

    public Hash32 Root { get; }

    /// <summary>The proof of one of the two devices.</summary>
    public IReadOnlyList<Hash32> Proof(int index) => [_siblings[index], .. _above];

    private static Hash32 Leaf(FleetList fleet, int index, ulong amount)
    {
        byte[] leaf = new byte[Hash32.Size + Address.Size + Hash32.Size];
        BinaryPrimitives.WriteInt32BigEndian(leaf.AsSpan(Hash32.Size - sizeof(int)), index);
        fleet[index].CopyTo(leaf.AsSpan(Hash32.Size));
        BinaryPrimitives.WriteUInt64BigEndian(leaf.AsSpan(leaf.Length - sizeof(ulong)), amount);
        return Hash32.FromBytes(Keccak256.Hash(leaf));
    }

    private static Hash32 Parent(Hash32 a, Hash32 b) => Hash32.FromBytes(Keccak256.Hash(
        a.CompareTo(b) <= 0 ? [.. a.ToBytes(), .. b.ToBytes()] : [.. b.ToBytes(), .. a.ToBytes()]));
}
