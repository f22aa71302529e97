using System;
using System.IO;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Storage;

/// <summary>The resident loader: what runs after a start, whatever happened before it.</summary>
[TestClass]
public sealed class AssemblySetsTests
{
    private static readonly TestSet Old = new(1);
    private static readonly TestSet New = new(2, 12000, 16 * 1024);

    private readonly FaultyStorage _storage = new();

    [TestMethod]
    public void Start_OfANewDevice_RunsTheFirmware()
    {
        AssemblySets sets = Sets();
        Assert.IsNull(sets.Start());
        Assert.AreEqual(TrialState.None, sets.State);
        Assert.IsEmpty(_storage.Names);
    }

    [TestMethod]
    public void Start_AfterCompletion_TriesTheNewSetOnce()
    {
        Complete(Sets(), New);
        AssemblySets first = Sets();
        AssertRuns(New, first.Start());
        Assert.AreEqual(TrialState.Trial, first.State);
        AssemblySets second = Sets();
        Assert.IsNull(second.Start());
        Assert.AreEqual(TrialState.Reverted, second.State);
        AssemblySets third = Sets();
        Assert.IsNull(third.Start());
        Assert.AreEqual(TrialState.Reverted, third.State);
    }

    [TestMethod]
    public void Start_AfterConfirmation_RunsTheNewSetForGood()
    {
        Install(New);
        for (int i = 0; i < 3; i++)
        {
            AssemblySets sets = Sets();
            AssertRuns(New, sets.Start());
            Assert.AreEqual(TrialState.Confirmed, sets.State);
        }
    }

    [TestMethod]
    public void Start_InTheMiddleOfAnInstallation_RunsTheGoodSetFromBothSlots()
    {
        Install(Old);
        AssemblySets sets = Started();
        sets.Begin(New.Manifest);
        sets.Append(New.Image, 0, 10000);
        AssertRuns(Old, Sets().Start());
        CollectionAssert.AreEqual(Old.Image, _storage.Content("set-a"));
        CollectionAssert.AreEqual(Old.Image, _storage.Content("set-b"));
    }

    [TestMethod]
    [DataRow("set-a")]
    [DataRow("set-b")]
    public void Start_EitherCopyRotten_RunsTheOtherAndMendsIt(string file)
    {
        Install(New);
        foreach (int position in new[] { 0, 1, 40, 4096, New.Image.Length - 1 })
        {
            _storage.Rot(file, position);
            AssertRuns(New, Sets().Start());
            CollectionAssert.AreEqual(New.Image, _storage.Content(file));
        }
    }

    [TestMethod]
    public void Start_BothCopiesRotten_RunsTheFirmwareAndNoOlderSet()
    {
        Install(Old);
        Install(New);
        _storage.Rot("set-a", 100);
        _storage.Rot("set-b", 100);
        Assert.IsNull(Sets().Start());
    }

    [TestMethod]
    public void Start_AnOlderSetPutBack_IsNotRun()
    {
        Install(Old);
        byte[] old = (byte[])_storage.Content("set-a").Clone();
        Install(New);
        _storage.Put("set-a", old);
        AssertRuns(New, Sets().Start());
        CollectionAssert.AreEqual(New.Image, _storage.Content("set-a"));
    }

    [TestMethod]
    public void Start_NewSetRottenBeforeItsTrial_IsLeft()
    {
        Install(Old);
        Complete(Started(), New);
        string file = Bytes.Equal(_storage.Content("set-a"), New.Image) ? "set-a" : "set-b";
        _storage.Rot(file, 20000);
        AssemblySets sets = Sets();
        AssertRuns(Old, sets.Start());
        Assert.AreEqual(TrialState.Reverted, sets.State);
    }

    [TestMethod]
    public void Start_BootRecordRottenTwice_RunsTheFirmware()
    {
        Install(New);
        _storage.Rot("boot-a", 50);
        _storage.Rot("boot-b", 50);
        AssemblySets sets = Sets();
        Assert.IsNull(sets.Start());
        Install(New);
        AssertRuns(New, Sets().Start());
    }

    [TestMethod]
    [DataRow("boot-a")]
    [DataRow("boot-b")]
    public void Start_OneCopyOfTheBootRecordThatCannotBeRead_RunsTheSet(string file)
    {
        Install(New);
        _storage.Unreadable.Add(file);
        AssertRuns(New, Sets().Start());
    }

    [TestMethod]
    public void Begin_AfterAStartThatCouldNotReadTheBootRecord_DoesNotForgetTheGoodSet()
    {
        Install(Old);
        _storage.Unreadable.UnionWith(["boot-a", "boot-b"]);
        AssemblySets sets = Sets();
        Assert.IsNull(sets.Start());
        Assert.ThrowsExactly<IOException>(() => sets.Begin(New.Manifest));
        _storage.Unreadable.Clear();
        Complete(sets, New);
        AssertRuns(New, Sets().Start());
        AssertRuns(Old, Sets().Start());
    }

    [TestMethod]
    public void Start_OnStorageThatTakesNoRecord_DoesNotTryTheNewSet()
    {
        Install(Old);
        Complete(Started(), New);
        _storage.RefusesWrites = true;
        AssemblySets sets = Sets();
        AssertRuns(Old, sets.Start());
        Assert.AreEqual(TrialState.Reverted, sets.State);
        _storage.RefusesWrites = false;
        AssemblySets again = Sets();
        AssertRuns(Old, again.Start());
        Assert.AreEqual(TrialState.Reverted, again.State);
    }

