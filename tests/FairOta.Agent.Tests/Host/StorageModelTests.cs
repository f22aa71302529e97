using System;
using System.IO;
using System.Linq;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Host;

/// <summary>Every modelled storage keeps the promises of the storage port, however it is cut.</summary>
[TestClass]
public class StorageModelTests
{
    public static object[][] Models =>
    [
        [new Func<PowerSupply, IStorageModel>(power => new TornFiles(power, seed: 5))],
        Flash(FlashWriting.CopyOnWrite),
        Flash(FlashWriting.InPlace),
        Flash(FlashWriting.InPlaceLengthFirst),
    ];

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void File_WrittenAnyhow_ReadsBack(Func<PowerSupply, IStorageModel> make)
    {
        IStorageModel files = make(new PowerSupply());
        byte[] expected = new byte[700];
        Random random = new(1);
        files.Write("other", 0, [9, 9], 0, 2);
        for (int length = 0, i = 0; i < 60; i++)
        {
            byte[] data = new byte[random.Next(1, 200)];
            random.NextBytes(data);
            int position = random.Next(Math.Min(length, 500) + 1);
            files.Write("file", position, data, 0, data.Length);
            data.CopyTo(expected, position);
            length = Math.Max(length, position + data.Length);
            CollectionAssert.AreEqual(expected[..length], ReadAll(files, "file"));
        }

        CollectionAssert.AreEqual(new byte[] { 9, 9 }, ReadAll(files, "other"));
        files.Delete("file");
        Assert.AreEqual(-1, files.Length("file"));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Snapshot_Returned_IsWhatWasThere(Func<PowerSupply, IStorageModel> make)
    {
        IStorageModel files = make(new PowerSupply());
        files.Write("a", 0, [1, 2, 3], 0, 3);
        byte[] snapshot = files.Snapshot();
        files.Write("a", 1, [9], 0, 1);
        files.Write("b", 0, [9], 0, 1);
        IStorageModel other = make(new PowerSupply());
        other.Return(snapshot);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, ReadAll(other, "a"));
        Assert.AreEqual(-1, other.Length("b"));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Write_BeyondCapacity_IsRefused(Func<PowerSupply, IStorageModel> make)
    {
        IStorageModel files = make(new PowerSupply());
        files.Write("a", 0, [1], 0, 1);
        files.CapacityBytes = 1;
        Assert.ThrowsExactly<IOException>(() => files.Write("b", 0, [1], 0, 1));
        CollectionAssert.AreEqual(new byte[] { 1 }, ReadAll(files, "a"));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Range_OutsideTheFile_IsRefused(Func<PowerSupply, IStorageModel> make)
    {
        IStorageModel files = make(new PowerSupply());
        files.Write("a", 0, [1], 0, 1);
        Assert.ThrowsExactly<IOException>(() => files.Write("a", 2, [1], 0, 1));
        Assert.ThrowsExactly<IOException>(() => files.Read("a", 0, new byte[2], 0, 2));
        Assert.ThrowsExactly<IOException>(() => files.Read("b", 0, new byte[1], 0, 1));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Rot_ABit_IsTheOpposite(Func<PowerSupply, IStorageModel> make)
    {
        IStorageModel files = make(new PowerSupply());
        files.Write("a", 0, [1, 2], 0, 2);
        files.Rot("a", 1, 7);
        CollectionAssert.AreEqual(new byte[] { 1, 0x82 }, ReadAll(files, "a"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Write_CutAnywhere_LeavesWhatIsOutsideTheRange(bool flash)
    {
        int torn = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            for (int cut = 1; cut < 12; cut++)
            {
                PowerSupply power = new();
                IStorageModel files = flash
                    ? new FlashFiles(new FlashMemory(256, 8, power, seed), FlashWriting.CopyOnWrite)
                    : new TornFiles(power, seed);
                byte[] old = [.. Enumerable.Repeat((byte)0x11, 600)];
                files.Write("a", 0, old, 0, old.Length);
                power.CutAt(power.Operations + cut, PowerCut.Torn);
                if (!IsCut(() => files.Write("a", 100, [.. Enumerable.Repeat((byte)0x22, 400)], 0, 400)))
                    continue;
                power.Restore();
                byte[] left = ReadAll(files, "a");
                Assert.HasCount(600, left);
                Assert.IsTrue(left.Take(100).Concat(left.Skip(500)).All(b => b == 0x11));
                torn += left.Any(b => b is not 0x11 and not 0x22) || left.Contains((byte)0x22) ? 1 : 0;
            }
        }

        Assert.IsGreaterThan(20, torn);
    }

    [TestMethod]
    public void Write_CutInPlace_MayLoseTheRestOfItsBlock()
    {
        // What makes the in-place model worse than the port: the exploration over it would be the same otherwise.
        PowerSupply power = new();
        FlashFiles files = new(new FlashMemory(256, 8, power), FlashWriting.InPlace);
        files.Write("a", 0, new byte[200], 0, 200);
        power.CutAt(power.Operations + 1, PowerCut.After);
        Assert.IsTrue(IsCut(() => files.Write("a", 100, [1], 0, 1)));
        power.Restore();
        Assert.AreEqual(0xFF, ReadAll(files, "a")[0]);
    }

    private static object[] Flash(FlashWriting writing) =>
        [new Func<PowerSupply, IStorageModel>(power => new FlashFiles(new FlashMemory(256, 16, power), writing))];

    private static bool IsCut(Action write)
    {
        try
        {
            write();
            return false;
        }
        catch (PowerCutException)
        {
            return true;
        }
    }

    private static byte[] ReadAll(IStorageModel files, string name)
    {
        byte[] content = new byte[files.Length(name)];
        files.Read(name, 0, content, 0, content.Length);
        return content;
    }
}
