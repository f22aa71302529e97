using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What a session can make a distributor work out, counted: nobody causes more than it was sent.</summary>
[TestClass]
public sealed class ChallengeCostTests
{
    [TestMethod]
    public void Challenge_WrongDigestsOfSessionsNoLongerKept_OnePassEach()
    {
        using World world = new() { CachedOffers = 1 };
        world.Restart();
        Exchange[] exchanges = [world.Devices[0].Open(), world.Devices[1].Open()];
        foreach (Exchange exchange in exchanges) exchange.Fetch();
        for (byte i = 0; i < 5; i++)
            foreach (Exchange exchange in exchanges) World.AssertStatus(412, exchange.WrongChallenge(i));
        Assert.AreEqual(2, world.Service.OfferCost.Passes);
        foreach (Exchange exchange in exchanges) World.AssertStatus(200, exchange.Challenge());
        Assert.AreEqual(2, world.Service.OfferCost.Passes);
    }

    [TestMethod]
    public void Challenge_WrongDigestAfterARestart_NoFurtherPass()
    {
        MemoryBooks books = new();
        MemoryEpochMark mark = new();
        using World world = new(books: () => books, mark: () => mark);
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        World.AssertStatus(412, exchange.WrongChallenge());
        world.Restart();
        World.AssertStatus(412, exchange.WrongChallenge(1));
        Assert.AreEqual(0, world.Service.OfferCost.Passes);
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    public void Challenge_CreditUsedUp_OnePassForAllRefusals()
    {
        using World world = new(new DistributorPolicy { ReleaseCredit = 1 }) { CachedOffers = 1 };
        world.Restart();
        Exchange first = world.Devices[0].Open(), second = world.Devices[1].Open();
        first.Fetch();
        second.Fetch();
        World.AssertStatus(200, first.Challenge());
        World.AssertStatus(412, second.WrongChallenge());
        World.AssertStatus(429, second.Challenge());
        World.AssertStatus(429, second.Challenge());
        Assert.AreEqual(2, world.Service.OfferCost.Passes);
    }

    [TestMethod]
    public void Challenge_AnotherWasAnswered_RefusedWithoutAPass()
    {
        MemoryBooks books = new();
        MemoryEpochMark mark = new();
        using World world = new(books: () => books, mark: () => mark);
        Exchange exchange = world.Devices[0].Challenge();
        world.Restart();
        World.AssertStatus(412, exchange.WrongChallenge());
        World.AssertStatus(409, exchange.Challenge(ChallengeTests.Shifted(exchange)));
        Assert.AreEqual(0, world.Service.OfferCost.Passes);
    }

    [TestMethod]
    public void Challenge_LessSentThanThePackageHas_412WithoutAPass()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        World.AssertStatus(200, exchange.Segments(2, world.Holding.SegmentCount - 1));
        World.AssertStatus(412, exchange.Challenge(Guess(exchange)));
        Assert.AreEqual(0, world.Service.OfferCost.Passes);
    }

    [TestMethod]
    public void Segments_SingleOnesOfSessionsNoLongerKept_KeysForWhatIsSentAlone()
    {
        const int rounds = 40;
        using World world = new() { CachedOffers = 1 };
        world.Restart();
        Exchange[] exchanges = [world.Devices[0].Open(), world.Devices[1].Open()];
        for (int i = 1; i <= rounds; i++)
            foreach (Exchange exchange in exchanges) World.AssertStatus(200, exchange.Segments(i, 1));
        Assert.AreEqual(2 * rounds, world.Service.OfferCost.Keys);
    }

    [TestMethod]
    public void Segments_OneByOne_EveryKeyIsWorkedOutOnceAndFewTwice()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        int count = world.Holding.SegmentCount;
        byte[] one = new byte[count * 16];
        for (int i = 1; i <= count; i++) exchange.Segments(i, 1).Body().CopyTo(one, (i - 1) * 16);
        Assert.IsLessThanOrEqualTo(count + count / 8, world.Service.OfferCost.Keys);
        exchange.Fetch();
        CollectionAssert.AreEqual(exchange.Sealed, one);
    }

    private static Core.ChallengeRequest Guess(Exchange exchange) => new()
    {
        OpenSecret = exchange.OpenSecret,
        Digest = new byte[32],
        Indices = [.. System.Linq.Enumerable.Range(1, World.Samples)],
    };
}
