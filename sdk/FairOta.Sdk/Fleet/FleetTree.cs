using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Fleet;

/// <summary>The Merkle tree over a fleet whose root a tranche names on chain: OpenZeppelin's standard tree over
/// (uint256 index, address device), the same roots and proofs as @openzeppelin/merkle-tree.</summary>
/// <remarks>
/// leaf = keccak256(keccak256(abi.encode(index, device))); node = keccak256(smaller child ‖ larger child). The leaves,
/// ascending by hash, fill a complete binary tree from its end: node 0 is the root, the children of node i are 2i + 1
/// and 2i + 2. All 2n - 1 nodes lie in one array, so the largest fleet takes 64 MiB.
/// </remarks>
internal sealed class FleetTree
{
    private const int Node = Hash32.Size;
    private readonly byte[] _nodes;
    private readonly int[] _places;

    /// <summary>Builds the tree.</summary>
    public FleetTree(FleetList fleet)
    {
        int count = fleet.Count;
        var leaves = new Hash32[count];
        var indices = new int[count];
        Fork(0, count, (from, to) =>
        {
            var keccak = new Keccak256();
            byte[] encoded = new byte[2 * Node];
            for (int i = from; i < to; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(encoded.AsSpan(Node - sizeof(int)), i);
                fleet[i].CopyTo(encoded.AsSpan(2 * Node - Address.Size));
                keccak.Append(encoded, 0, encoded.Length);
                keccak.Append(keccak.Finish(), 0, Node);
                leaves[i] = Hash32.FromBytes(keccak.Finish());
                indices[i] = i;
            }
        });
        Array.Sort(leaves, indices);

        _nodes = new byte[(2 * count - 1) * Node];
        _places = new int[count];
        for (int rank = 0; rank < count; rank++)
        {
            int place = 2 * count - 2 - rank;
            leaves[rank].CopyTo(_nodes.AsSpan(place * Node));
            _places[indices[rank]] = place;
        }
        BuildInner(count - 1);
    }

    /// <summary>The root, as the escrow holds it.</summary>
    public Hash32 Root => At(0);

    /// <summary>Number of devices.</summary>
    public int Count => _places.Length;

    /// <summary>The siblings from the leaf of an index to the root, as the escrow takes them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such index.</exception>
    public IReadOnlyList<Hash32> Proof(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var proof = new List<Hash32>();
        for (int place = _places[index]; place > 0; place = (place - 1) / 2)
            proof.Add(At(place % 2 == 0 ? place - 1 : place + 1));
        return proof;
    }

    /// <summary>Nodes of one level depend only on the level below, so a level is hashed in parallel, the deepest
    /// first.</summary>
    private void BuildInner(int inner)
    {
        for (int end = inner; end > 0;)
        {
            // The children of nodes from (end - 1) / 2 on lie at or beyond end: they are done.
            int from = end / 2;
            Fork(from, end, HashNodes);
            end = from;
        }
    }

    private void HashNodes(int from, int to)
    {
        var keccak = new Keccak256();
        for (int i = from; i < to; i++)
        {
            int left = (2 * i + 1) * Node, right = left + Node;
            bool ordered = _nodes.AsSpan(left, Node).SequenceCompareTo(_nodes.AsSpan(right, Node)) <= 0;
            keccak.Append(_nodes, ordered ? left : right, Node);
            keccak.Append(_nodes, ordered ? right : left, Node);
            keccak.Finish().CopyTo(_nodes, i * Node);
        }
    }

    private Hash32 At(int place) => Hash32.FromBytes(_nodes.AsSpan(place * Node, Node));

    private static void Fork(int from, int to, Action<int, int> work)
    {
        const int Piece = 4096;
        Parallel.For(0, (to - from + Piece - 1) / Piece, piece =>
            work(from + piece * Piece, Math.Min(to, from + (piece + 1) * Piece)));
    }
}
