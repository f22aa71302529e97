using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class ReceiptTests
{
    [TestMethod]
    public void Receipt_Repeated_202AndKeptOnce()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        Session first = ChallengeTests.Stored(world, exchange);
        world.Now += 100 * World.Hour;
        World.AssertStatus(202, exchange.Receipt());
        Assert.AreSame(first, ChallengeTests.Stored(world, exchange));
    }

    [TestMethod]
    public void Receipt_BeforeChallenge_409()
    {
        using World world = new();
        World.AssertStatus(409, world.Devices[0].Open().Receipt(new byte[64]));
    }

    [TestMethod]
    public void Receipt_ByAnotherDeviceOrForAnotherValidUntil_403()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        World.AssertStatus(403, exchange.Receipt(new byte[64]));
        World.AssertStatus(403, exchange.Receipt(Sign(exchange, world.Devices[1].Key, exchange.Samples.ValidUntil)));
        World.AssertStatus(403, exchange.Receipt(Sign(exchange, exchange.Device.Key, exchange.Samples.ValidUntil + 1)));
        Assert.IsNull(ChallengeTests.Stored(world, exchange).Receipt);
        Assert.IsEmpty(world.Books.Claimable());
    }

    [TestMethod]
    public void Receipt_AfterValidUntil_410()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        world.Now = exchange.Samples.ValidUntil + 1;
        World.AssertStatus(410, exchange.Receipt());
        Assert.IsEmpty(world.Books.Claimable());
    }

    [TestMethod]
    public void Receipt_ByPolicy_AnswersWithTheKeyAtOnce()
    {
        using World world = new(new DistributorPolicy { KeyAtReceipt = true });
        Exchange exchange = world.Devices[0].Challenge();
        var answer = exchange.Receipt();
        World.AssertStatus(200, answer);
        Assert.IsTrue(Commitments.IsKey(exchange.Offer.Commitments, KeyAnswer.Parse(answer.Body()).Key));
    }

    [TestMethod]
    public void Key_BeforeItIsOut_202FromOpenOnAnd404InPublic()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        World.AssertStatus(202, exchange.Key());
        World.AssertStatus(404, PublicKey(world, exchange));
    }

    [TestMethod]
    public void PublicKey_DeliveredByAnybody_200()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Exchange();
        Hash32 key = Hash32.FromBytes(World.KeyOf("k"));
        world.Block(world.DeliveredBy(World.AddressOf("rival"), exchange, key));
        var answer = PublicKey(world, exchange);
        World.AssertStatus(200, answer);
        CollectionAssert.AreEqual(key.ToBytes(), KeyAnswer.Parse(answer.Body()).Key);
        World.AssertStatus(400, world.Get("/v1/releases/00/deliveries/00/key"));
    }

    [TestMethod]
    public void Key_RivalDeliveredWithAnotherKey_OursStaysIn()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        world.Block(world.DeliveredBy(World.AddressOf("rival"), exchange, Hash32.FromBytes(World.KeyOf("k"))));
        world.Blocks(5);
        Assert.IsEmpty(world.Service.StepClaims(world.Now + World.Hour));
        World.AssertStatus(202, exchange.Key());
        Assert.AreEqual(Standing.Lost, ChallengeTests.Stored(world, exchange).Standing);
    }

    [TestMethod]
    public void Repair_BeforeReservation_409()
    {
        using World world = new();
        World.AssertStatus(409, world.Devices[0].Receipt().Repair([1]));
    }

    [TestMethod]
    public void Repair_OnceReserved_SegmentsInTheOrderAsked()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        var answer = exchange.Repair([5, 2]);
        World.AssertStatus(200, answer);
        CollectionAssert.AreEqual(
            Bytes.Concat(world.Holding.Segment(5), world.Holding.Segment(2)), answer.Body());
    }

    [TestMethod]
    public void Repair_IndexZeroForeignOrRepeated_400()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        World.AssertStatus(400, exchange.Repair([0]));
        World.AssertStatus(400, exchange.Repair([258]));
        World.AssertStatus(400, exchange.Repair([3, 3]));
        World.AssertStatus(400, exchange.Repair([]));
    }

    [TestMethod]
    public void Repair_WithoutOpenSecretOrByAnotherDevice_403()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        World.AssertStatus(403, exchange.Repair([1], openSecret: new byte[32]));
        World.AssertStatus(403, exchange.Repair([1], key: world.Devices[1].Key));
    }

    [TestMethod]
    public void Repair_MoreThanAQuarterOfThePackage_429ButKnownOnesAgain()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        int[] quarter = [.. System.Linq.Enumerable.Range(1, 65)];
        World.AssertStatus(200, exchange.Repair(quarter));
        World.AssertStatus(429, exchange.Repair([66]));
        World.AssertStatus(200, exchange.Repair(quarter));
    }

    [TestMethod]
    public void Repair_SevenDaysAfterDeadline_410()
    {
        using World world = new();
        Exchange exchange = Reserved(world);
        world.Now = World.Deadline + 7 * World.Day;
        World.AssertStatus(200, exchange.Repair([1]));
        world.Now++;
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

    private static FairOta.Sdk.Serving.Answer PublicKey(World world, Exchange exchange) => world.Get(
        $"/v1/releases/{exchange.Release.ToWire()}/deliveries/{exchange.Device.Address.ToWire()}/key");

    private static byte[] Sign(Exchange exchange, byte[] key, long validUntil) => Ecdsa.Sign(
        World.Host,
        key,
        Eip712.ProofOfDistribution(
            World.Domain,
            exchange.Release.ToBytes(),
            World.Self.ToBytes(),
            exchange.KeyCommitment.ToBytes(),
            validUntil));
}
