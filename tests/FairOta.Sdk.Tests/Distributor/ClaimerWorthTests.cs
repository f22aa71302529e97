using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static FairOta.Sdk.Tests.Distributor.Claiming;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What a batch has to be worth.</summary>
[TestClass]
public sealed class ClaimerWorthTests
{
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

    /// <summary>A delivery pays 1,000 units, and costs 147,100 gas of a wei each.</summary>
    [TestMethod]
    [DataRow(148, true)]
    [DataRow(147, false)]
    public void Step_RewardInATokenOfKnownWorth_IsWeighedAgainstGas(int weiPerUnit, bool isWorthIt)
    {
        Address token = World.AddressOf("token");
        RewardWorth worth = new() { Tokens = new RewardWorth().Tokens.Add(token, new TokenValue(weiPerUnit, 1)) };
        using World world = new(new DistributorPolicy { Worth = worth }, token: token);
        world.Devices[0].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        List<ClaimNote> notes = [];
        var calls = world.Service.StepClaims(world.Now, new ClaimFacts { GasPrice = 1 }, notes.Add);
        Assert.HasCount(isWorthIt ? 1 : 0, calls);
        Assert.HasCount(isWorthIt ? 0 : 1, notes);
        if (!isWorthIt) Assert.AreEqual(147_000, notes[0].Reward);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Step_RewardOfUnknownWorth_IsTakenOrLeftAsThePolicySays(bool takes)
    {
        DistributorPolicy policy = new() { Worth = new RewardWorth { TakesUnknown = takes } };
        using World world = new(policy, token: World.AddressOf("token"));
        world.Devices[0].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.HasCount(takes ? 1 : 0, world.Service.StepClaims(world.Now, new ClaimFacts { GasPrice = 1 }));
    }

    [TestMethod]
    public void Step_BatchWorthEnoughInWei_ReservesAtOnceUnlessItsTokenHasABoundOfItsOwn()
    {
        Address token = World.AddressOf("token");
        DistributorPolicy policy = new()
        {
            BatchValue = 4000,
            Worth = new RewardWorth { Tokens = new RewardWorth().Tokens.Add(token, new TokenValue(2, 1)) },
        };
        foreach (bool hasBound in new[] { false, true })
        {
            var bounds = hasBound ? policy.BatchTokenValues.Add(token, 3000) : policy.BatchTokenValues;
            using World world = new(policy with { BatchTokenValues = bounds }, token: token);
            world.Devices[0].Receipt();
            Assert.IsEmpty(Step(world));
            world.Devices[1].Receipt();
            Assert.HasCount(hasBound ? 0 : 1, Step(world));
        }
    }
}
