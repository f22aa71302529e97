using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Segments in the clear for devices that were delivered, whoever was paid for it.</summary>
[TestClass]
public sealed class RepairTests
{
    private static readonly int[] Quarter = [.. Enumerable.Range(1, 65)];

    [TestMethod]
    public void Repair_NeitherReservedNorDelivered_409()
    {
        using World world = new();
        World.AssertStatus(409, world.Devices[1].Exchange().Repair([1]));
        World.AssertStatus(409, world.Devices[0].Receipt().Repair([1]));
    }

    [TestMethod]
    public void Repair_OnceReserved_SegmentsInTheOrderAsked()
    {
        using World world = new();
        var answer = Reserved(world).Repair([5, 2]);
        World.AssertStatus(200, answer);
        CollectionAssert.AreEqual(
            Bytes.Concat(world.Holding.Segment(5), world.Holding.Segment(2)), answer.Body());
    }

    [TestMethod]
    public void RepairSession_OnceReserved_SegmentsInTheOrderAsked()
    {
        using World world = new();
        World.AssertStatus(409, world.Devices[1].Receipt().RepairSession([1]));
        var answer = Reserved(world).RepairSession([5, 2]);
        World.AssertStatus(200, answer);
        CollectionAssert.AreEqual(
            Bytes.Concat(world.Holding.Segment(5), world.Holding.Segment(2)), answer.Body());
    }

    [TestMethod]
    public void RepairSession_WithoutOpenSecretOrByAnotherDevice_403()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        World.AssertStatus(403, exchange.RepairSession([1], openSecret: new byte[32]));
        World.AssertStatus(403, exchange.RepairSession([1], key: world.Devices[1].Key));
    }

    [TestMethod]
    public void RepairSession_BeyondTheQuarterThatWasHadByRelease_429()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        World.AssertStatus(400, exchange.RepairSession([258]));
        World.AssertStatus(200, exchange.Repair(Quarter));
        World.AssertStatus(200, exchange.RepairSession(Quarter));
        World.AssertStatus(429, exchange.RepairSession([66]));
    }

    [TestMethod]
    public void Repair_DeliveredByAnotherDistributor_Segments()
    {
        using World world = new();
        var answer = Delivered(world).Repair([257]);
        World.AssertStatus(200, answer);
        CollectionAssert.AreEqual(world.Holding.Segment(257), answer.Body());
        World.AssertStatus(409, world.Devices[1].Exchange().Repair([257]));
    }

    [TestMethod]
    public void Repair_DeliveryTakenBackByTheChain_409()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        world.TakeBack(1);
        World.AssertStatus(409, exchange.Repair([1]));
    }

    [TestMethod]
    public void Repair_OfAReleaseThatIsNotHeld_404()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        world.Holdings.Remove(world.Release);
        World.AssertStatus(404, exchange.Repair([1]));
    }

    [TestMethod]
    public void Repair_DeliveredForAnotherRelease_409()
    {
        using World world = new();
        Delivered(world);
        ReleaseId other = world.AddRelease(2, World.Vendor);
        World.AssertStatus(409, world.Devices[0].Exchange(release: other).Repair([1]));
    }

    [TestMethod]
    public void Repair_IndexZeroForeignOrRepeated_400()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        World.AssertStatus(400, exchange.Repair([0]));
        World.AssertStatus(400, exchange.Repair([258]));
        World.AssertStatus(400, exchange.Repair([3, 3]));
        World.AssertStatus(400, exchange.Repair([]));
        World.AssertStatus(400, world.Post("/v1/releases/00/deliveries/00/repair", []));
    }

    [TestMethod]
    public void Repair_SignedByAnotherOrForAnotherDistributorReleaseOrSegment_403()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        World.AssertStatus(403, exchange.Repair([1], key: world.Devices[1].Key));
        World.AssertStatus(403, exchange.Repair([1], distributor: World.AddressOf("rival")));
        World.AssertStatus(403, exchange.Repair([1], release: new ReleaseId(Hash32.FromBytes(World.KeyOf("other")))));
        World.AssertStatus(403, exchange.Repair([1], signed: [2]));
        World.AssertStatus(403, exchange.Repair([1, 2], signed: [2, 1]));
        Assert.IsEmpty(world.Books.Repaired(world.Release, exchange.Device.Address));
    }

    [TestMethod]
    public void Repair_MoreThanAQuarterOfThePackage_429ButKnownOnesAgain()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        World.AssertStatus(200, exchange.Repair(Quarter));
        World.AssertStatus(429, exchange.Repair([66]));
        World.AssertStatus(200, exchange.Repair(Quarter));
    }

    [TestMethod]
    public void Repair_QuarterUsedUpInOneSession_429InTheNextAndAfterARestart()
    {
        using TestFolder folder = new();
        using World world = new(books: () => new SqliteBooks(folder.File("books.db")));
        World.AssertStatus(200, Reserved(world).Repair(Quarter));
        World.AssertStatus(429, world.Devices[0].Exchange(2).Repair([66]));
        world.Restart();
        World.AssertStatus(429, world.Devices[0].Exchange(2).Repair([66]));
    }

    [TestMethod]
    public void Repair_SevenDaysAfterDeadline_410()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        world.Now = World.Deadline + 7 * World.Day;
        World.AssertStatus(200, exchange.Repair([1]));
        world.Now++;
        World.AssertStatus(410, exchange.Repair([1]));
    }

    [TestMethod]
    public void Repair_OfAForgottenReleaseThatIsHeldAgain_410()
    {
        using World world = new();
        Exchange exchange = Delivered(world);
        Assert.HasCount(1, world.Service.DropPast(World.Deadline + 8 * World.Day));
        world.Holdings.Put(world.Holding);
        World.AssertStatus(410, exchange.Repair([1]));
    }

    [TestMethod]
    public void DropPast_AfterTheTimeForRepair_SessionsAndHoldingAreGone()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        world.Now = World.Deadline + 7 * World.Day;
        Assert.IsEmpty(world.Service.DropPast(world.Now));
        Assert.HasCount(1, world.Service.DropPast(world.Now + 1));
        World.AssertStatus(404, exchange.Key());
        Assert.IsNull(world.Books.Find(SessionId.FromBytes(exchange.Session)));
    }

    private static Exchange Reserved(World world)
    {
        Exchange exchange = world.Devices[0].Receipt();
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        world.Service.StepClaims(world.Now);
        return exchange;
    }

    /// <summary>A device whose reward went to a rival, and which never opened a session here.</summary>
    private static Exchange Delivered(World world)
    {
        Exchange exchange = world.Devices[0].Exchange();
        world.Block(world.DeliveredBy(World.AddressOf("rival"), exchange, Hash32.FromBytes(World.KeyOf("k"))));
        return exchange;
    }
}
