using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static FairOta.Sdk.Tests.Distributor.Claiming;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>When keys go out.</summary>
[TestClass]
public sealed class ClaimerRevealTests
{
    private static readonly Address Rival = World.AddressOf("rival");

    [TestMethod]
    public void Step_ReservationNotFinal_NoKeyLeaves()
    {
        using World world = new(new DistributorPolicy { Confirmations = 3 });
        Exchange exchange = ReservedByUs(world);
        for (int i = 0; i < 2; i++)
        {
            world.Block();
            Assert.IsEmpty(Step(world));
            World.AssertStatus(202, exchange.Key());
        }

        world.Block();
        Assert.HasCount(1, ((Reveal)Step(world).Single()).Keys);
        World.AssertStatus(200, exchange.Key());
    }

    [TestMethod]
    public void Step_LessThanHalfOfTheWindowLeft_NoKeyLeaves()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = Reserving(world);
        long window = exchange.Samples.ValidUntil - world.Now;
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        world.Now += window / 2 + 1;
        Assert.IsEmpty(Step(world));
        World.AssertStatus(202, exchange.Key());
        world.Now -= 1;
        Assert.HasCount(1, Step(world));
    }

    [TestMethod]
    public void Step_VendorFrontRunsWithAnotherReceipt_NoKeyLeavesAndItIsRecorded()
    {
        using World world = new();
        Exchange exchange = Reserving(world);
        world.Block(world.ReservedBy(Rival, exchange.Samples.ValidUntil, exchange));
        Assert.IsEmpty(Step(world));
        world.Settle();
        world.Now += World.Hour;
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Lost, StandingOf(world, exchange));
        World.AssertStatus(202, exchange.Key());
    }

    [TestMethod]
    public void Step_ReservedForOurAddressWithAnotherKey_IsNotOurs()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = Reserving(world);
        Reserved forged = world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange);
        Accepted other = forged.Reservation.Deliveries[0] with { KeyCommitment = Rival };
        world.Block(forged with { Reservation = forged.Reservation with { Deliveries = [other] } });
        Assert.IsEmpty(Step(world));
        World.AssertStatus(202, exchange.Key());
    }

    [TestMethod]
    public void Step_PartOfBatchPassedOver_KeysOfTheAcceptedAlone()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange kept = world.Devices[0].Receipt();
        Exchange lost = world.Devices[1].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
        world.Block(
            world.ReservedBy(Rival, lost.Samples.ValidUntil, lost),
            world.ReservedBy(World.Self, kept.Samples.ValidUntil, kept));
        Reveal reveal = (Reveal)Step(world).Single();
        Assert.AreEqual(kept.Device.Address, reveal.Reservation.Deliveries.Single().Device);
        World.AssertStatus(200, kept.Key());
        World.AssertStatus(202, lost.Key());
    }

    [TestMethod]
    public void Step_BooksMissADeliveryOfTheReservation_NoKeyLeaves()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange known = Reserving(world);
        Exchange unknown = world.Devices[5].Open();
        world.Block(world.ReservedBy(World.Self, known.Samples.ValidUntil, known, unknown));
        Assert.IsEmpty(Step(world));
        World.AssertStatus(202, known.Key());
    }

    [TestMethod]
    public void Step_RevealOnItsWay_IsNotSentAgain()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        ReservedByUs(world);
        Reveal reveal = (Reveal)Step(world).Single();
        world.Now += 10 * world.Policy.ResendSeconds;
        var facts = new ClaimFacts { InFlight = (HashSet<string>)[CallSubjects.Revealed(reveal.Reservation)] };
        Assert.IsEmpty(world.Service.StepClaims(world.Now, facts));
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
    }

    [TestMethod]
    public void Step_FinalityByTheChainsWord_NoKeyLeavesBefore()
    {
        using World world = new(new DistributorPolicy { Confirmations = Finality.Finalized });
        ReservedByUs(world);
        world.Blocks(50);
        long height = world.Chain.Head!.Number;
        Assert.IsEmpty(Step(world));
        Assert.IsEmpty(world.Service.StepClaims(world.Now, new ClaimFacts { SettledBlock = height - 51 }));
        Assert.HasCount(1, world.Service.StepClaims(world.Now, new ClaimFacts { SettledBlock = height - 50 }));
    }

    [TestMethod]
    public void Step_OneKeyOfABatchIsOut_TheOthersKeepTheirHalfOfTheWindow()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange first = world.Devices[0].Receipt();
        Exchange second = world.Devices[1].Receipt();
        world.Block(world.ReservedBy(World.Self, first.Samples.ValidUntil, first, second));
        Session[] sessions =
        [
            ChallengeTests.Stored(world, first) with { KeyOut = true }, ChallengeTests.Stored(world, second),
        ];
        int ActsAt(long now) =>
            ClaimerRules.Step(sessions, world.Chain, World.Self, world.Policy, now).Acts.Count;
        Assert.AreEqual(1, ActsAt(world.Now));
        Assert.AreEqual(0, ActsAt(first.Samples.ValidUntil - 1));
    }
}
