using System;
using System.IO;
using FairOta.Platforms.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Storage;

[TestClass]
public sealed class StoredPackageTests
{
    private const int Part = StoredPackage.PartBytes;

    private readonly FaultyStorage _storage = new();

    [TestMethod]
    public void Read_AcrossParts_IsWhatWasWritten()
    {
        StoredPackage package = new(_storage, 3 * Part);
        byte[] data = Numbers(2 * Part + 100);
        for (int i = 0; i < data.Length; i += 4080)
            package.Write(i, data, i, Math.Min(4080, data.Length - i));
        byte[] read = new byte[data.Length + 3];
        new StoredPackage(_storage, 3 * Part).Read(0, read, 3, data.Length);
        CollectionAssert.AreEqual(data, read[3..]);
        CollectionAssert.AreEquivalent(new[] { "package-0", "package-1", "package-2" }, (string[])[.. _storage.Names]);
        Assert.AreEqual(data.Length, _storage.WrittenBytes);
    }

    [TestMethod]
    public void Read_OfWhatWasNeverWritten_IsZero()
    {
        StoredPackage package = new(_storage, 2 * Part);
        package.Write(0, [1, 2], 0, 2);
        byte[] read = [9, 9, 9, 9];
        package.Read(1, read, 0, 3);
        CollectionAssert.AreEqual(new byte[] { 2, 0, 0, 9 }, read);
        package.Read(Part + 5, read, 0, 4);
        CollectionAssert.AreEqual(new byte[4], read);
    }

    [TestMethod]
    public void Write_BehindALostEnd_FillsItUp()
    {
        StoredPackage package = new(_storage, 2 * Part);
        package.Write(Part + 3000, [7], 0, 1);
        byte[] read = new byte[2];
        package.Read(Part + 2999, read, 0, 2);
        CollectionAssert.AreEqual(new byte[] { 0, 7 }, read);
    }

    [TestMethod]
    public void Write_OverAPart_LeavesItsNeighbours()
    {
        StoredPackage package = new(_storage, 2 * Part);
        byte[] data = Numbers(2 * Part);
        package.Write(0, data, 0, data.Length);
        package.Write(Part - 1, [1, 2], 0, 2);
        data[Part - 1] = 1;
        data[Part] = 2;
        byte[] read = new byte[data.Length];
        package.Read(0, read, 0, read.Length);
        CollectionAssert.AreEqual(data, read);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(99)]
    public void Write_OutsideTheCapacity_IsRefused(int position)
    {
        StoredPackage package = new(_storage, 100);
        Assert.ThrowsExactly<ArgumentException>(() => package.Write(position, [1, 2], 0, 2));
        Assert.IsEmpty(_storage.Names);
    }

    [TestMethod]
    public void Write_OnFullStorage_Throws()
    {
        _storage.CapacityBytes = 10;
        StoredPackage package = new(_storage, 100);
        Assert.ThrowsExactly<IOException>(() => package.Write(0, new byte[20], 0, 20));
    }

    [TestMethod]
    public void Erase_RemovesEveryPart()
    {
        StoredPackage package = new(_storage, 2 * Part);
        package.Write(0, Numbers(2 * Part), 0, 2 * Part);
        package.Erase();
        Assert.IsEmpty(_storage.Names);
    }

    private static byte[] Numbers(int count)
    {
        byte[] numbers = new byte[count];
        new Random(1).NextBytes(numbers);
        return numbers;
    }
}
