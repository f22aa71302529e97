using System;
using System.IO;
using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.Data.Sqlite;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What every implementation of the books must do.</summary>
public abstract class BooksContract
{
    private static readonly ReleaseId Release = new(Hash(1));
    private static readonly Address Vendor = World.AddressOf("vendor");

    private protected abstract IDistributorBooks Books { get; }

    [TestMethod]
    public void TryWrite_EveryField_IsReadBack()
    {
        Session session = Full(1);
        Assert.IsTrue(Write(session));
        Session read = Books.Find(session.Id)!;
        Assert.AreEqual(
            session with { Challenge = null, Receipt = null },
            read with { Challenge = null, Receipt = null });
        CollectionAssert.AreEqual(session.Challenge!.Request, read.Challenge!.Request);
        Assert.AreEqual(session.Challenge.ValidUntil, read.Challenge.ValidUntil);
        Assert.AreEqual(session.Challenge.KeyCommitment, read.Challenge.KeyCommitment);
        CollectionAssert.AreEqual(session.Receipt, read.Receipt);
    }

    [TestMethod]
    public void Find_Unknown_Null() => Assert.IsNull(Books.Find(new SessionId(Hash(9))));

    [TestMethod]
    public void TryWrite_NotUponTheRevisionBefore_NothingIsWritten()
    {
        Session session = Fresh(1);
        Assert.IsTrue(Write(session));
        Assert.IsFalse(Write(session));
        Assert.IsFalse(Write(session with { Revision = 3, Ended = true }));
        Assert.IsFalse(Write(Fresh(2) with { Revision = 2 }));
        Assert.IsFalse(Books.Find(session.Id)!.Ended);
        Assert.IsTrue(Write(session.Next() with { Ended = true }));
        Assert.IsTrue(Books.Find(session.Id)!.Ended);
    }

    [TestMethod]
    public void TryWrite_OneOfSeveralFails_NoneIsWritten()
    {
        Session session = Fresh(1);
        Assert.IsTrue(Write(session));
        Assert.IsFalse(Books.TryWrite([Fresh(2), session], Durability.PowerCut));
        Assert.IsNull(Books.Find(Fresh(2).Id));
        Assert.AreEqual(0, Books.Mark.Answered);
    }

    [TestMethod]
    public void TryWrite_AnotherAnsweredChallenge_NeverReplacesTheFirst()
    {
        Session session = Full(1);
        Assert.IsTrue(Write(session));
        Session other = session.Next() with { Challenge = session.Challenge! with { Request = [7] } };
        Assert.IsFalse(Write(other));
        Assert.IsFalse(Write(session.Next() with { Challenge = null }));
        CollectionAssert.AreEqual(session.Challenge!.Request, Books.Find(session.Id)!.Challenge!.Request);
        Assert.AreEqual(1, Books.Mark.Answered);
    }

    [TestMethod]
    public void Mark_CountsEachAnsweredChallengeOnce()
    {
        Session session = Fresh(1);
        Write(session);
        Assert.AreEqual(0, Books.Mark.Answered);
        Session answered = session.Next() with { Challenge = Full(1).Challenge };
        Write(answered);
        Assert.AreEqual(1, Books.Mark.Answered);
        Write(answered.Next());
        Assert.AreEqual(1, Books.Mark.Answered);
        Write(Full(2));
        Assert.AreEqual(2, Books.Mark.Answered);
    }

