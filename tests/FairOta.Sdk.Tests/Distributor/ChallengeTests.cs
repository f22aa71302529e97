using System;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class ChallengeTests
{
    [TestMethod]
    public void Challenge_Answered_ValidFor20HoursAndCountedInTheMark()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        Assert.AreEqual(World.Start + 20 * World.Hour, exchange.Samples.ValidUntil);
        Assert.AreEqual(1, world.Books.Mark.Answered);
    }

    [TestMethod]
    public void Challenge_SameAgain_SameAnswerBeforeAnyOtherCheck()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        ChallengeRequest same = exchange.ChallengeRequest();
        byte[] first = World.Host.Mac([], exchange.Challenge(same).Body());
        world.Now = World.Deadline + 1;
        CollectionAssert.AreEqual(first, World.Host.Mac([], exchange.Challenge(same).Body()));
        Assert.AreEqual(1, world.Books.Mark.Answered);
    }

    [TestMethod]
    public void Challenge_SecondDifferentOne_409AndNothingChanges()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        Session before = Stored(world, exchange);
        World.AssertStatus(409, exchange.Challenge(Shifted(exchange)));
        Assert.AreSame(before, Stored(world, exchange));
    }

    [TestMethod]
    [DataRow("index 0")]
    [DataRow("too few")]
    [DataRow("too many")]
    [DataRow("repeated")]
    [DataRow("descending")]
    [DataRow("foreign")]
    public void Challenge_WrongIndices_400AndSessionUnharmed(string how)
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        int[] good = exchange.Indices;
        ChallengeRequest request = exchange.ChallengeRequest();
        request.Indices = how switch
        {
            "index 0" => [0, .. good[1..]],
            "too few" => good[1..],
            "too many" => [.. Enumerable.Range(1, World.Samples + 1)],
            "repeated" => [good[0], good[0], .. good[2..]],
            "descending" => [.. good.Reverse()],
            _ => [.. good[..^1], world.Holding.SegmentCount + 1],
        };
        World.AssertStatus(400, exchange.Challenge(request));
        Assert.IsNull(Stored(world, exchange).Challenge);
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    public void Challenge_ByEavesdropperWithoutOpenSecret_403AndSessionUnharmed()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        ChallengeRequest request = exchange.ChallengeRequest();
        request.OpenSecret = new byte[32];
        World.AssertStatus(403, exchange.Challenge(request));
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    public void Challenge_BeforeEverythingIsFetched_412AndSessionUnharmed()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        ChallengeRequest request = exchange.ChallengeRequest();
        request.Digest = exchange.Session;
        World.AssertStatus(412, exchange.Challenge(request));
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    public void Challenge_SeveralFaultsAtOnce_AreJudgedInTheProtocolsOrder()
    {
        using World world = new(new DistributorPolicy { ReleaseCredit = 1 });
        Exchange unanswered = world.Devices[1].Open();
        unanswered.Fetch();
        Exchange exchange = world.Devices[0].Challenge();
        ChallengeRequest request = Shifted(exchange);
        World.AssertStatus(409, exchange.Challenge(request));
        request.Digest = new byte[32];
        World.AssertStatus(412, exchange.Challenge(request));
        request = unanswered.ChallengeRequest();
        World.AssertStatus(429, unanswered.Challenge(request));
        request.Digest = new byte[32];
        World.AssertStatus(412, unanswered.Challenge(request));
        world.Now = unanswered.Offer.EndsAt + 1;
        World.AssertStatus(410, unanswered.Challenge(request));
        request.OpenSecret = new byte[32];
        World.AssertStatus(403, unanswered.Challenge(request));
        request.Indices = [1];
        World.AssertStatus(400, unanswered.Challenge(request));
    }

    [TestMethod]
    public void Challenge_OfAnotherDevicesSession_403()
    {
        using World world = new();
        Exchange victim = world.Devices[0].Open();
        Exchange thief = world.Devices[1].Open();
        victim.Fetch();
        ChallengeRequest request = victim.ChallengeRequest();
        request.OpenSecret = thief.OpenSecret;
        World.AssertStatus(403, victim.Challenge(request));
    }

    [TestMethod]
    public void Challenge_AfterEndsAt_410()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        world.Now = exchange.Offer.EndsAt + 1;
        World.AssertStatus(410, exchange.Challenge());
    }

    [TestMethod]
    public void Challenge_NearDeadline_ValidUntilIsTheDeadlineAtMost()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        ServedRelease terms = new(
            world.Release, World.Vendor, world.Now + 10 * World.Hour, world.Holding.SegmentCount, 16, World.Samples);
        exchange.Fetch();
        Session session = Stored(world, exchange);
        SessionRules.OfferFacts offer = new(exchange.KeyCommitment, Hash32.FromBytes(exchange.Digest));
        var ruling = SessionRules.Challenge(
            session, [session], exchange.ChallengeRequest().Encode(), exchange.ChallengeRequest(), offer, terms,
            default, world.Policy, session.Epoch, world.Now);
        Assert.AreEqual(world.Now + 10 * World.Hour, ruling.Value.Challenge!.ValidUntil);
    }

    [TestMethod]
    public void Challenge_ThirdUnpaidOfADevice_429()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        Session session = Stored(world, exchange);
        Session answered = session with
        {
            Challenge = new AnsweredChallenge([1], World.Start, default),
            Standing = Standing.Answered,
        };
        ServedRelease terms = new(
            world.Release, World.Vendor, World.Deadline, world.Holding.SegmentCount, 16, World.Samples);
        SessionRules.OfferFacts offer = new(exchange.KeyCommitment, Hash32.FromBytes(exchange.Digest));
        Ruling<Session> Judge(Session one, Session two) => SessionRules.Challenge(
            session, [one, two, session], exchange.ChallengeRequest().Encode(), exchange.ChallengeRequest(), offer,
            terms, default, world.Policy, session.Epoch, world.Now);
        Assert.AreEqual(429, Judge(answered, answered).Refusal!.Status);
        Assert.IsNull(Judge(answered, answered with { Standing = Standing.Paid }).Refusal);
    }

    [TestMethod]
    public void Challenge_DevicesOpenTogetherBeforeAnyIsAnswered_NoMoreThanTheCreditAreAnswered()
    {
        using World world = new(new DistributorPolicy { ReleaseCredit = 2 });
        Exchange[] opened = [.. world.Devices.Select(device => device.Open())];
        foreach (Exchange exchange in opened) exchange.Fetch();
        foreach (Exchange exchange in opened[..2]) World.AssertStatus(200, exchange.Challenge());
        foreach (Exchange exchange in opened[2..])
        {
            Answer refused = exchange.Challenge();
            World.AssertStatus(429, refused);
            Assert.AreEqual(World.Hour, refused.RetryAfterSeconds);
            Assert.IsNull(Stored(world, exchange).Challenge);
        }

        World.AssertStatus(409, opened[0].Challenge(Shifted(opened[0]))); // 409 comes before the credit's 429
        Exchange paid = opened[1];
        World.AssertStatus(202, paid.Receipt());
        world.Block(world.ReservedBy(World.Self, paid.Samples.ValidUntil, paid));
        world.Service.StepClaims(world.Now);
        World.AssertStatus(200, opened[2].Challenge());
    }

    [TestMethod]
    public void Challenge_OpenedOverManyReleasesOfAVendor_NoMoreThanTheVendorsCreditAreAnswered()
    {
        using World world = new(new DistributorPolicy { VendorCredit = 1 });
        Exchange first = world.Devices[0].Open();
        Exchange second = world.Devices[0].Open(1, world.AddRelease(2, World.Vendor));
        first.Fetch();
        second.Fetch();
        World.AssertStatus(200, first.Challenge());
        World.AssertStatus(429, second.Challenge());
    }

    internal static ChallengeRequest Shifted(Exchange exchange)
    {
        ChallengeRequest request = exchange.ChallengeRequest();
        request.Indices = [.. Enumerable.Range(1, World.Samples)];
        return request;
    }

    internal static Session Stored(World world, Exchange exchange) =>
        world.Books.Find(SessionId.FromBytes(exchange.Session))!;
}
