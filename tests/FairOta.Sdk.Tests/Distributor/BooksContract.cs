using System;
using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What every implementation of the books must do.</summary>
public abstract partial class BooksContract
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
    public void Sync_LeavesTheBooksAsTheyAre()
    {
        Books.TryWrite([Full(1)], Durability.Process);
        Books.Sync();
        Assert.AreEqual(1, Books.Mark.Answered);
        Assert.IsNotNull(Books.Find(Full(1).Id));
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
        Digest = Hash(77),
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

    private bool Write(Session session) => Books.TryWrite([session], Durability.PowerCut);

    private static Hash32 Hash(byte number) => Hash32.FromBytes(World.KeyOf("hash " + number));
}
