using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A release whose sessions were dropped could be opened by the same requests again, over the same
/// polynomials: none of them may be answered a second time.</summary>
[TestClass]
public sealed class ForgottenReleaseTests
{
    [TestMethod]
    public void Vendor_SetsTheDeadlineAtTheEndOfTime_ReleaseIsKeptAndNoSecondChallengeIsAnswered()
    {
        using World world = new();
        world.Block(world.Created with { ClaimDeadline = long.MaxValue }, world.Tranche(0));
        Exchange exchange = world.Devices[0].Challenge();
        Assert.IsEmpty(world.Service.DropPast(world.Now));
        World.AssertStatus(409, exchange.Challenge(ChallengeTests.Shifted(exchange)));
        World.AssertStatus(409, exchange.Repair([1])); // not yet reserved, and not over
    }

    [TestMethod]
    public void DropPast_ReleaseThatWasLetGo_ItsSessionsLeaveTheBooks()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        Assert.IsTrue(world.Service.TryLetGo(world.Release, world.Now));
        Assert.IsEmpty(world.Service.DropPast(World.Deadline + 7 * World.Day));
        Assert.IsNotNull(world.Books.Find(SessionId.FromBytes(exchange.Session)));
        Assert.HasCount(1, world.Service.DropPast(World.Deadline + 7 * World.Day + 1));
        Assert.IsNull(world.Books.Find(SessionId.FromBytes(exchange.Session)));
        Assert.IsTrue(world.Books.HasForgotten(world.Release));
    }

    [TestMethod]
    public void DropPast_ReleaseLetGoWithADeadlineAtTheEndOfTime_IsForgottenSixtyDaysAfterItsLastSession()
    {
        using World world = new();
        world.Block(world.Created with { ClaimDeadline = long.MaxValue }, world.Tranche(0));
        Exchange exchange = world.Devices[0].Open();
        Assert.IsEmpty(world.Service.DropPast(world.Now + 100 * World.Day), "It is held.");
        Assert.IsTrue(world.Service.TryLetGo(world.Release, world.Now));
        long due = world.Now + 60 * World.Day;
        Assert.IsEmpty(world.Service.DropPast(due));
        Assert.IsEmpty(world.Service.DropPast(due + 3599), "It is looked for hourly.");
        Assert.AreEqual(world.Release, world.Service.DropPast(due + 3600).Single());
        Assert.IsNull(world.Books.Find(SessionId.FromBytes(exchange.Session)));
        Assert.IsTrue(world.Service.HasForgotten(world.Release));
        world.Holdings.Put(world.Holding);
        World.AssertStatus(410, exchange.Open());
    }

    [TestMethod]
    public void DropPast_ReleaseThatIsGoneFromDiskWithAReceiptUnpaid_StaysInTheBooks()
    {
        using World world = new();
        world.Block(world.Created with { ClaimDeadline = long.MaxValue }, world.Tranche(0));
        world.Devices[0].Receipt();
        world.Holdings.Remove(world.Release);
        Assert.IsEmpty(world.Service.DropPast(world.Now + 1000 * World.Day));
        Assert.IsFalse(world.Service.HasForgotten(world.Release));
    }

    [TestMethod]
    public void Clock_JumpsAheadAndBack_TheSameSessionIsNotAnsweredAnew()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        Assert.HasCount(1, world.Service.DropPast(World.Deadline + 8 * World.Day));
        world.Holdings.Put(world.Holding);
        World.AssertStatus(410, exchange.Open());
        World.AssertStatus(410, exchange.Device.Exchange(2).Open());
        World.AssertStatus(404, exchange.Segments(1, 1));
        World.AssertStatus(404, exchange.Challenge(ChallengeTests.Shifted(exchange)));
        Assert.IsNull(world.Books.Find(SessionId.FromBytes(exchange.Session)));
    }
}
