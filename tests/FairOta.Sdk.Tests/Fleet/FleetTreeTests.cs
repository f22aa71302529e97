using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using FairOta.Core.Crypto;
using FairOta.Sdk.Fleet;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Fleet;

[TestClass]
public sealed class FleetTreeTests
{
    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void RootAndProof_ProtocolVector_Agree(string file, int number)
    {
        JsonElement fleet = VectorFiles.Case(file, number).GetProperty("fleet");
        var tree = new FleetTree(new FleetList(
            [.. fleet.GetProperty("addresses").EnumerateArray().Select(a => Address.Parse(a.GetString()!))]));
        Assert.AreEqual(fleet.GetProperty("root").GetString(), tree.Root.ToWire());
        CollectionAssert.AreEqual(
            fleet.GetProperty("proof").EnumerateArray().Select(p => p.GetString()).ToArray(),
            tree.Proof(fleet.GetProperty("index").GetInt32()).Select(p => p.ToWire()).ToArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(100)]
    [DataRow(5000)] // more than one piece of parallel work
    public void Proof_EveryIndex_LeadsToTheRoot(int count)
    {
        FleetList fleet = Fleet(count);
        var tree = new FleetTree(fleet);
        Assert.AreEqual(count, tree.Count);
        for (int i = 0; i < count; i += Math.Max(1, count / 100))
        {
            byte[] encoded = [.. new byte[28], .. BigEndian(i), .. new byte[12], .. fleet[i].ToBytes()];
            byte[] node = Keccak256.Hash(Keccak256.Hash(encoded));
            foreach (Hash32 sibling in tree.Proof(i))
            {
                byte[] other = sibling.ToBytes();
                node = Keccak256.Hash(
                    node.AsSpan().SequenceCompareTo(other) <= 0 ? [.. node, .. other] : [.. other, .. node]);
            }
            Assert.AreEqual(tree.Root, Hash32.FromBytes(node), $"index {i}");
        }
    }

    [TestMethod]
    public void Root_TwoDevicesSwapped_IsAnother()
    {
        Address[] devices = Fleet(4).Devices.ToArray();
        Hash32 root = new FleetTree(new FleetList(devices)).Root;
        (devices[1], devices[2]) = (devices[2], devices[1]);
        Assert.AreNotEqual(root, new FleetTree(new FleetList(devices)).Root);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(3)]
    public void Proof_NoSuchIndex_Throws(int index) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FleetTree(Fleet(3)).Proof(index));

    [TestMethod]
    public void List_Bytes_RoundTripByPosition()
    {
        FleetList fleet = Fleet(3);
        byte[] bytes = fleet.ToBytes();
        Assert.HasCount(60, bytes);
        CollectionAssert.AreEqual(fleet.Devices.ToArray(), FleetList.Parse(bytes).Devices.ToArray());
        CollectionAssert.AreEqual(fleet[2].ToBytes(), bytes[40..]);
    }

    [TestMethod]
    public void List_ZeroOrRepeatedAddress_IsRefused()
    {
        Address[] devices = Fleet(3).Devices.ToArray();
        Assert.ThrowsExactly<InvalidDataException>(() => new FleetList([devices[0], default, devices[1]]));
        Assert.ThrowsExactly<InvalidDataException>(() => new FleetList([devices[0], devices[1], devices[0]]));
        Assert.ThrowsExactly<InvalidDataException>(
            () => FleetList.Parse([.. devices[0].ToBytes(), .. devices[0].ToBytes()]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(19)]
    [DataRow(41)]
    [DataRow(20 * (FleetList.MaxDevices + 1))]
    public void List_NoOrTooManyOrCutOffAddresses_IsRefused(int size) =>
        Assert.ThrowsExactly<InvalidDataException>(() => FleetList.Parse(new byte[size]));

    private static FleetList Fleet(int count) => new(
        [.. Enumerable.Range(0, count).Select(i => Address.FromBytes(Keccak256.Hash(BigEndian(i)).AsSpan(12)))]);

    private static byte[] BigEndian(int value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
