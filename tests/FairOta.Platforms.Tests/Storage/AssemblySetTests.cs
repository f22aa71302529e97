using System.Collections.Generic;
using FairOta.Core;
using FairOta.Platforms.Storage;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Storage;

/// <summary>Payload format 2 as the vendor packs it and the device reads it.</summary>
[TestClass]
public sealed class AssemblySetTests
{
    private readonly FaultyStorage _storage = new();

    [TestMethod]
    public void Set_OfTheMostAndLargestAssemblies_IsPackedAndRead()
    {
        AssemblySet eight = Open(AssemblySetBuilder.Build(new string('E', 128), TestSet.Many(8)));
        Assert.AreEqual(8, eight.Count);
        Assert.HasCount(200, eight.Read(7));
        AssemblySet large = Open(AssemblySetBuilder.Build("P", [new("A", TestSet.Assembly(1, 16 * 1024))]));
        Assert.HasCount(16 * 1024, large.Read(0));
    }

    [TestMethod]
    public void Build_BeyondALimit_IsRefused()
    {
        AssertRefused("P", []);
        AssertRefused("P", TestSet.Many(9));
        AssertRefused("", TestSet.Many(1));
        AssertRefused(new string('E', 129), TestSet.Many(1));
        AssertRefused("P", [new("", TestSet.Assembly(1, 200))]);
        AssertRefused("P", [new(new string('n', 65), TestSet.Assembly(1, 200))]);
        AssertRefused("P", [new("A", TestSet.Assembly(1, 16 * 1024 + 1))]);
        AssertRefused(
            "P", [new("A", TestSet.Assembly(1, 16 * 1024)), new("B", TestSet.Assembly(1, 16 * 1024))]);
    }

    [TestMethod]
    public void Build_OfANameTwice_IsRefused() =>
        AssertRefused("P", [new("A", TestSet.Assembly(1, 200)), new("A", TestSet.Assembly(2, 200))]);

    [TestMethod]
    public void Build_OfAnotherFile_IsRefused()
    {
        AssertRefused("P", [new("A", [])]);
        AssertRefused("P", [new("A", "MZ\0\0\0\0\0\0"u8.ToArray())]);
        AssertRefused("P", [new("A", "NFMRK2\0\0"u8.ToArray())]);
    }

    [TestMethod]
    public void Open_AnyByteOfTheIndexChanged_IsRefusedOrWithinItsLimits()
    {
        byte[] good = AssemblySetBuilder.Build("P", TestSet.Many(2));
        for (int i = 0; i < 20; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] set = (byte[])good.Clone();
                set[i] ^= (byte)(1 << bit);
                try
                {
                    AssemblySet opened = Open(set);
                    for (int k = 0; k < opened.Count; k++)
                        Assert.IsLessThanOrEqualTo(Limits.MaxAssemblyBytes, opened.Read(k).Length);
                }
                catch (ProtocolException)
                {
                    // Refused.
                }
            }
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("00")]
    [DataRow("ffff")]
    [DataRow("0401")]
    [DataRow("000483014140", DisplayName = "no list")]
    [DataRow("000583 02 6150 80", DisplayName = "another version, no assembly")]
    [DataRow("000a 83 01 6150 81 82 6141 19 4001", DisplayName = "an assembly of 16 KiB and a byte")]
    [DataRow("0009 83 01 6150 81 82 6141 00", DisplayName = "an assembly of no bytes")]
    [DataRow("0008 83 01 60 81 82 6141 01 aa", DisplayName = "an entry type without a name")]
    [DataRow("0008 83 01 6150 81 82 60 01 aa", DisplayName = "an assembly without a name")]
    [DataRow("0009 83 01 6150 81 82 6141 01", DisplayName = "shorter than its assemblies")]
    [DataRow("0009 83 01 6150 81 82 6141 01 aabb", DisplayName = "longer than its assemblies")]
    public void Open_OfSomethingElse_IsRefused(string hex) =>
        Assert.ThrowsExactly<ProtocolException>(() => Open(Bytes.FromHex(hex.Replace(" ", ""))));

    [TestMethod]
    public void Open_WhereNoFileIs_IsRefused() =>
        Assert.ThrowsExactly<ProtocolException>(() => new AssemblySet(_storage, "set-b"));

    [TestMethod]
    public void Open_OfASmallSet_ReadsIt()
    {
        AssemblySet set = Open(Bytes.FromHex("00098301615081826141" + "01" + "aa"));
        Assert.AreEqual("P", set.EntryType);
        CollectionAssert.AreEqual(new byte[] { 0xaa }, set.Read(0));
    }

    private static void AssertRefused(string entry, IReadOnlyList<KeyValuePair<string, byte[]>> assemblies) =>
        Assert.ThrowsExactly<ReleaseException>(() => AssemblySetBuilder.Build(entry, assemblies));

    private AssemblySet Open(byte[] set)
    {
        _storage.Put("set-a", set);
        return new AssemblySet(_storage, "set-a");
    }
}
