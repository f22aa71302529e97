using System;
using System.IO;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class EpochTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string BooksFile => _folder.File("books.db");

    private string MarkFile => _folder.File("epoch.mark");

    [TestMethod]
    public void Restart_SecondDifferentChallenge_409AndTheFirstKeepsItsAnswer()
    {
        using World world = OnDisk();
        Exchange exchange = world.Devices[0].Challenge();
        byte[] first = World.Host.Mac([], exchange.Challenge().Body());
        world.Restart();
        World.AssertStatus(409, exchange.Challenge(ChallengeTests.Shifted(exchange)));
        CollectionAssert.AreEqual(first, World.Host.Mac([], exchange.Challenge().Body()));
    }

    [TestMethod]
    public void Restart_OpenSession_GoesOn()
    {
        using World world = OnDisk();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        world.Restart();
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    public void RestoredFromBackup_SecondDifferentChallenge_410AndNoEvaluationLeaves()
    {
        using World world = OnDisk();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        Backup(world);
        World.AssertStatus(200, exchange.Challenge());
        Restore(world);
        World.AssertStatus(410, exchange.Challenge(ChallengeTests.Shifted(exchange)));
        World.AssertStatus(410, exchange.Challenge());
        World.AssertStatus(410, exchange.Segments(1, 1));
    }

    [TestMethod]
    public void RestoredFromBackup_SessionOpenedAfterIt_IsReplayedWithAnotherPolynomial()
    {
        using World world = OnDisk();
        Backup(world);
        Exchange exchange = world.Devices[0].Challenge();
        byte[] before = exchange.Offer.Commitments;
        Restore(world);
        World.AssertStatus(404, exchange.Challenge());
        World.AssertStatus(200, exchange.Open());
        CollectionAssert.AreNotEqual(before, exchange.Offer.Commitments);
    }

    [TestMethod]
    public void RestoredFromBackup_AnsweredBefore_ReceiptKeyAndAnswerStay()
    {
        using World world = OnDisk();
        Exchange exchange = world.Devices[0].Challenge();
        Backup(world);
        world.Devices[1].Challenge();
        Restore(world);
        World.AssertStatus(200, exchange.Challenge());
        World.AssertStatus(202, exchange.Receipt());
        World.AssertStatus(202, exchange.Key());
    }

    [TestMethod]
    public void RestoredFromBackup_NothingAnsweredSince_SameEpoch()
    {
        using World world = OnDisk();
        world.Devices[0].Challenge();
        Exchange open = world.Devices[1].Open();
        open.Fetch();
        Backup(world);
        Restore(world);
        World.AssertStatus(200, open.Challenge());
    }

    [TestMethod]
    public void MarkLost_UnansweredSessionsAreOver()
    {
        using World world = OnDisk();
        Exchange open = world.Devices[0].Open();
        Exchange answered = world.Devices[1].Challenge();
        open.Fetch();
        world.Service.Dispose();
        File.Delete(MarkFile);
        world.Restart();
        World.AssertStatus(410, open.Challenge());
        World.AssertStatus(200, answered.Challenge());
    }

    [TestMethod]
    public void Challenge_MarkCannotBeWritten_NoAnswerLeavesBeforeItIs()
    {
        FailingMark mark = new();
        using World world = new(mark: () => mark);
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        mark.Fails = true;
        Assert.ThrowsExactly<IOException>(() => exchange.Challenge());
        Assert.ThrowsExactly<IOException>(() => exchange.Challenge());
        mark.Fails = false;
        World.AssertStatus(200, exchange.Challenge());
        Assert.AreEqual(1, mark.Read()!.Value.Answered);
    }

    [TestMethod]
    public void Resolve_OnlyCurrentBooks_GoOn()
    {
        Guid one = new(World.KeyOf("1").AsSpan(0, 16)), two = new(World.KeyOf("2").AsSpan(0, 16));
        EpochMark current = new(one, 5), begun = new(two, 0);
        Assert.AreEqual(current, EpochRules.Resolve(current, current, two));
        Assert.AreEqual(current, EpochRules.Resolve(current, current with { Answered = 4 }, two));
        Assert.AreEqual(begun, EpochRules.Resolve(current, current with { Answered = 6 }, two));
        Assert.AreEqual(begun, EpochRules.Resolve(current, new EpochMark(two, 5), two));
        Assert.AreEqual(begun, EpochRules.Resolve(current, null, two));
        Assert.AreEqual(begun, EpochRules.Resolve(default, null, two));
        Assert.AreEqual(begun, EpochRules.Resolve(default, default(EpochMark), two));
    }

    [TestMethod]
    public void FileEpochMark_WrittenAndRead_Same()
    {
        EpochMark mark = new(new Guid(World.KeyOf("1").AsSpan(0, 16)), long.MaxValue);
        using (FileEpochMark file = new(MarkFile))
        {
            Assert.IsNull(file.Read());
            file.Write(new EpochMark(mark.Epoch, 3));
            file.Write(mark);
            Assert.AreEqual(mark, file.Read());
            Assert.ThrowsExactly<IOException>(() => new FileEpochMark(MarkFile));
        }

        using (FileEpochMark file = new(MarkFile)) Assert.AreEqual(mark, file.Read());
    }

    [TestMethod]
    public void FileEpochMark_Torn_IsNone()
    {
        using (FileEpochMark file = new(MarkFile)) file.Write(new EpochMark(Guid.Empty, 1));
        string line = File.ReadAllText(MarkFile);
        foreach (string torn in new[] { line[..^1], line.Replace(' ', '\0'), "x" + line[1..], "" })
        {
            File.WriteAllText(MarkFile, torn);
            using FileEpochMark file = new(MarkFile);
            Assert.IsNull(file.Read());
        }
    }

    public void Dispose() => _folder.Dispose();

    private sealed class FailingMark : IEpochMarkStore
    {
        private EpochMark? _mark;

        public bool Fails { get; set; }

        public EpochMark? Read() => _mark;

        public void Write(EpochMark mark)
        {
            if (Fails) throw new IOException("The disk is full.");
            _mark = mark;
        }

        public void Dispose()
        {
        }
    }

    private World OnDisk() => new(books: () => new SqliteBooks(BooksFile), mark: () => new FileEpochMark(MarkFile));

    private void Backup(World world)
    {
        world.Service.Dispose();
        File.Copy(BooksFile, BooksFile + ".backup");
        world.Restart();
    }

    private void Restore(World world)
    {
        world.Service.Dispose();
        foreach (string log in new[] { "-wal", "-shm" }) File.Delete(BooksFile + log);
        File.Copy(BooksFile + ".backup", BooksFile, overwrite: true);
        world.Restart();
    }
}
