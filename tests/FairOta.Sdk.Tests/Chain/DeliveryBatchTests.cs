using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>What is packed, against contracts/src/FleetProof.sol written down once more and against a count of the
/// nodes that no batch of this form can do without.</summary>
[TestClass]
public sealed class DeliveryBatchTests
{
    private const long ValidUntil = 1_900_000_000;
    private static readonly Address Commitment = Address.Parse(new string('c', 40));

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(5)]
    [DataRow(17)]
    [DataRow(1000)]
    public void Pack_DevicesOfAFleet_EachPathLeadsToTheRootAndNoNodeIsSentNeedlessly(int fleetSize)
    {
        (FleetList fleet, FleetTree tree) = Fleet(fleetSize);
        var draw = new Random(fleetSize);
        foreach (int size in new[] { 1, 2, 10, 100, fleetSize }.Where(size => size <= fleetSize))
        {
            int[] indices = [.. Enumerable.Range(0, fleetSize).OrderBy(_ => draw.Next()).Take(size)];
            DeliveryBatch batch = DeliveryBatch.Pack([.. indices.Select(i => Of(tree, i))], withCommitments: true);
            CollectionAssert.AreEqual(
                Enumerable.Repeat(true, size).ToArray(), Verify(batch, tree.Root, [.. indices.Select(i => fleet[i])]));
            int touched = indices.SelectMany(i => Ancestors(Leaf(i, fleet[i]), tree.Proof(i))).Distinct().Count();
            Assert.AreEqual(touched - (size - 1), batch.Nodes.Count);
        }
    }

    [TestMethod]
    public void Pack_OneDelivery_SendsTheOrdinaryProof()
    {
        (_, FleetTree tree) = Fleet(17);
        DeliveryBatch batch = DeliveryBatch.Pack([Of(tree, 4)], withCommitments: true);
        CollectionAssert.AreEqual(tree.Proof(4).ToArray(), batch.Nodes.ToArray());
        Assert.AreEqual(new Terms(4, ValidUntil, tree.Proof(4).Count, 0, Commitment), Terms.Read(batch.Deliveries[0]));
    }

    [TestMethod]
    public void Pack_ForAClaim_LeavesTheCommitmentsOut()
    {
        (_, FleetTree tree) = Fleet(3);
        DeliveryBatch batch = DeliveryBatch.Pack([Of(tree, 1)], withCommitments: false);
        Assert.AreEqual(default, Terms.Read(batch.Deliveries[0]).KeyCommitment);
    }

    [TestMethod]
    public void Pack_Signature_IsCutInTwo()
    {
        (_, FleetTree tree) = Fleet(2);
        byte[] signature = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        PackedDelivery packed = DeliveryBatch.Pack([Of(tree, 1) with { Signature = signature }], true).Deliveries[0];
        CollectionAssert.AreEqual(signature, (byte[])[.. packed.R.ToBytes(), .. packed.Vs.ToBytes()]);
    }

    [TestMethod]
    public void Pack_SameDeviceAgain_IsVerifiedAgain()
    {
        (FleetList fleet, FleetTree tree) = Fleet(17);
        int[] indices = [3, 3, 9, 3, 9];
        DeliveryBatch batch = DeliveryBatch.Pack([.. indices.Select(i => Of(tree, i))], withCommitments: true);
        CollectionAssert.AreEqual(
            Enumerable.Repeat(true, 5).ToArray(), Verify(batch, tree.Root, [.. indices.Select(i => fleet[i])]));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Pack_FleetOfOneAgain_NeedsNoNodes(bool twice)
    {
        (FleetList fleet, FleetTree tree) = Fleet(1);
        Delivery[] deliveries = [.. Enumerable.Repeat(Of(tree, 0), twice ? 2 : 1)];
        DeliveryBatch batch = DeliveryBatch.Pack(deliveries, withCommitments: true);
        Assert.IsEmpty(batch.Nodes);
        bool[] leads = Verify(batch, tree.Root, [.. deliveries.Select(_ => fleet[0])]);
        Assert.IsTrue(Array.TrueForAll(leads, each => each));
    }

    /// <summary>Whatever of its path is changed, a delivery that shares nothing is not shown to be in the
    /// fleet.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(-1)]
    [DataRow(5)]
    public void Pack_BogusPath_LeadsNowhere(int step)
    {
        (FleetList fleet, FleetTree tree) = Fleet(32);
        List<Hash32> path = [.. tree.Proof(7)];
        if (step < 0) path.RemoveAt(0);
        else if (step == path.Count) path.Add(Leaf(9, default));
        else path[step] = Leaf(9, default);
        DeliveryBatch batch = DeliveryBatch.Pack([Of(tree, 7) with { Proof = path }], withCommitments: true);
        CollectionAssert.AreEqual(new[] { false }, Verify(batch, tree.Root, [fleet[7]]));
    }

    /// <summary>After a path that is right, one that is wrong below the place where they meet stays wrong, and does not
    /// spoil the next.</summary>
    [TestMethod]
    public void Pack_BogusPathAmongOthers_AloneLeadsNowhere()
    {
        (FleetList fleet, FleetTree tree) = Fleet(32);
        Hash32[] path = [.. tree.Proof(7)];
        path[0] = Leaf(9, default);
        DeliveryBatch batch = DeliveryBatch.Pack(
            [Of(tree, 20), Of(tree, 7) with { Proof = path }, Of(tree, 3)], withCommitments: true);
        CollectionAssert.AreEqual(
            new[] { true, false, true }, Verify(batch, tree.Root, [fleet[20], fleet[7], fleet[3]]));
    }

    [TestMethod]
    public void Pack_OtherSignerThanTheFleets_LeadsNowhere()
    {
        (FleetList fleet, FleetTree tree) = Fleet(32);
        DeliveryBatch batch = DeliveryBatch.Pack([Of(tree, 7), Of(tree, 8)], withCommitments: true);
        CollectionAssert.AreEqual(new[] { true, false }, Verify(batch, tree.Root, [fleet[7], fleet[7]]));
    }

    /// <summary>An anchor has 16 bits: where two paths meet only at nodes beyond, the later is sent whole.</summary>
    [TestMethod]
    public void Pack_MeetingBeyondTheLastAnchor_SendsThePathWhole()
    {
        // A chain of 254 nodes on the left, which fills the list; four devices on the right.
        (FleetList fleet, FleetTree right) = Fleet(4);
        Hash32[] chain = [.. Enumerable.Range(0, 254).Select(i => Leaf((uint)i, default))];
        Address lone = AddressOf(99);
        Hash32 left = Ancestors(Leaf(99, lone), chain).Last();
        Hash32 left1 = Node(left, chain[^1]);
        Hash32 root = Node(left1, right.Root);
        Delivery OnTheLeft() => Of(99, [.. chain, right.Root]);
        Delivery OnTheRight(int i) => Of((uint)i, [.. right.Proof(i), left1]);

        Delivery[] deliveries =
            [.. Enumerable.Range(0, 258).Select(_ => OnTheLeft()), OnTheRight(0), OnTheRight(1), OnTheRight(2)];
        DeliveryBatch batch = DeliveryBatch.Pack(deliveries, withCommitments: true);
        Assert.IsGreaterThan(ushort.MaxValue, batch.Nodes.Count);
        CollectionAssert.AreEqual(
            Enumerable.Repeat(true, deliveries.Length).ToArray(),
            Verify(batch, root, [.. deliveries.Select(d => d.Index == 99 ? lone : fleet[(int)d.Index])]));
        CollectionAssert.AreEqual(
            new[] { (2, 255), (3, 0), (3, 0) },
            batch.Deliveries.TakeLast(3).Select(Terms.Read).Select(t => (t.Steps, t.Anchor)).ToArray());
    }

    [TestMethod]
    public void Pack_255Steps_AreTheMost()
    {
        Hash32[] path = [.. Enumerable.Range(0, 255).Select(i => Leaf((uint)i, default))];
        Assert.HasCount(255, DeliveryBatch.Pack([Of(0, path)], true).Nodes);
        Assert.ThrowsExactly<ArgumentException>(() => DeliveryBatch.Pack([Of(0, [.. path, default])], true));
    }

    [TestMethod]
    public void Pack_ValidUntilOf40Bits_IsTheLast()
    {
        (_, FleetTree tree) = Fleet(2);
        const long Last = (1L << 40) - 1;
        DeliveryBatch batch = DeliveryBatch.Pack(
            [Of(tree, 1) with { ValidUntil = Last, Index = uint.MaxValue }], withCommitments: true);
        Assert.AreEqual(new Terms(uint.MaxValue, Last, 1, 0, Commitment), Terms.Read(batch.Deliveries[0]));
        foreach (long refused in new[] { Last + 1, -1, long.MaxValue })
        {
            Assert.ThrowsExactly<ArgumentException>(
                () => DeliveryBatch.Pack([Of(tree, 1) with { ValidUntil = refused }], true));
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(63)]
    [DataRow(65)]
    public void Pack_SignatureOfAnotherLength_IsRefused(int length)
    {
        (_, FleetTree tree) = Fleet(2);
        Assert.ThrowsExactly<ArgumentException>(
            () => DeliveryBatch.Pack([Of(tree, 1) with { Signature = new byte[length] }], true));
    }

    /// <summary>The Solidity library in C#: whether each path leads to a known hash, for signers in the order of the
    /// deliveries.</summary>
    private static bool[] Verify(DeliveryBatch batch, Hash32 root, Address[] signers)
    {
        int used = 0;
        List<bool> results = [];
        foreach ((PackedDelivery packed, Address signer) in batch.Deliveries.Zip(signers))
        {
            Terms terms = Terms.Read(packed);
            bool leads = used + terms.Steps <= batch.Nodes.Count && terms.Anchor <= used;
            if (leads)
            {
                Hash32 node = Leaf(terms.Index, signer);
                for (int i = 0; i < terms.Steps; i++) node = Node(node, batch.Nodes[used + i]);
                leads = node == (terms.Anchor == 0 ? root : batch.Nodes[terms.Anchor - 1]);
            }
            used += terms.Steps;
            results.Add(leads);
        }
        Assert.HasCount(used, batch.Nodes);
        return [.. results];
    }

    /// <summary>The nodes that a path goes through, from the leaf on, the root left out.</summary>
    private static IEnumerable<Hash32> Ancestors(Hash32 node, IReadOnlyList<Hash32> path)
    {
        foreach (Hash32 sibling in path)
        {
            yield return node;
            node = Node(node, sibling);
        }
    }

    private static Hash32 Leaf(uint index, Address device) => Hash32.FromBytes(Keccak256.Hash(Keccak256.Hash(
        new AbiWriter().UInt(index).Address(device).ToArray())));

    private static Hash32 Leaf(int index, Address device) => Leaf((uint)index, device);

    private static Hash32 Node(Hash32 a, Hash32 b) => Hash32.FromBytes(Keccak256.Hash(
        a.CompareTo(b) <= 0 ? [.. a.ToBytes(), .. b.ToBytes()] : [.. b.ToBytes(), .. a.ToBytes()]));

    private static (FleetList, FleetTree) Fleet(int size)
    {
        var fleet = new FleetList([.. Enumerable.Range(1, size).Select(AddressOf)]);
        return (fleet, new FleetTree(fleet));
    }

    private static Address AddressOf(int number) =>
        Address.FromBytes(Keccak256.Hash(BitConverter.GetBytes(number)).AsSpan(0, Address.Size));

    private static Delivery Of(FleetTree tree, int index) => Of((uint)index, tree.Proof(index));

    private static Delivery Of(uint index, IReadOnlyList<Hash32> path) =>
        new(index, Commitment, ValidUntil, new byte[64], path);

    /// <summary>The first word of a delivery, taken apart by arithmetic.</summary>
    private sealed record Terms(uint Index, long ValidUntil, int Steps, int Anchor, Address KeyCommitment)
    {
        public static Terms Read(PackedDelivery packed)
        {
            var word = new BigInteger(packed.Terms.ToBytes(), isUnsigned: true, isBigEndian: true);
            BigInteger Bits(int from, int count) => (word >> from) & ((BigInteger.One << count) - 1);
            return new Terms(
                (uint)Bits(224, 32), (long)Bits(184, 40), (int)Bits(176, 8), (int)Bits(160, 16),
                Address.FromBytes(packed.Terms.ToBytes().AsSpan(12)));
        }
    }
}
