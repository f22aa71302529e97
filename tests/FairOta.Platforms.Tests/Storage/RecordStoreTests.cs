using System;
using System.IO;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Storage;

[TestClass]
public sealed class RecordStoreTests
{
    private static readonly byte[] Old = [1, 2, 3];
    private static readonly byte[] New = [4, 5, 6, 7];

    private readonly FaultyStorage _storage = new();

    private RecordStore Store => new(_storage, new HostSymmetric());

    [TestMethod]
    public void Load_OfNothing_IsNull() => Assert.IsNull(Store.Load("trust"));

    [TestMethod]
    public void Load_AfterSaves_IsTheLastValue()
    {
        Store.Save("trust", New);
        Store.Save("trust", Old);
        Store.Save("other", []);
        CollectionAssert.AreEqual(Old, Store.Load("trust"));
        CollectionAssert.AreEqual(Array.Empty<byte>(), Store.Load("other"));
    }

    [TestMethod]
    public void Save_OfNull_RemovesTheRecord()
    {
        Store.Save("trust", Old);
        Store.Save("trust", null);
        Assert.IsNull(Store.Load("trust"));
        Assert.IsEmpty(_storage.Names);
    }

    [TestMethod]
    public void Save_OfTooLargeAValue_IsRefused()
    {
        Store.Save("trust", new byte[RecordStore.MaxValueBytes]);
        Assert.ThrowsExactly<ArgumentException>(() => Store.Save("trust", new byte[RecordStore.MaxValueBytes + 1]));
        Assert.HasCount(RecordStore.MaxValueBytes, Store.Load("trust"));
    }

    [TestMethod]
    [DataRow("trust-a")]
    [DataRow("trust-b")]
    public void Load_AnyByteOfOneCopyRotten_IsTheLastValueNotAnOlder(string file)
    {
        for (int i = 0; i < RecordStore.HeaderBytes + New.Length; i++)
        {
            Store.Save("trust", Old);
            Store.Save("trust", New);
            _storage.Rot(file, i);
            CollectionAssert.AreEqual(New, Store.Load("trust"));
            _storage.Rot(file == "trust-a" ? "trust-b" : "trust-a");
            CollectionAssert.AreEqual(New, Store.Load("trust"), "The copy was not mended.");
        }
    }

    [TestMethod]
    public void Load_BothCopiesRotten_IsRefusedUntilSavedAgain()
    {
        Store.Save("trust", Old);
        _storage.Rot("trust-a");
        _storage.Rot("trust-b", 44);
        Assert.ThrowsExactly<ProtocolException>(() => Store.Load("trust"));
        Store.Save("trust", New);
        CollectionAssert.AreEqual(New, Store.Load("trust"));
    }

