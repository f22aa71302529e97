using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>Trouble reaches whom it is for, and the world ends when all is settled.</summary>
[TestClass]
public sealed class TroubleTests
{
    private static readonly NodeMix Calm = new();

    private static Scenario Small => NamedScenarios.Find("small-fleet")! with { Devices = 8, HealMinutes = 120 };

    [TestMethod]
    public void NodeOutages_ReachDistributorsAndVendor_AndEverybodyIsPaid() => Run(
        Small with { Nodes = Calm with { MinutesPerOutage = 10, MostMinutes = 15 } },
        (world, faults) =>
        {
            Assert.IsGreaterThan(3, faults.Count(fault => fault.Kind == "node outage"));
            Assert.IsTrue(Distributors(world).All(each => each.Node.Unanswered > 0));
            Assert.AreEqual(0, Distributors(world).Sum(each => each.Node.Stale + each.Node.Unsigned));
        });

    [TestMethod]
    public void LaggingNodes_AnswerWithOldViews_AndEverybodyIsPaid() => Run(
        Small with { Nodes = Calm with { MinutesPerLag = 10, MostBlocks = 20 } },
        (world, faults) =>
        {
            Assert.IsGreaterThan(3, faults.Count(fault => fault.Kind == "node lagging"));
            Assert.IsTrue(Distributors(world).All(each => each.Node.Stale > 100));
        });

    [TestMethod]
    public void FlippingNodes_AnswerByTurns_AndEverybodyIsPaid() => Run(
        Small with { Nodes = Calm with { MinutesPerFlip = 10 } },
        (world, faults) =>
        {
            Assert.IsGreaterThan(3, faults.Count(fault => fault.Kind == "node flipping"));
            Assert.IsTrue(Distributors(world).All(each => each.Node.Stale > 100));
        });

    [TestMethod]
    public void FailingSigners_RefuseWhatIsToBeSent_AndEverybodyIsPaid() => Run(
        Small with { Nodes = Calm with { MinutesPerSignerFailure = 8, MostMinutes = 15 } },
        (world, faults) =>
        {
            Assert.IsGreaterThan(3, faults.Count(fault => fault.Kind == "signer failing"));
            Assert.IsGreaterThan(0, Distributors(world).Sum(each => each.Node.Unsigned));
        });

    [TestMethod]
    public void HealedWorld_HasSoundNodesAndSigners() => Run(
        Small with { Nodes = Calm with { MinutesPerOutage = 1, MinutesPerSignerFailure = 1, MostMinutes = 600 } },
        (world, _) =>
        {
            Assert.IsTrue(Distributors(world).All(each => each.Node is { IsSound: true, Signs: true }));
            Assert.IsTrue(world.Vendor.Node is { IsSound: true, Signs: true });
        });

    [TestMethod]
    public void AdversarialBlocks_CopyClaimersCalls_AndTheyArePaidAllTheSame() => Run(
        Small with { Chain = new ChainMix { Order = BlockOrder.Adversarial } },
        (world, faults) =>
        {
            Assert.IsGreaterThan(0, faults.Count(fault => fault.Kind == "copied call"));
            CallCost[] copied = [.. world.Recorder.Calls().Where(call => call.Call.StartsWith("copied"))];
            CallCost reveals = copied.Single(call => call.Call == "copied Reveal");
            Assert.IsGreaterThan(0, reveals.Mined);
            Assert.IsTrue(copied.Where(call => call != reveals).All(call => call.Mined == 0));
            Assert.AreEqual(
                0, world.View.Find(world.Release.Id)!.Paid.GetValueOrDefault(Keys.Account("copier").Address));
        });

    [TestMethod]
    public void World_ThatIsOver_HasNothingOnItsWayAndAllPaymentsConfirmed() => Run(
        Small with { HealMinutes = 1, Devices = 3, WakeMinutes = 1 },
        (world, _) =>
        {
            Assert.IsTrue(Distributors(world).All(each => each.IsSettled));
            BigInteger booked = Distributors(world).SelectMany(each => each.Books.Earned())
                .Aggregate(BigInteger.Zero, (sum, each) => sum + each.Amount);
            Assert.AreEqual(3 * world.Release.Reward, booked);
        });

    [TestMethod]
    public void Gas_OfReorganisedTransactions_CountsOnce() => Run(
        Small with { Chain = new ChainMix { BlocksPerReorganisation = 4, Depth = 6 } },
        (world, _) =>
        {
            SimChain chain = ((WorldChain)world.Chain).Chain;
            BigInteger counted = world.Recorder.Calls()
                .Aggregate(BigInteger.Zero, (sum, call) => sum + call.FeesWei);
            Assert.AreEqual(chain.Burned + chain.BalanceOf(chain.Options.Miner), counted);
            Assert.AreEqual(3, world.Recorder.Calls().Single(call => call.Call == nameof(Announce)).Mined);
        });

    private static SimDistributor[] Distributors(FleetWorld world) =>
        [.. world.Distributors.OfType<SimDistributor>()];

    /// <summary>Runs a world in which everybody is served and nothing is violated.</summary>
    private static void Run(Scenario scenario, Action<FleetWorld, List<FaultInjected>> check)
    {
        Faults faults = new();
        using WorldTrace trace = new(null);
        using FleetWorld world = new(
            new FleetSetting(scenario, 3) { Parallelism = 1 }, [.. Invariants.All(), faults], trace);
        world.Run();
        foreach (InvariantResult result in world.Invariants.Select(each => each.Result))
            Assert.IsEmpty(result.Violations, string.Join(' ', result.Violations.Select(each => each.What)));
        Assert.IsEmpty(Expectations.Unmet(world));
        Assert.AreEqual(scenario.Devices, world.Recorder.Paid);
        check(world, faults.Seen);
    }

    /// <summary>Keeps what trouble was made.</summary>
    private sealed class Faults() : Invariant("Faults", "For tests.")
    {
        public List<FaultInjected> Seen { get; } = [];

        public override void See(Happening happening)
        {
            if (happening is FaultInjected fault) Seen.Add(fault);
        }
    }
}