    [TestMethod]
    public void Begin_ReplacesTheMark()
    {
        Assert.AreEqual(default, Books.Mark);
        EpochMark mark = new(new Guid(new byte[16] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }), 5);
        Books.Begin(mark);
        Assert.AreEqual(mark, Books.Mark);
    }

    [TestMethod]
    public void OfDevice_OldestFirstAndNoOthers()
    {
        Session first = Fresh(2), second = Fresh(1);
        Write(first);
        Write(second);
        Write(Fresh(3) with { Device = World.AddressOf("another") });
        Write(Fresh(4) with { Release = new ReleaseId(Hash(2)) });
        var read = Books.OfDevice(Release, first.Device);
        Assert.HasCount(2, read);
        Assert.AreEqual(first.Id, read[0].Id);
        Assert.AreEqual(second.Id, read[1].Id);
    }

    [TestMethod]
    public void Claimable_ReceivedToReserved_OldestReceiptFirst()
    {
        for (byte i = 0; i <= (byte)Standing.Lapsed; i++)
            Write(Full(i) with { Standing = (Standing)i, ReceivedAt = 100 - i });
        var read = Books.Claimable();
        Assert.AreEqual(read.Count, Books.CountClaimable());
        Assert.HasCount(3, read);
        Assert.AreEqual(Standing.Reserved, read[0].Standing);
        Assert.AreEqual(Standing.Reserving, read[1].Standing);
        Assert.AreEqual(Standing.Received, read[2].Standing);
    }

    [TestMethod]
    public void CreditOf_CountsWhatIsOwedAndPaid()
    {
        for (byte i = 0; i <= (byte)Standing.Lapsed; i++)
            Write((i == 0 ? Fresh(i) : Full(i)) with { Standing = (Standing)i });
        Write(Full(20) with { Release = new ReleaseId(Hash(2)), Standing = Standing.Answered });
        Write(Full(21) with { Release = new ReleaseId(Hash(2)), Standing = Standing.Paid });
        Write(Full(22) with { Vendor = World.AddressOf("another"), Release = new ReleaseId(Hash(3)) });
        long validUntil = Full(1).Challenge!.ValidUntil;
        Assert.AreEqual(new Credit(5, 1, 6, 2), Books.CreditOf(Release, Vendor, validUntil + World.Day));
        Assert.AreEqual(new Credit(0, 1, 0, 2), Books.CreditOf(Release, Vendor, validUntil + World.Day + 1));
    }

    [TestMethod]
    public void CreditOf_PaidInLaterWrites_CountedOnceAndTakenBackWithTheRelease()
    {
        Session session = Full(1), of2 = Full(2) with { Release = new ReleaseId(Hash(2)) };
        foreach (Session each in new[] { session, of2 })
        {
            Write(each);
            Write(each.Next() with { Standing = Standing.Paid });
            Write(each.Next().Next() with { Standing = Standing.Paid, ActedAt = 27 });
        }

        Assert.AreEqual(new Credit(0, 1, 0, 2), Books.CreditOf(Release, Vendor, 0));
        Books.Forget(of2.Release);
        Assert.AreEqual(new Credit(0, 1, 0, 1), Books.CreditOf(Release, Vendor, 0));
        Write(session.Next().Next().Next() with { Standing = Standing.Lost });
        Assert.AreEqual(0, Books.CreditOf(Release, Vendor, 0).VendorPaid);
    }

    [TestMethod]
    public void CountOpen_CountsWhatTakesAChallenge()
    {
        Write(Fresh(1));
        Write(Fresh(2) with { Ended = true });
        Write(Full(3));
        Write(Fresh(4) with { EndsAt = 21 });
        Write(Fresh(5) with { Release = new ReleaseId(Hash(2)) });
        Assert.AreEqual(new OpenSessions(2, 3), Books.CountOpen(Release, 20));
        Write(Fresh(1).Next() with { Ended = true });
        Assert.AreEqual(new OpenSessions(1, 2), Books.CountOpen(Release, 20));
        Write(Fresh(4).Next() with { Challenge = Full(4).Challenge, EndsAt = 21, Standing = Standing.Answered });
        Assert.AreEqual(new OpenSessions(0, 1), Books.CountOpen(Release, 20));
        Write(Fresh(6) with { EndsAt = 21 });
        Assert.AreEqual(new OpenSessions(1, 2), Books.CountOpen(Release, 20));
        Assert.AreEqual(new OpenSessions(1, 1), Books.CountOpen(Release, 21));
        Assert.AreEqual(new OpenSessions(0, 0), Books.CountOpen(Release, 22));
    }

    [TestMethod]
    public void CountOpen_WhatRanOutEndsAfterwards_IsCountedOnce()
    {
        Write(Fresh(1));
        Write(Fresh(2) with { EndsAt = 40 });
        Assert.AreEqual(new OpenSessions(1, 1), Books.CountOpen(Release, 30));
        Write(Fresh(1).Next() with { Ended = true });
        Assert.AreEqual(new OpenSessions(1, 1), Books.CountOpen(Release, 30));
    }

    [TestMethod]
    public void CountOpen_NotWrittenOrForgotten_NotCounted()
    {
        Write(Fresh(1));
        Assert.AreEqual(new OpenSessions(1, 1), Books.CountOpen(Release, 20));
        Assert.IsFalse(Books.TryWrite([Fresh(2), Fresh(1)], Durability.Process));
        Assert.AreEqual(new OpenSessions(1, 1), Books.CountOpen(Release, 20));
        Books.Forget(Release);
        Assert.AreEqual(new OpenSessions(0, 0), Books.CountOpen(Release, 20));
    }

    [TestMethod]
    public void CountOpen_ClockIsSetBack_WhatRanOutCountsAgain()
    {
        Write(Fresh(1) with { EndsAt = 10_000 });
        Assert.AreEqual(new OpenSessions(0, 0), Books.CountOpen(Release, 10_001));
        Assert.AreEqual(new OpenSessions(1, 1), Books.CountOpen(Release, 10_000 - World.Hour));
    }

    [TestMethod]
    public void Sync_LeavesTheBooksAsTheyAre()
    {
        Books.TryWrite([Full(1)], Durability.Process);
        Books.Sync();
        Assert.AreEqual(1, Books.Mark.Answered);
        Assert.IsNotNull(Books.Find(Full(1).Id));
    }

    [TestMethod]
    public void Forget_DropsTheReleaseAndNothingElse()
    {
        Write(Full(1) with { Standing = Standing.Paid });
        Write(Full(2) with { Standing = Standing.Received });
        Write(Full(3) with { Release = new ReleaseId(Hash(2)), Standing = Standing.Received });
        Books.Forget(Release);
        Assert.IsNull(Books.Find(Full(1).Id));
        Assert.IsEmpty(Books.OfDevice(Release, Full(1).Device));
        Assert.HasCount(1, Books.Claimable());
        Assert.AreEqual(new Credit(0, 0, 1, 0), Books.CreditOf(Release, Vendor, 0));
        Assert.AreEqual(3, Books.Mark.Answered);
    }

    [TestMethod]
    public void Releases_OfSessionsAndRepairs_EachOnceUntilForgotten()
    {
        ReleaseId second = new(Hash(2)), third = new(Hash(3));
        Assert.IsEmpty(Books.Releases());
        Write(Fresh(1));
        Write(Fresh(2));
        Write(Fresh(3) with { Release = second });
        Books.TryWrite(second, Vendor, [1]);
        Books.TryWrite(third, Vendor, [1]);
        CollectionAssert.AreEquivalent(new[] { Release, second, third }, Books.Releases().ToArray());
        Books.Forget(second);
        Books.Forget(third);
        Assert.AreEqual(Release, Books.Releases().Single());
    }

    [TestMethod]
    public void TryWrite_SessionOfAForgottenRelease_IsNeverTakenAgain()
    {
        Write(Full(1));
        Assert.IsFalse(Books.HasForgotten(Release));
        Books.Forget(Release);
        Books.Forget(Release);
        Assert.IsTrue(Books.HasForgotten(Release));
        Assert.IsFalse(Write(Fresh(1)));
        Assert.IsFalse(Write(Fresh(2)));
        Assert.IsFalse(Write(Full(1).Next()));
        Assert.IsNull(Books.Find(Fresh(1).Id));
        Assert.IsTrue(Write(Fresh(1) with { Release = new ReleaseId(Hash(2)) }));
    }

    [TestMethod]
    public void Repaired_OfADeviceAndARelease_ReplacedAsAWhole()
    {
        Address device = World.AddressOf("device");
        Assert.IsEmpty(Books.Repaired(Release, device));
        Assert.IsTrue(Books.TryWrite(Release, device, [1, 256]));
        Assert.IsTrue(Books.TryWrite(Release, device, [1, 256, 16_385]));
        Assert.IsTrue(Books.Repaired(Release, device).SetEquals([1, 256, 16_385]));
        Assert.IsEmpty(Books.Repaired(Release, World.AddressOf("another")));
        Assert.IsEmpty(Books.Repaired(new ReleaseId(Hash(2)), device));
    }

    [TestMethod]
    public void Repaired_OfAForgottenRelease_IsDroppedAndNotTakenAgain()
    {
        Address device = World.AddressOf("device");
        Assert.IsTrue(Books.TryWrite(Release, device, [1]));
        Assert.IsTrue(Books.TryWrite(new ReleaseId(Hash(2)), device, [2]));
        Books.Forget(Release);
        Assert.IsEmpty(Books.Repaired(Release, device));
        Assert.IsFalse(Books.TryWrite(Release, device, [1]));
        Assert.IsEmpty(Books.Repaired(Release, device));
        Assert.HasCount(1, Books.Repaired(new ReleaseId(Hash(2)), device));
    }

    [TestMethod]
    [DataRow(Standing.Answered, false, 0L, true)]
    [DataRow(Standing.Answered, false, 1L, false)]
    [DataRow(Standing.Answered, true, 1L, true)]
    [DataRow(Standing.Received, false, 1L, true)]
    [DataRow(Standing.Reserving, false, 1L, true)]
    [DataRow(Standing.Reserved, false, 1L, true)]
    [DataRow(Standing.Paid, false, 1L, true)]
    [DataRow(Standing.Paid, false, 6 * World.Day - 5, true)]
    [DataRow(Standing.Paid, false, 6 * World.Day - 4, false)]
    [DataRow(Standing.Reserved, true, 6 * World.Day - 4, true)]
    [DataRow(Standing.Lapsed, true, 6 * World.Day - 5, true)]
    [DataRow(Standing.Lapsed, true, 6 * World.Day - 4, false)]
    [DataRow(Standing.Lost, false, 0L, false)]
    [DataRow(Standing.Lapsed, false, 0L, false)]
    [DataRow(Standing.Lapsed, true, 1L, true)]
    [DataRow(Standing.Reserved, true, 7 * World.Day, true)]
    [DataRow(Standing.Paid, true, 7 * World.Day, false)]
    [DataRow(Standing.Lapsed, true, 7 * World.Day, false)]
    public void HasDuties_OfWhatCanBePaidOrMayNeedRepair_AndOfNothingElse(
        object standing, bool isKeyOut, long after, bool expected)
    {
        long now = Full(1).Challenge!.ValidUntil + World.Day + after;
        Write(Full(1) with { Standing = (Standing)standing, KeyOut = isKeyOut });
        Write(Fresh(2));
        Assert.AreEqual(expected, Books.HasDuties(Release, now));
        Assert.IsFalse(Books.HasDuties(new ReleaseId(Hash(2)), now));
    }

    [TestMethod]
    public void HasDuties_SessionThatAnsweredNothing_None()
    {
        Write(Fresh(1));
        Assert.IsFalse(Books.HasDuties(Release, 0));
    }

    private protected static Session Fresh(byte number) => new()
    {
        Id = new SessionId(Hash(number)),
        Release = Release,
        Vendor = Vendor,
        Device = World.AddressOf("device"),
        Place = new Place(3, 70_000),
        Nonce = Hash(100),
        Epoch = new Guid(Hash(101).ToBytes().AsSpan(0, 16)),
        OpenedAt = 10,
        EndsAt = 20,
    };

    internal static Session Full(byte number) => Fresh(number) with
    {
        SentBytes = 1L << 40,
        Challenge = new AnsweredChallenge([1, 2, number], 30, World.AddressOf("key")),
        Receipt = new byte[64],
        ReceivedAt = 25,
        Standing = Standing.Answered,
        KeyOut = true,
        ActedAt = 26,
        LostTo = World.AddressOf("winner"),
    };

    [TestMethod]
    public void TryWrite_Earnings_AreWrittenWithTheSessionsOrNotAtAll()
    {
        Earning first = new(Release, World.AddressOf("token"), System.Numerics.BigInteger.Pow(2, 90), 3);
        Assert.IsTrue(Books.TryWrite([Fresh(1)], Durability.PowerCut, [first]));
        Assert.AreEqual(first, Books.Earned().Single());
        Assert.IsFalse(Books.TryWrite([Fresh(1)], Durability.PowerCut, [first with { Deliveries = 9 }]));
        Assert.AreEqual(first, Books.Earned().Single());
        Assert.IsTrue(Books.TryWrite([], Durability.PowerCut, [first with { Deliveries = 4 }]));
        Assert.AreEqual(4 * System.Numerics.BigInteger.Pow(2, 90), Books.Earned().Single().Amount);
    }

    [TestMethod]
    public void Tallies_LostAndForgotten_StayCountedByWhoTookThem()
    {
        Address rival = World.AddressOf("rival");
        Session lost = Full(1) with { Standing = Standing.Lost, LostTo = rival };
        Books.TryWrite([lost, Full(2) with { Standing = Standing.Paid, LostTo = null }, Fresh(3)], Durability.PowerCut);
        Tally[] before = [.. Books.Tallies()];
        CollectionAssert.AreEquivalent(
            new[] { new Tally(Release, Standing.Paid, null, 1), new Tally(Release, Standing.Lost, rival, 1) }, before);
        Books.Forget(Release);
        Books.Forget(Release);
        CollectionAssert.AreEquivalent(before, Books.Tallies().ToArray());
    }

    private bool Write(Session session) => Books.TryWrite([session], Durability.PowerCut);

    private static Hash32 Hash(byte number) => Hash32.FromBytes(World.KeyOf("hash " + number));
}

