using System;
using System.IO;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host;
using FairOta.Platforms.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Host;

[TestClass]
public sealed class FilePortsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fairota-agent-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [TestMethod]
    public void RecordStore_SavedRecord_IsThereAfterReopening()
    {
        Records().Save("trust", [1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, Records().Load("trust"));
        Records().Save("trust", null);
        Assert.IsNull(Records().Load("trust"));
        Assert.IsEmpty(Directory.GetFiles(_directory));
    }

    [TestMethod]
    public void RecordStore_BothCopiesDamaged_IsRefused()
    {
        Records().Save("trust", [1, 2, 3]);
        foreach (string path in Directory.GetFiles(_directory))
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.ThrowsExactly<ProtocolException>(() => Records().Load("trust"));
    }

    [TestMethod]
    public void StoredPackage_WrittenBytes_AreThereAfterReopening()
    {
        new StoredPackage(new FileStorage(_directory), 100).Write(50, [7, 8, 9], 1, 2);
        StoredPackage again = new(new FileStorage(_directory), 100);
        byte[] read = new byte[2];
        again.Read(50, read, 0, 2);
        CollectionAssert.AreEqual(new byte[] { 8, 9 }, read);
        Assert.ThrowsExactly<ArgumentException>(() => again.Write(99, read, 0, 2));
        again.Erase();
        again.Read(50, read, 0, 2);
        CollectionAssert.AreEqual(new byte[2], read);
    }

    [TestMethod]
    public void FileStorage_FilesByName_AreWhatWasWritten()
    {
        FileStorage storage = new(_directory);
        Assert.AreEqual(-1, storage.Length("a"));
        storage.Write("a", 0, [1, 2, 3, 4], 1, 3);
        storage.Write("a", 3, [5], 0, 1);
        storage.Write("a", 1, [9], 0, 1);
        Assert.AreEqual(4, storage.Length("a"));
        CollectionAssert.AreEqual(new byte[] { 2, 9, 4, 5 }, File.ReadAllBytes(Path.Combine(_directory, "a")));
        byte[] read = new byte[3];
        storage.Read("a", 2, read, 1, 2);
        CollectionAssert.AreEqual(new byte[] { 0, 4, 5 }, read);
        storage.Delete("a");
        storage.Delete("a");
        Assert.AreEqual(-1, storage.Length("a"));
    }

    [TestMethod]
    public void FileStorage_GapOrTooFewBytes_IsRefused()
    {
        FileStorage storage = new(_directory);
        storage.Write("a", 0, [1], 0, 1);
        Assert.ThrowsExactly<IOException>(() => storage.Write("a", 2, [1], 0, 1));
        Assert.ThrowsExactly<IOException>(() => storage.Read("a", 0, new byte[2], 0, 2));
        Assert.ThrowsExactly<FileNotFoundException>(() => storage.Read("b", 0, new byte[1], 0, 1));
    }

    [TestMethod]
    public void FileSlots_MarkerDamaged_IsRefusedAndNeverTheFactorys()
    {
        Install(new TestRelease("2.0.0.0"));
        foreach (string path in Directory.GetFiles(_directory, "marker-*"))
            File.WriteAllBytes(path, [1]);
        using FileSlots slots = new(_directory);
        Assert.ThrowsExactly<ProtocolException>(() => SlotBootloader.Start(slots));
    }

    [TestMethod]
    public void FileSlots_ConfirmedImage_StaysOverRestarts()
    {
        TestRelease release = new("2.0.0.0");
        Install(release);
        using FileSlots slots = new(_directory);
        Assert.AreEqual(TrialState.Pending, slots.State);
        string running = SlotBootloader.Start(slots);
        Assert.AreEqual(TrialState.Trial, slots.State);
        CollectionAssert.AreEqual(release.Image, File.ReadAllBytes(running));
        slots.Confirm();
        Assert.AreEqual(running, SlotBootloader.Start(slots));
        Assert.AreEqual(TrialState.Confirmed, slots.State);
    }

    [TestMethod]
    public void FileSlots_UnconfirmedImage_GoesBackAtTheNextStart()
    {
        Install(new TestRelease("2.0.0.0"));
        using FileSlots slots = new(_directory);
        string trial = SlotBootloader.Start(slots);
        string back = SlotBootloader.Start(slots);
        Assert.AreNotEqual(trial, back);
        Assert.AreEqual(TrialState.Reverted, slots.State);
        Assert.AreEqual(back, SlotBootloader.Start(slots));
        Assert.ThrowsExactly<InvalidOperationException>(slots.Confirm);
    }

    [TestMethod]
    public void FileSlots_ImageOfAnotherHash_IsRefused()
    {
        TestRelease release = new("2.0.0.0");
        using FileSlots slots = new(_directory);
        slots.Begin(release.Manifest);
        slots.Append(new byte[1000], 0, 1000);
        Assert.IsFalse(slots.Complete());
        Assert.AreEqual(TrialState.None, slots.State);
    }

    private RecordStore Records() => new(new FileStorage(_directory), new HostSymmetric());

    private void Install(TestRelease release)
    {
        using FileSlots slots = new(_directory);
        slots.Begin(release.Manifest);
        slots.Append(release.Image, 0, release.Image.Length);
        Assert.IsTrue(slots.Complete());
    }
}
