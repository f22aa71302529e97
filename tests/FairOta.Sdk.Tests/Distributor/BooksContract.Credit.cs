using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <content>What is owed and what is open.</content>
public abstract partial class BooksContract
{
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
}