[TestClass]
public sealed class MemoryBooksTests : BooksContract
{
    private readonly MemoryBooks _books = new();

    private protected override IDistributorBooks Books => _books;
}

[TestClass]
public sealed class SqliteBooksTests : BooksContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private SqliteBooks _books;

    public SqliteBooksTests() => _books = new SqliteBooks(_folder.File("books.db"));

    private protected override IDistributorBooks Books => _books;

    [TestMethod]
    public void Open_Again_EverythingIsThere()
    {
        _books.TryWrite([Full(1)], Durability.Process);
        _books.TryWrite(Full(1).Release, Full(1).Device, [7]);
        _books.Dispose();
        _books = new SqliteBooks(_folder.File("books.db"));
        Assert.AreEqual(26, _books.Find(Full(1).Id)!.ActedAt);
        Assert.AreEqual(1, _books.Mark.Answered);
        Assert.HasCount(1, _books.Repaired(Full(1).Release, Full(1).Device));
    }

    [TestMethod]
    public void Open_SchemaOfVersion1_IsCarriedOn()
    {
        string path = _folder.File("older.db");
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = SqliteSchema.Versions[0]
                + """
                  INSERT INTO session VALUES (1, x'01', 1, $release, x'', $device, 0, 0, x'', x'', 0, 0, 0, 0,
                      NULL, NULL, NULL, NULL, 0, 0, 0, 0, x'01000101');
                  INSERT INTO session VALUES (2, x'02', 1, $release, x'', $device, 0, 0, x'', x'', 0, 0, 0, 0,
                      NULL, NULL, NULL, NULL, 0, 0, 0, 0, x'');
                  PRAGMA user_version = 1
                  """;
            command.Parameters.AddWithValue("$release", Full(1).Release.ToBytes());
            command.Parameters.AddWithValue("$device", Full(1).Device.ToBytes());
            command.ExecuteNonQuery();
        }

        using SqliteBooks books = new(path);
        Assert.IsTrue(books.Repaired(Full(1).Release, Full(1).Device).SetEquals([1, 257]));
        books.TryWrite([Full(1)], Durability.PowerCut);
        books.Forget(Full(1).Release);
        Assert.IsTrue(books.HasForgotten(Full(1).Release));
    }

    [TestMethod]
    public void Open_SchemaOfANewerProgram_Refused()
    {
        string path = _folder.File("newer.db");
        new SqliteBooks(path).Dispose();
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"PRAGMA user_version = {SqliteSchema.Versions.Length + 1}";
            command.ExecuteNonQuery();
        }

        Assert.ThrowsExactly<InvalidDataException>(() => new SqliteBooks(path));
    }

    public void Dispose()
    {
        _books.Dispose();
        _folder.Dispose();
    }
}
