using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static FairOta.Sdk.Tests.Distributor.Claiming;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What becomes of a place that somebody else wants or holds.</summary>
[TestClass]
public sealed class ClaimerRivalTests
{
    private static readonly Address Rival = World.AddressOf("rival");

    [TestMethod]
    public void Step_VendorClaimsInAnotherTrancheAfterOurReservation_BatchIsRevealedWhole()
    {
        using World world = new();
        Exchange league = world.Devices[0].Receipt();
        Exchange honest = world.Devices[1].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
        world.Block(world.ReservedBy(World.Self, league.Samples.ValidUntil, league, honest));
        world.Block(world.Tranche(1), world.DeliveredBy(Rival, league, Hash32.FromBytes(World.KeyOf("k"))));
        Step(world);
        world.Settle();
        Assert.HasCount(2, ((Reveal)Step(world).Single()).Keys);
    }

    [TestMethod]
    public void Step_VendorClaimsInAnotherTrancheBeforeOurReservation_TheEscrowDecides()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        world.Block(world.Tranche(1), world.DeliveredBy(Rival, exchange, Hash32.FromBytes(World.KeyOf("k"))));
        world.Settle();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(1, ((Reserve)Step(world).Single()).Deliveries);
        Assert.AreEqual(Standing.Reserving, StandingOf(world, exchange));
    }

    [TestMethod]
    public void Step_RivalIsPaidInEveryTranche_Lost()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        Hash32 key = Hash32.FromBytes(World.KeyOf("k"));
        world.Block(
            world.Tranche(1), world.DeliveredBy(Rival, exchange, key), world.DeliveredBy(Rival, exchange, key));
        Step(world);
        Assert.AreEqual(Standing.Received, StandingOf(world, exchange));
        world.Settle();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Lost, StandingOf(world, exchange));
    }

    /// <summary>A vendor's new tranche names its device twice and pays for it twice, as soon as the device is in a
    /// batch of ours.</summary>
    [TestMethod]
    public void Step_RivalIsPaidTwiceWhileOurReservationIsOnItsWay_BatchIsRevealedWhole()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange league = world.Devices[0].Receipt();
        Exchange honest = world.Devices[1].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
        Hash32 key = Hash32.FromBytes(World.KeyOf("k"));
        world.Block(
            world.Tranche(1), world.DeliveredBy(Rival, league, key), world.DeliveredBy(Rival, league, key));
        Assert.IsEmpty(Step(world));
        world.Block(world.ReservedBy(World.Self, league.Samples.ValidUntil, league, honest));
        Assert.HasCount(2, ((Reveal)Step(world).Single()).Keys);
    }

    /// <summary>The reservation is mined later than the claimer waits for it, and meanwhile the vendor pays its own
    /// device twice, so that the books count it as lost.</summary>
    [TestMethod]
    public void Step_ReservedAfterASessionWasLost_BatchIsRevealedWhole()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange league = world.Devices[0].Receipt();
        Exchange honest = world.Devices[1].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
        Hash32 key = Hash32.FromBytes(World.KeyOf("k"));
        world.Block(
            world.Tranche(1), world.DeliveredBy(Rival, league, key), world.DeliveredBy(Rival, league, key));
        world.Now += world.Policy.ResendSeconds;
        Step(world);
        Assert.AreEqual(Standing.Lost, StandingOf(world, league));
        world.Block(world.ReservedBy(World.Self, league.Samples.ValidUntil, league, honest));
        Assert.HasCount(2, Step(world).OfType<Reveal>().Single().Keys);
    }

    [TestMethod]
    public void Step_ReservationOnItsWay_IsNotLostAndNotSentAgain()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = Reserving(world);
        Hash32 key = Hash32.FromBytes(World.KeyOf("k"));
        world.Block(
            world.Tranche(1), world.DeliveredBy(Rival, exchange, key), world.DeliveredBy(Rival, exchange, key));
        world.Now += 10 * world.Policy.ResendSeconds;
        var facts = new ClaimFacts { InFlight = (HashSet<string>)[CallSubjects.Place(world.Release, 0, 0)] };
        Assert.IsEmpty(world.Service.StepClaims(world.Now, facts));
        Assert.AreEqual(Standing.Reserving, StandingOf(world, exchange));
        Step(world);
        Assert.AreEqual(Standing.Lost, StandingOf(world, exchange));
    }

    [TestMethod]
    public void Step_LostToARival_IsRecordedWithWhoTookItAndNeverTriedAgain()
    {
        using World world = new();
        Exchange exchange = Reserving(world);
        world.Block(world.ReservedBy(Rival, world.Now + 100, exchange));
        world.Settle();
        Step(world);
        Assert.AreEqual(Rival, ChallengeTests.Stored(world, exchange).LostTo);
        Assert.AreEqual(new Tally(world.Release, Standing.Lost, Rival, 1), world.Books.Tallies().Single());
        world.Now += 5 * World.Hour; // the rival's reservation lapses
        world.Blocks(5);
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Lost, StandingOf(world, exchange));
    }

    [TestMethod]
    public void Step_LapsedReservationNotSettled_IsNotExpiredYet()
    {
        using World world = new();
        Exchange exchange = Reserving(world);
        world.Block(world.ReservedBy(Rival, world.Now - 1, exchange));
        world.Now += world.Policy.ResendSeconds;
        Assert.IsEmpty(Step(world));
        world.Settle();
        Assert.IsInstanceOfType<Expire>(Step(world).Single());
    }

    [TestMethod]
    public void Step_LapsedReservationOfAnother_IsExpiredThenReserved()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        world.Block(world.ReservedBy(Rival, World.Start + 100, exchange));
        world.Now = World.Start + 101;
        world.Blocks(2);
        exchange.Fetch();
        World.AssertStatus(200, exchange.Challenge());
        World.AssertStatus(202, exchange.Receipt());
        world.Now += world.Policy.BatchAgeSeconds;
        Expire expire = (Expire)Step(world).Single();
        Assert.AreEqual(Rival, expire.Reservation.Distributor);
        Assert.IsEmpty(Step(world));
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Expire>(Step(world).Single());
        world.Block(new Expired(default, expire.Reservation));
        Assert.IsInstanceOfType<Reserve>(Step(world).Single());
    }

    [TestMethod]
    public void Step_RivalsReservationIsTakenBack_ReceiptWasNotGivenUp()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        world.Block(world.ReservedBy(Rival, exchange.Samples.ValidUntil, exchange));
        Step(world);
        Assert.AreEqual(Standing.Received, StandingOf(world, exchange));
        world.TakeBack(1);
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.IsInstanceOfType<Reserve>(Step(world).Single());
    }

    [TestMethod]
    public void Step_LastSecondOfAReservationOfAnother_IsNotExpiredYet()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = Reserving(world);
        world.Now += world.Policy.ResendSeconds;
        world.Block(world.ReservedBy(Rival, world.Now, exchange));
        Assert.IsEmpty(Step(world));
    }

    [TestMethod]
    public void Step_GivenUpBefore_ComesBackOnlyByWhatTheChainShows()
    {
        using World world = new(new DistributorPolicy { BatchAgeSeconds = 0 });
        Session session = ChallengeTests.Stored(world, world.Devices[0].Receipt()) with
        {
            Standing = Standing.Lost,
            LostTo = Rival,
        };
        ClaimPlan plan = ClaimerRules.Step([session], world.Chain, World.Self, world.Policy, world.Now);
        Assert.IsEmpty(plan.Writes);
        Assert.IsEmpty(plan.Acts);
    }
}
