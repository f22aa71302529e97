using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace FairOta.Sdk.Chain;

/// <summary>A delivery in the three words that the escrow takes.</summary>
/// <param name="Terms">From the most significant bit: index (32 bits), validUntil (40), steps (8), anchor (16),
/// keyCommitment (160; zero in a claim, whose keys tell it).</param>
/// <param name="R">First half of the EIP-2098 signature.</param>
/// <param name="Vs">Its second half.</param>
internal readonly record struct PackedDelivery(Hash32 Terms, Hash32 R, Hash32 Vs);

/// <summary>A batch of deliveries as the escrow takes it: their paths to the fleet root share nodes
/// (contracts/src/FleetProof.sol).</summary>
/// <remarks>
/// Two paths that meet have the same siblings above. Below, each goes through the other's sibling: there the later path
/// can end, since the earlier one has shown that sibling to be in the tree. So every path but the first sends one node
/// less than is new of it, whatever the order. A path that leads nowhere still leads nowhere, unless all that is wrong
/// of it is left out.
/// </remarks>
internal sealed class DeliveryBatch
{
    private const int MaxSteps = byte.MaxValue;
    private const int MaxAnchor = ushort.MaxValue;
    private const long MaxValidUntil = (1L << 40) - 1;

    private readonly Meeting _root = new();
    private readonly List<Hash32> _nodes = [];
    private readonly List<PackedDelivery> _deliveries = [];

    private DeliveryBatch() { }

    /// <summary>The deliveries, in their order.</summary>
    public IReadOnlyList<PackedDelivery> Deliveries => _deliveries;

    /// <summary>The nodes that their paths take, in order.</summary>
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
            (int steps, int anchor) = batch.Send(delivery.Proof);
            batch._deliveries.Add(new PackedDelivery(
                Terms(delivery, steps, anchor, withCommitments),
                Hash32.FromBytes(delivery.Signature.AsSpan(0, Hash32.Size)),
                Hash32.FromBytes(delivery.Signature.AsSpan(Hash32.Size))));
        }
        return batch;
    }

    /// <summary>Sends what is new of a path.</summary>
    /// <param name="path">Siblings from the leaf to the root.</param>
    private (int Steps, int Anchor) Send(IReadOnlyList<Hash32> path)
    {
        Meeting meeting = _root;
        int below = path.Count; // siblings below the meeting
        while (below > 0 && meeting.Below.TryGetValue(path[below - 1], out Meeting? shared))
            (meeting, below) = (shared, below - 1);
        // The same path again has nothing below; the anchor of another may have too high a place. Both are sent whole.
        int anchor = below > 0 ? meeting.Anchor : 0;
        int steps = anchor > 0 ? below - 1 : path.Count;
        int first = _nodes.Count;
        for (int i = 0; i < steps; i++) _nodes.Add(path[i]);
        for (int i = below - 1; i >= 0; i--)
        {
            // The sibling that an anchor left out has no place, but its meeting has that anchor already.
            if (meeting.Anchor == 0 && first + i < MaxAnchor) meeting.Anchor = first + i + 1;
            var next = new Meeting();
            meeting.Below.Add(path[i], next);
            meeting = next;
        }
        return (steps, anchor);
    }

    private static Hash32 Terms(Delivery delivery, int steps, int anchor, bool withCommitment)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        // validUntil first, as its upper 24 bits are zero and give way to the index.
        BinaryPrimitives.WriteInt64BigEndian(word[1..], delivery.ValidUntil);
        BinaryPrimitives.WriteUInt32BigEndian(word, delivery.Index);
        word[9] = (byte)steps;
        BinaryPrimitives.WriteUInt16BigEndian(word[10..], (ushort)anchor);
        if (withCommitment) delivery.KeyCommitment.CopyTo(word[12..]);
        return Hash32.FromBytes(word);
    }

    /// <summary>A node of the tree that a path goes through.</summary>
    private sealed class Meeting
    {
        /// <summary>Where paths go on, by the sibling they take next below it.</summary>
        public Dictionary<Hash32, Meeting> Below { get; } = [];

        /// <summary>1 + the place of the first such sibling that was sent; 0 for none.</summary>
        public int Anchor { get; set; }
    }
}
