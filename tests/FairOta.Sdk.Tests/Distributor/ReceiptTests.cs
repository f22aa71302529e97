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
    public void Receipt_TooLateToBeReserved_410AndNothingChanges()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        Session before = ChallengeTests.Stored(world, exchange);
        world.Now = exchange.Samples.ValidUntil - 3 * World.Hour - world.Policy.InclusionSeconds + 1;
        World.AssertStatus(410, exchange.Receipt());
        Assert.AreSame(before, ChallengeTests.Stored(world, exchange));
        world.Now--;
        World.AssertStatus(202, exchange.Receipt());
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
