using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <content>Releases: what they need, and what stays of them once they are forgotten.</content>
public abstract partial class BooksContract
{
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
    public void LastOpened_OfTheNewestSessionOfThatRelease()
    {
        Assert.IsNull(Books.LastOpened(Release));
        Write(Fresh(1) with { OpenedAt = 20 });
        Write(Fresh(2) with { OpenedAt = 10 });
        Write(Fresh(3) with { Release = new ReleaseId(Hash(2)), OpenedAt = 30 });
        Assert.AreEqual(20, Books.LastOpened(Release));
        Books.Forget(Release);
        Assert.IsNull(Books.LastOpened(Release));
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
}
