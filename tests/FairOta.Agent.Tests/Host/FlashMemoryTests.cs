using System;
using System.Linq;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Host;

/// <summary>What the flash model does, whole and torn.</summary>
[TestClass]
public class FlashMemoryTests
{
    private const int BlockBytes = 256;

    private readonly PowerSupply _power = new();
    private readonly FlashMemory _flash;

    public FlashMemoryTests()
    {
        _flash = new FlashMemory(BlockBytes, 4, _power, seed: 9);
    }

    [TestMethod]
    public void Program_ErasedCells_HoldTheData()
    {
        _flash.Program(10, [1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 0xFF, 1, 2, 3, 0xFF }, Read(9, 5));
    }

    [TestMethod]
    public void Program_ABitThatIsZero_CannotBeSet()
    {
        _flash.Program(10, [0x0F]);
        Assert.ThrowsExactly<InvalidOperationException>(() => _flash.Program(10, [0x1F]));
        CollectionAssert.AreEqual(new byte[] { 0x0F }, Read(10, 1));
    }

    [TestMethod]
    public void Erase_ABlock_LeavesTheOthers()
    {
        _flash.Program(BlockBytes - 1, [7, 7]);
        _flash.Erase(1);
        CollectionAssert.AreEqual(new byte[] { 7, 0xFF }, Read(BlockBytes - 1, 2));
    }

    [TestMethod]
    public void Program_Torn_LeavesAPrefixAndNonsenseInOneUnit()
    {
        byte[] data = [.. Enumerable.Repeat((byte)0, 100)];
        _power.CutAt(1, PowerCut.Torn);
        Assert.ThrowsExactly<PowerCutException>(() => _flash.Program(0, data));
        byte[] left = Read(0, 100);
        int done = left.TakeWhile(b => b == 0).Count();
        Assert.IsLessThan(100, done);
        Assert.IsTrue(left.Skip((done / 16 + 1) * 16).All(b => b == 0xFF));
    }

    [TestMethod]
    public void Erase_Torn_LeavesOldNewAndNeither()
    {
        _flash.Program(0, new byte[BlockBytes]);
        _power.CutAt(2, PowerCut.Torn);
        Assert.ThrowsExactly<PowerCutException>(() => _flash.Erase(0));
        byte[] left = Read(0, BlockBytes);
        Assert.IsTrue(left.Contains((byte)0) && left.Contains((byte)0xFF) && left.Any(b => b is not 0 and not 0xFF));
        CollectionAssert.AreEqual(new byte[] { 0xFF }, Read(BlockBytes, 1));
    }

    [TestMethod]
    public void Torn_TheSameSeedAndOperation_LeavesTheSame()
    {
        byte[] first = TornOnce();
        CollectionAssert.AreEqual(first, TornOnce());
    }

    [TestMethod]
    public void Power_OnceCut_DoesNothingUntilItReturns()
    {
        _power.CutAt(1, PowerCut.Before);
        Assert.ThrowsExactly<PowerCutException>(() => _flash.Program(0, [0]));
        Assert.ThrowsExactly<PowerCutException>(() => _flash.Program(0, [0]));
        CollectionAssert.AreEqual(new byte[] { 0xFF }, Read(0, 1));
        _power.Restore();
        _flash.Program(0, [0]);
        CollectionAssert.AreEqual(new byte[] { 0 }, Read(0, 1));
    }

    private static byte[] TornOnce()
    {
        PowerSupply power = new();
        FlashMemory flash = new(BlockBytes, 1, power, seed: 3);
        power.CutAt(1, PowerCut.Torn);
        Assert.ThrowsExactly<PowerCutException>(() => flash.Program(0, new byte[BlockBytes]));
        return flash.Snapshot();
    }

    private byte[] Read(int position, int count)
    {
        byte[] read = new byte[count];
        _flash.Read(position, read);
        return read;
    }
}