    [TestMethod]
    public void Update_CutAtAnyOperation_EndsOnOldOrNewAndCanBeRepeated()
    {
        foreach (int torn in new[] { 0, 1, 60, 4096 })
        {
            for (int operation = 0; ; operation++)
            {
                FaultyStorage storage = new();
                Install(new AssemblySets(storage, new HostSymmetric()), storage, Old);
                storage.TornBytes = torn;
                storage.OperationsUntilCut = operation;
                bool isCut = true;
                try
                {
                    Install(new AssemblySets(storage, new HostSymmetric()), storage, New);
                    isCut = false;
                }
                catch (PowerLostException)
                {
                    // The next lines are what the device does when power is back.
                }

                storage.OperationsUntilCut = int.MaxValue;
                AssemblySets sets = new(storage, new HostSymmetric());
                AssemblySet? runs = sets.Start();
                Assert.IsNotNull(runs);
                bool isNew = Runs(New, runs);
                Assert.IsTrue(isNew || Runs(Old, runs), $"Cut at {operation}, {torn} bytes torn.");
                if (isNew)
                    Assert.IsTrue(sets.State is TrialState.Trial or TrialState.Confirmed);
                else
                    Assert.AreNotEqual(TrialState.Trial, sets.State);
                if (!isCut)
                    break;
                Install(sets, storage, New);
                Assert.IsTrue(Runs(New, new AssemblySets(storage, new HostSymmetric()).Start()!));
            }
        }
    }

    [TestMethod]
    public void Update_OfASet_WritesABoundedAmount()
    {
        Install(Old);
        long bytes = _storage.WrittenBytes;
        int operations = _storage.Operations;
        Install(New);
        Assert.IsLessThanOrEqualTo(2 * New.Image.Length + 2048, _storage.WrittenBytes - bytes);

        // Two deletions, eight writes of the boot record, and each set in blocks of 4096 bytes.
        Assert.AreEqual(2 + 8 + 2 * ((New.Image.Length + 4095) / 4096), _storage.Operations - operations);
    }

    [TestMethod]
    public void Start_WithNothingToDo_WritesNothing()
    {
        Install(New);
        int operations = _storage.Operations;
        Sets().Start();
        Assert.AreEqual(operations, _storage.Operations);
    }

    [TestMethod]
    public void Complete_OfAnotherImageThanTheManifests_IsRefused()
    {
        AssemblySets sets = Started();
        sets.Begin(New.Manifest);
        sets.Append(Old.Image, 0, Old.Image.Length);
        Assert.IsFalse(sets.Complete());
        sets.Begin(New.Manifest);
        sets.Append(New.Image, 0, New.Image.Length - 1);
        Assert.IsFalse(sets.Complete());
        Assert.AreEqual(TrialState.None, sets.State);
        Assert.IsNull(Sets().Start());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(100)]
    [DataRow(33 * 1024)]
    public void Complete_OfBytesThatAreNoSet_IsRefused(int count)
    {
        byte[] image = TestSet.Assembly(1, Math.Max(count, 200))[..count];
        AssemblySets sets = Started();
        sets.Begin(TestSet.ManifestOf(image));
        sets.Append(image, 0, image.Length);
        Assert.IsFalse(sets.Complete());
        Assert.AreEqual(TrialState.None, sets.State);
    }

    [TestMethod]
    public void Append_OnFullStorage_ThrowsAndTheGoodSetStays()
    {
        Install(Old);
        AssemblySets sets = Started();
        sets.Begin(New.Manifest);
        _storage.RefusesWrites = true;
        Assert.ThrowsExactly<IOException>(() => sets.Append(New.Image, 0, New.Image.Length));
        _storage.RefusesWrites = false;
        AssertRuns(Old, Sets().Start());
    }

    [TestMethod]
    public void Calls_OutOfTurn_AreRefused()
    {
        AssemblySets sets = Started();
        Assert.ThrowsExactly<InvalidOperationException>(sets.Confirm);
        Assert.ThrowsExactly<InvalidOperationException>(() => sets.Complete());
        Assert.ThrowsExactly<InvalidOperationException>(() => sets.Append([1], 0, 1));
        sets.Begin(New.Manifest);
        sets.Abort();
        Assert.ThrowsExactly<InvalidOperationException>(() => sets.Complete());
    }

    [TestMethod]
    public void Set_OnceOpen_GivesEachAssembly()
    {
        Install(New);
        AssemblySet set = Sets().Start()!;
        Assert.AreEqual(2, set.Count);
        Assert.AreEqual("App.Program", set.EntryType);
        CollectionAssert.AreEqual(New.First, set.Read(0));
        CollectionAssert.AreEqual(New.Second, set.Read(1));
    }

    private static void Complete(AssemblySets sets, TestSet set)
    {
        sets.Begin(set.Manifest);
        for (int i = 0; i < set.Image.Length; i += 272)
            sets.Append(set.Image, i, Math.Min(272, set.Image.Length - i));
        Assert.IsTrue(sets.Complete());
        Assert.AreEqual(TrialState.Pending, sets.State);
    }

    private static void Install(AssemblySets running, FaultyStorage storage, TestSet set)
    {
        Complete(running, set);
        AssemblySets next = new(storage, new HostSymmetric());
        next.Start();
        next.Confirm();
    }

    private void Install(TestSet set) => Install(Started(), _storage, set);

    private AssemblySets Sets() => new(_storage, new HostSymmetric());

    private AssemblySets Started()
    {
        AssemblySets sets = Sets();
        sets.Start();
        return sets;
    }

    private static bool Runs(TestSet expected, AssemblySet set) =>
        set.Count == 2 && Bytes.Equal(expected.First, set.Read(0)) && Bytes.Equal(expected.Second, set.Read(1));

    private static void AssertRuns(TestSet expected, AssemblySet? set)
    {
        Assert.IsNotNull(set);
        Assert.IsTrue(Runs(expected, set));
    }
}
