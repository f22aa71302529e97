using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static FairOta.Sdk.Tests.Distributor.Claiming;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>When receipts are reserved, and which of them together.</summary>
[TestClass]
public sealed class ClaimerBatchTests
{
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
    public void Step_BeforeTheChainIsKnown_Nothing()
    {
        ClaimPlan plan = ClaimerRules.Step([], ChainState.Empty, World.Self, new DistributorPolicy(), World.Start);
        Assert.IsEmpty(plan.Acts);
        Assert.IsEmpty(plan.Writes);
    }

    [TestMethod]
    public void Step_TwoReceiptsForOnePlace_ReservesOneOfThem()
    {
        using World world = new(new DistributorPolicy { BatchAgeSeconds = 0 });
        Session session = ChallengeTests.Stored(world, world.Devices[0].Receipt());
        Session twin = session with { Id = new SessionId(Hash32.FromBytes(World.KeyOf("twin"))) };
        ClaimPlan plan = ClaimerRules.Step([session, twin], world.Chain, World.Self, world.Policy, world.Now);
        Assert.HasCount(1, plan.Acts.OfType<ClaimAct.ReserveBatch>().Single().Sessions);
    }

    [TestMethod]
    public void Step_LastSecondOfAReceipt_HasNotLapsedYet()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Receipt();
        world.Now = exchange.Samples.ValidUntil;
        world.Block();
        Step(world);
        Assert.AreEqual(Standing.Received, StandingOf(world, exchange));
    }
}
