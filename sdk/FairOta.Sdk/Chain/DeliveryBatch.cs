using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace FairOta.Sdk.Chain;

/// <summary>A batch of deliveries as the escrow takes it: their paths to the fleet root share nodes
/// (contracts/src/FleetProof.sol).</summary>
/// <remarks>
/// Two paths that meet have the same siblings above. Below, each goes through the other's sibling: there the later path
/// can end, since the earlier one has shown that sibling to be in the tree. The siblings of earlier paths are kept as a
/// trie from the root down; a path that leaves it ends at the one sibling that hangs there. Paths that lead nowhere
/// stay so, except that a node which is left out cannot be wrong.
/// </remarks>
internal sealed class DeliveryBatch
{
    private const int MaxSteps = byte.MaxValue;
    private const int MaxAnchor = ushort.MaxValue;
    private const long MaxValidUntil = (1L << 40) - 1;

    private readonly Dictionary<(int Above, Hash32 Sibling), int> _trie = [];
    private readonly List<int> _anchors = [0]; // by place in the trie: 1 + the place of the first sibling sent below it
    private readonly List<Hash32> _nodes = [];
    private readonly List<Hash32> _words = [];

    private DeliveryBatch() { }

    /// <summary>Three words for each delivery: terms, r, vs.</summary>
    public IReadOnlyList<Hash32> Words => _words;

    /// <summary>The nodes that the paths take, in order.</summary>
    public IReadOnlyList<Hash32> Nodes => _nodes;

    /// <summary>Packs deliveries.</summary>
    /// <param name="deliveries">The batch.</param>
    /// <param name="withCommitments">Whether the call has no keys that the commitments follow from.</param>
    /// <exception cref="ArgumentException">A member does not fit.</exception>
    public static DeliveryBatch Pack(IReadOnlyList<Delivery> deliveries, bool withCommitments)
    {
        var batch = new DeliveryBatch();
        foreach (Delivery delivery in deliveries)
        {
            if (delivery.Signature.Length != 2 * Hash32.Size)
                throw new ArgumentException("A delivery's signature has 64 bytes.", nameof(deliveries));
            if (delivery.ValidUntil is < 0 or > MaxValidUntil)
                throw new ArgumentException("A delivery's validUntil has at most 40 bits.", nameof(deliveries));
            if (delivery.Proof.Count > MaxSteps)
                throw new ArgumentException($"A path has at most {MaxSteps} steps.", nameof(deliveries));
            (int steps, int anchor) = batch.Join(delivery.Proof);
            batch._words.Add(Terms(delivery, steps, anchor, withCommitments));
            batch._words.Add(Hash32.FromBytes(delivery.Signature.AsSpan(0, Hash32.Size)));
            batch._words.Add(Hash32.FromBytes(delivery.Signature.AsSpan(Hash32.Size)));
        }
        return batch;
    }

    /// <summary>Sends what is new of a path.</summary>
    private (int Steps, int Anchor) Join(IReadOnlyList<Hash32> path)
    {
        int above = 0, steps = path.Count;
        while (steps > 0 && _trie.TryGetValue((above, path[steps - 1]), out int below)) (above, steps) = (below, steps - 1);
        // The same path again, or one whose anchor has too high a number, is sent whole.
        int anchor = steps == 0 ? 0 : _anchors[above];
        int sent = anchor == 0 ? path.Count : steps - 1;
        int first = _nodes.Count;
        for (int i = 0; i < sent; i++) _nodes.Add(path[i]);
        for (int i = steps - 1; i >= 0; i--)
        {
            _trie.Add((above, path[i]), _anchors.Count);
            int place = first + i + 1;
            if (_anchors[above] == 0 && i < sent && place <= MaxAnchor) _anchors[above] = place;
            above = _anchors.Count;
            _anchors.Add(0);
        }
        return (sent, anchor);
    }

    private static Hash32 Terms(Delivery delivery, int steps, int anchor, bool withCommitment)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(word, delivery.Index);
        word[4] = (byte)(delivery.ValidUntil >> 32);
        BinaryPrimitives.WriteUInt32BigEndian(word[5..], (uint)delivery.ValidUntil);
        word[9] = (byte)steps;
        BinaryPrimitives.WriteUInt16BigEndian(word[10..], (ushort)anchor);
        if (withCommitment) delivery.KeyCommitment.CopyTo(word[12..]);
        return Hash32.FromBytes(word);
    }
}
