using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <content>How many sessions stand in which way.</content>
public abstract partial class BooksContract
{
    [TestMethod]
    public void Count_Nothing_IsEmpty() => Assert.IsEmpty(Books.Count(20, 0));

    [TestMethod]
    public void Count_OfSessionsWithAReceipt_IsByStandingAndHour()
    {
        Write(Full(1) with { Standing = Standing.Received, ReceivedAt = 3 * World.Hour + 5 });
        Write(Full(2) with { Standing = Standing.Received, ReceivedAt = 3 * World.Hour + 2 });
        Write(Full(3) with { Standing = Standing.Received, ReceivedAt = 4 * World.Hour });
        Write(Full(4) with { Standing = Standing.Paid, ReceivedAt = 4 * World.Hour });
        CollectionAssert.AreEqual(
            new[]
            {
                new SessionCount(Release, 3, Standing.Received, 3, 3 * World.Hour + 2, 2),
                new SessionCount(Release, 3, Standing.Received, 4, 4 * World.Hour, 1),
                new SessionCount(Release, 3, Standing.Paid, 4, 4 * World.Hour, 1),
            },
            Books.Count(World.Day, 0).ToArray());
    }

    [TestMethod]
    public void Count_ReceiptsBeforeTheFirstHour_CountInIt()
    {
        for (byte hour = 1; hour <= 5; hour++)
            Write(Full(hour) with { Standing = Standing.Paid, ReceivedAt = hour * World.Hour });
        CollectionAssert.AreEqual(
            new[] { (4L, 4L), (5L, 1L) }, Books.Count(World.Day, 4).Select(each => (each.Hour, each.Count)).ToArray());
        Assert.AreEqual(World.Hour, Books.Count(World.Day, 4)[0].OldestAt);
    }

    [TestMethod]
    public void Count_ByReleaseAndTranche_InTheirOrder()
    {
        ReleaseId another = new(Hash(2));
        Write(Full(1) with { Standing = Standing.Paid, Place = new Place(1, 0) });
        Write(Full(2) with { Standing = Standing.Paid, Place = new Place(0, 0) });
        Write(Full(3) with { Standing = Standing.Paid, Place = new Place(0, 1), Release = another });
        (ReleaseId, int)[] expected =
            [.. new[] { (Release, 0), (Release, 1), (another, 0) }.OrderBy(each => each.Item1.Value)];
        CollectionAssert.AreEqual(
            expected, Books.Count(World.Day, 0).Select(each => (each.Release, each.Tranche)).ToArray());
    }

    [TestMethod]
    [DataRow(20, 1L)]
    [DataRow(21, 0L)]
    public void Count_SessionsWithoutAChallenge_AreThoseThatTakeOneStill(long now, long count)
    {
        Write(Fresh(1));
        Write(Fresh(2) with { Ended = true });
        Assert.AreEqual(count, Books.Count(now, 0).Sum(each => each.Count));
        Assert.IsTrue(Books.Count(now, 0).All(each => each == new SessionCount(Release, 3, Standing.Open, 0, 0, 1)));
    }

    [TestMethod]
    [DataRow(30, 1L)]
    [DataRow(31, 0L)]
    public void Count_AnsweredSessions_AreThoseWhoseReceiptMayComeStill(long now, long count)
    {
        Write(Full(1) with { ReceivedAt = 0 });
        Assert.AreEqual(count, Books.Count(now, 0).Sum(each => each.Count));
        Assert.IsTrue(Books.Count(now, 0).All(each => each.Standing == Standing.Answered && each.Hour == 0));
    }

    [TestMethod]
    public void Count_OfAForgottenRelease_IsNone()
    {
        Write(Full(1) with { Standing = Standing.Paid });
        Books.Forget(Release);
        Assert.IsEmpty(Books.Count(0, 0));
    }
}
