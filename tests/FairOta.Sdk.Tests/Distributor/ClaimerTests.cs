using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class ClaimerTests
{
    private static readonly Address Rival = World.AddressOf("rival");

    [TestMethod]
    public void Step_BatchFull_ReservesAtOnceAndNoMoreThanABatch()
    {
        using World world = new(new DistributorPolicy { BatchDeliveries = 2 });
        world.Devices[0].Receipt();
        Assert.IsEmpty(Step(world));
        world.Devices[1].Receipt();
        world.Devices[2].Receipt();
        Reserve reserve = (Reserve)Step(world).Single();
        Assert.HasCount(2, reserve.Deliveries);
        Assert.IsEmpty(Step(world));
    }

    [TestMethod]
    public void Step_BatchOld_ReservesWhatThereIs()
    {
        using World world = new();
        Exchange exchange = world.Devices[3].Receipt();
        world.Now += world.Policy.BatchAgeSeconds - 1;
        Assert.IsEmpty(Step(world));
        world.Now++;
        Delivery delivery = ((Reserve)Step(world).Single()).Deliveries.Single();
        Assert.AreEqual(3u, delivery.Index);
        Assert.AreEqual(exchange.KeyCommitment, delivery.KeyCommitment);
        Assert.AreEqual(exchange.Samples.ValidUntil, delivery.ValidUntil);
        CollectionAssert.AreEqual(exchange.Signature(), delivery.Signature);
    }

    [TestMethod]
    public void Step_BatchWorthEnough_ReservesAtOnce()
    {
        using World world = new(new DistributorPolicy { BatchValue = 2000 });
        world.Devices[0].Receipt();
        Assert.IsEmpty(Step(world));
        world.Devices[1].Receipt();
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
    }

    [TestMethod]
    public void Step_BatchWorthMuchInAToken_WaitsForItsNumberOrAge()
    {
        using World world = new(new DistributorPolicy { BatchValue = 2000 }, token: World.AddressOf("token"));
        world.Devices[0].Receipt();
        world.Devices[1].Receipt();
        Assert.IsEmpty(Step(world));
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
    }

    [TestMethod]
    public void Step_ReceiptBecameTooOldToReserve_IsLeftToLapse()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        world.Now = exchange.Samples.ValidUntil - 3 * World.Hour;
        Assert.IsEmpty(Step(world));
        world.Now = exchange.Samples.ValidUntil + 1;
        world.Block();
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Lapsed, StandingOf(world, exchange));
    }

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
    public void Step_MoreThanABatchWaits_TakesNeighbours()
    {
        using World world = new(new DistributorPolicy { BatchDeliveries = 3 });
        foreach (int device in new[] { 0, 7, 1, 5, 6 }) world.Devices[device].Receipt();
        Reserve reserve = (Reserve)Step(world).Single();
        CollectionAssert.AreEqual(
            new[] { 5u, 6u, 7u }, reserve.Deliveries.Select(d => d.Index).ToArray());
    }

    [TestMethod]
    public void Step_ReceiptsThatEndHoursApart_ShareNoBatch()
    {
        using World world = new(new DistributorPolicy { BatchAgeSeconds = 3 * World.Hour });
        world.Devices[0].Receipt();
        world.Now += 2 * World.Hour;
        world.Devices[1].Receipt();
        world.Now += World.Hour;
        Assert.AreEqual(0u, ((Reserve)Step(world).Single()).Deliveries.Single().Index);
    }

    [TestMethod]
    public void Step_BatchWorthEnoughInAToken_ReservesAtOnce()
    {
        Address token = World.AddressOf("token");
        var values = new DistributorPolicy().BatchTokenValues.Add(token, 2000);
        using World world = new(new DistributorPolicy { BatchTokenValues = values }, token: token);
        world.Devices[0].Receipt();
        Assert.IsEmpty(Step(world));
        world.Devices[1].Receipt();
        Assert.HasCount(2, ((Reserve)Step(world).Single()).Deliveries);
    }

    [TestMethod]
    [DataRow(false, Standing.Declined, ClaimDecision.Declined)]
    [DataRow(true, Standing.Reserving, ClaimDecision.ReservedAtALoss)]
    public void Step_GasCostsMoreThanTheReward_WaitsThenThePolicyDecides(
        bool atALoss, object expected, object decision)
    {
        using World world = new(new DistributorPolicy { ReservesAtALoss = atALoss });
        Exchange exchange = world.Devices[0].Receipt();
        var dear = new ClaimFacts { GasPrice = 1 }; // a gas for each wei, and the reward is 1,000
        List<ClaimNote> notes = [];
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.IsEmpty(world.Service.StepClaims(world.Now, dear, notes.Add));
        Assert.AreEqual(ClaimDecision.Waits, notes.Single().Decision);
        Assert.AreEqual(1000, notes.Single().Reward);
        Assert.AreEqual(Standing.Received, StandingOf(world, exchange));

        notes.Clear();
        world.Now = exchange.Samples.ValidUntil - 3 * World.Hour - 2 * world.Policy.InclusionSeconds;
        Assert.HasCount(atALoss ? 1 : 0, world.Service.StepClaims(world.Now, dear, notes.Add));
        Assert.AreEqual(decision, notes.Single().Decision);
        Assert.AreEqual(expected, StandingOf(world, exchange));
        Assert.HasCount(atALoss ? 1 : 0, world.Books.Claimable());
    }

    [TestMethod]
    public void Step_GasBecomesCheap_ReservesWhatWaited()
    {
        using World world = new();
        world.Devices[0].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.IsEmpty(world.Service.StepClaims(world.Now, new ClaimFacts { GasPrice = 1 }));
        Assert.HasCount(1, world.Service.StepClaims(world.Now, new ClaimFacts { GasPrice = 0 }));
    }

    [TestMethod]
    public void Step_PaidAndFinal_IsEarnedOnceWhateverHappens()
    {
        using World world = new();
        Exchange exchange = ReservedByUs(world);
        world.Settle();
        Hash32 key = ((Reveal)Step(world).Single()).Keys.Single();
        world.Block(world.DeliveredBy(World.Self, exchange, key));
        Step(world);
        Assert.IsEmpty(world.Books.Earned());
        world.Settle();
        for (int i = 0; i < 3; i++)
        {
            Step(world);
            Assert.AreEqual(new Earning(world.Release, default, 1000, 1), world.Books.Earned().Single());
        }

        Assert.IsEmpty(world.Service.Reconcile());
    }

    [TestMethod]
    public void Reconcile_BooksFromABackup_FollowTheChainAndSaySo()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        world.Block(world.DeliveredBy(World.Self, exchange, Hash32.FromBytes(World.KeyOf("k"))));
        Assert.IsEmpty(world.Service.Reconcile());
        world.Settle();
        Healed healed = world.Service.Reconcile().Single();
        Assert.IsNull(healed.Books);
        Assert.AreEqual(1000, healed.Chain.Amount);
        Assert.IsEmpty(world.Service.Reconcile());

        world.Books.TryWrite([], Durability.PowerCut, [healed.Chain with { Deliveries = 5 }]);
        Assert.AreEqual(5000, world.Service.Reconcile().Single().Books!.Amount);
        Assert.AreEqual(healed.Chain, world.Books.Earned().Single());
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
    public void Step_CrashAfterReserveIntent_IsSentAgainAndNotBefore()
    {
        using World world = new();
        Exchange exchange = Reserving(world);
        world.Now += world.Policy.ResendSeconds - 1;
        Assert.IsEmpty(Step(world));
        world.Now++;
        Assert.HasCount(1, ((Reserve)Step(world).Single()).Deliveries);
        Assert.AreEqual(Standing.Reserving, StandingOf(world, exchange));
    }

    [TestMethod]
    public void Step_CrashAfterReserveWasMined_GoesOnFromTheChain()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = world.Devices[0].Receipt(); // the intent itself was lost
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
    }

    [TestMethod]
    public void Step_CrashAfterRevealIntent_IsSentAgainUntilTheWindowIsOver()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = ReservedByUs(world);
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
        Assert.IsEmpty(Step(world));
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
        world.Now = exchange.Samples.ValidUntil;
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
        world.Now++;
        Assert.IsEmpty(Step(world));
    }

    [TestMethod]
    public void Step_CrashAfterRevealWasMined_NothingIsSentTwice()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = ReservedByUs(world);
        Hash32 key = ((Reveal)Step(world).Single()).Keys.Single();
        world.Block(world.DeliveredBy(World.Self, exchange, key));
        world.Now += World.Hour;
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Paid, StandingOf(world, exchange));
        Assert.IsEmpty(world.Books.Claimable());
    }

    [TestMethod]
    public void Step_ChainTakesReservationBack_IsReservedAgain()
    {
        using World world = new();
        Exchange exchange = ReservedByUs(world);
        Step(world);
        Assert.AreEqual(Standing.Reserved, StandingOf(world, exchange));
        world.TakeBack(1);
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Reserve>(Step(world).Single());
    }

    [TestMethod]
    public void Step_ChainTakesPaymentBack_IsRevealedAgain()
    {
        using World world = new();
        Exchange exchange = ReservedByUs(world);
        world.Settle();
        Hash32 key = ((Reveal)Step(world).Single()).Keys.Single();
        world.Block(world.DeliveredBy(World.Self, exchange, key));
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Reserved, StandingOf(world, exchange));
        world.TakeBack(1);
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
    }

    [TestMethod]
    public void Step_BeforeTheChainIsKnown_Nothing()
    {
        ClaimPlan plan = ClaimerRules.Step([], ChainState.Empty, World.Self, new DistributorPolicy(), World.Start);
        Assert.IsEmpty(plan.Acts);
        Assert.IsEmpty(plan.Writes);
    }

    private static IReadOnlyList<EscrowCall> Step(World world) => world.Service.StepClaims(world.Now);

    private static Exchange Reserving(World world)
    {
        Exchange exchange = world.Devices[0].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.IsInstanceOfType<Reserve>(Step(world).Single());
        return exchange;
    }

    private static Exchange ReservedByUs(World world)
    {
        Exchange exchange = Reserving(world);
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        return exchange;
    }

    private static Standing StandingOf(World world, Exchange exchange) =>
        ChallengeTests.Stored(world, exchange).Standing;
}
