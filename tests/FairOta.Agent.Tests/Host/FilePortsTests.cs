using System;
using System.IO;
using FairOta.Core;
using FairOta.Platforms.Host;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Host;

[TestClass]
public sealed class FilePortsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fairota-agent-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [TestMethod]
    public void FileStateStore_SavedRecord_IsThereAfterReopening()
    {
        new FileStateStore(_directory).Save("trust", [1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, new FileStateStore(_directory).Load("trust"));
        new FileStateStore(_directory).Save("trust", null);
        Assert.IsNull(new FileStateStore(_directory).Load("trust"));
    }

    [TestMethod]
    public void FileStateStore_DamagedRecord_IsRefused()
    {
        FileStateStore store = new(_directory);
        store.Save("trust", [1, 2, 3]);
        string path = Path.Combine(_directory, "trust.cbor");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.ThrowsExactly<ProtocolException>(() => store.Load("trust"));
        File.WriteAllBytes(path, [1]);
        Assert.ThrowsExactly<ProtocolException>(() => store.Load("trust"));
    }

    [TestMethod]
    public void FileStateStore_LeftoverOfACutWrite_DoesNotCount()
    {
        FileStateStore store = new(_directory);
        store.Save("trust", [1]);
        File.WriteAllBytes(Path.Combine(_directory, "trust.cbor.new"), [9, 9]);
        CollectionAssert.AreEqual(new byte[] { 1 }, store.Load("trust"));
        store.Save("trust", [2]);
        CollectionAssert.AreEqual(new byte[] { 2 }, store.Load("trust"));
    }

    [TestMethod]
    public void FileStaging_WrittenBytes_AreThereAfterReopening()
    {
        string path = Path.Combine(_directory, "staging");
        using (FileStaging staging = new(path, 100))
            staging.Write(50, [7, 8, 9], 1, 2);
        using FileStaging again = new(path, 100);
        byte[] read = new byte[2];
        again.Read(50, read, 0, 2);
        CollectionAssert.AreEqual(new byte[] { 8, 9 }, read);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => again.Write(99, read, 0, 2));
        again.Erase();
        again.Read(50, read, 0, 2);
        CollectionAssert.AreEqual(new byte[2], read);
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

    private void Install(TestRelease release)
    {
        using FileSlots slots = new(_directory);
        slots.Begin(release.Manifest);
        slots.Append(release.Image, 0, release.Image.Length);
        Assert.IsTrue(slots.Complete());
    }
}