    [TestMethod]
    public void Load_CopyOfAnotherRecord_IsNone()
    {
        Store.Save("one", Old);
        Store.Save("two", New);
        _storage.Put("two-a", _storage.Content("one-a"));
        CollectionAssert.AreEqual(New, Store.Load("two"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Save_CutAnywhere_LeavesOldOrNewAndNothingOlderAfterRot(bool existed)
    {
        int whole = RecordStore.HeaderBytes + New.Length;
        for (int operation = 0; operation < 2; operation++)
        {
            for (int torn = 0; torn <= whole; torn++)
            {
                foreach (string rotten in new[] { "trust-a", "trust-b" })
                {
                    Store.Save("trust", null);
                    if (existed)
                        Store.Save("trust", Old);
                    Cut(operation, torn, () => Store.Save("trust", New));
                    byte[]? seen = Store.Load("trust");
                    byte[]? expected = operation == 1 || torn == whole ? New : existed ? Old : null;
                    CollectionAssert.AreEqual(expected, seen);
                    if (seen == null)
                        continue;
                    _storage.Rot(rotten);
                    CollectionAssert.AreEqual(seen, Store.Load("trust"), "What was seen went back.");
                }
            }
        }
    }

    [TestMethod]
    [DataRow("trust-a")]
    [DataRow("trust-b")]
    public void Save_CutWhileOneCopyIsRotten_LosesNothing(string rotten)
    {
        for (int operation = 0; operation < 2; operation++)
        {
            for (int torn = 0; torn <= RecordStore.HeaderBytes + New.Length; torn++)
            {
                Store.Save("trust", Old);
                _storage.Rot(rotten);
                Cut(operation, torn, () => Store.Save("trust", New));
                byte[]? seen = Store.Load("trust");
                Assert.IsTrue(Bytes.Equal(seen, Old) || Bytes.Equal(seen, New));
            }
        }
    }

    [TestMethod]
    public void Removal_CutAnywhere_LeavesTheRecordOrNone()
    {
        for (int operation = 0; operation < 2; operation++)
        {
            Store.Save("trust", Old);
            Cut(operation, 0, () => Store.Save("trust", null));
            CollectionAssert.AreEqual(Old, Store.Load("trust"));
        }
    }

    [TestMethod]
    public void Load_CutWhileMending_StillFindsTheNewest()
    {
        int whole = RecordStore.HeaderBytes + New.Length;
        for (int torn = 0; torn <= whole; torn++)
        {
            Store.Save("trust", Old);
            Cut(1, 0, () => Store.Save("trust", New));
            Cut(0, torn, () => Store.Load("trust"));
            CollectionAssert.AreEqual(New, Store.Load("trust"));
        }
    }

    [TestMethod]
    public void Save_OnFullStorage_ThrowsAndKeepsTheOldValue()
    {
        Store.Save("trust", Old);
        _storage.CapacityBytes = 2 * (RecordStore.HeaderBytes + Old.Length);
        _storage.TornBytes = 20;
        Assert.ThrowsExactly<IOException>(() => Store.Save("trust", new byte[100]));
        CollectionAssert.AreEqual(Old, Store.Load("trust"));
    }

    [TestMethod]
    public void Load_OlderCopyThatCannotBeReplaced_IsRemoved()
    {
        Store.Save("trust", Old);
        Cut(1, 0, () => Store.Save("trust", New));
        _storage.CapacityBytes = 0;
        CollectionAssert.AreEqual(New, Store.Load("trust"));
        _storage.Rot("trust-b");
        Assert.ThrowsExactly<ProtocolException>(() => Store.Load("trust"), "The record is lost, and seems new.");
    }

    [TestMethod]
    public void Load_OnFullStorage_ReplacesTheOlderCopyWhereItsOwnRoomWillDo()
    {
        Store.Save("trust", Old);
        Cut(1, 0, () => Store.Save("trust", New));
        _storage.NeverOverwrites = true;
        _storage.CapacityBytes = 2 * (RecordStore.HeaderBytes + New.Length);
        CollectionAssert.AreEqual(New, Store.Load("trust"));
        CollectionAssert.AreEqual(_storage.Content("trust-b"), _storage.Content("trust-a"));
    }

    [TestMethod]
    [DataRow("trust-a")]
    [DataRow("trust-b")]
    public void Load_OneCopyThatCannotBeRead_IsTheOther(string file)
    {
        Store.Save("trust", New);
        _storage.Unreadable.Add(file);
        CollectionAssert.AreEqual(New, Store.Load("trust"));
    }

    [TestMethod]
    [DataRow("trust-a")]
    [DataRow("trust-b")]
    public void Save_OneCopyThatCannotBeRead_ReplacesBoth(string file)
    {
        Store.Save("trust", Old);
        _storage.Unreadable.Add(file);
        Store.Save("trust", New);
        _storage.Unreadable.Clear();
        CollectionAssert.AreEqual(New, Store.Load("trust"));
        CollectionAssert.AreEqual(_storage.Content("trust-b"), _storage.Content("trust-a"));
    }

    [TestMethod]
    [DataRow("trust-a")]
    [DataRow("trust-b")]
    public void Load_NoCopyIntactAndOneThatCannotBeRead_FailsAndIsNoDamage(string unreadable)
    {
        string other = unreadable == "trust-a" ? "trust-b" : "trust-a";
        foreach (bool isGone in new[] { true, false })
        {
            Store.Save("trust", New);
            if (isGone)
                _storage.Delete(other);
            else
                _storage.Rot(other);
            _storage.Unreadable.Add(unreadable);
            Assert.ThrowsExactly<IOException>(() => Store.Load("trust"));
            _storage.Unreadable.Clear();
            CollectionAssert.AreEqual(New, Store.Load("trust"));
        }
    }

    [TestMethod]
    public void Load_RottenCopyThatCannotBeReplaced_IsPassedOver()
    {
        Store.Save("trust", New);
        _storage.Put("trust-b", [1]);
        _storage.CapacityBytes = 0;
        CollectionAssert.AreEqual(New, Store.Load("trust"));
    }

    [TestMethod]
    public void Save_WritesTwoFiles_AndLoadNone()
    {
        Store.Save("trust", Old);
        int before = _storage.Operations;
        Store.Save("trust", New);
        Assert.AreEqual(2, _storage.Operations - before);
        Store.Load("trust");
        Assert.AreEqual(2, _storage.Operations - before);
    }

    private void Cut(int operations, int tornBytes, Action act)
    {
        _storage.OperationsUntilCut = operations;
        _storage.TornBytes = tornBytes;
        Assert.ThrowsExactly<PowerLostException>(act);
        _storage.OperationsUntilCut = int.MaxValue;
    }
}
