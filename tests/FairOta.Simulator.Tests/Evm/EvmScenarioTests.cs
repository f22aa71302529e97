using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Evm;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Evm;

/// <summary>Scenarios on a private EVM, with HTTP between devices and hosts.</summary>
[TestClass]
public class EvmScenarioTests
{
    private const ulong Seed = 5;

    [TestMethod]
    [DataRow("small-fleet")]
    [DataRow("flaky-network")]
    [DataRow("reorg-storm")]
    public async Task Run_OnAnEvm_MeetsWhatTheScenarioExpects(string name)
    {
        EvmGround ground = await EvmGround.OpenAsync(null, CancellationToken.None);
        await using (ground)
        {
            FleetReport report = ScenarioRun.Run(ground.Under(new FleetSetting(Small(name), Seed)), "again");

            CollectionAssert.AreEqual(Array.Empty<string>(), report.Unmet.ToArray());
            CollectionAssert.AreEqual(
                Array.Empty<string>(),
                report.Invariants.SelectMany(each => each.Violations.Select(v => $"{each.Name}: {v.What}")).ToArray());
            Assert.AreEqual("evm", report.Chain);
            CallCost reserved = report.Calls.Single(call => call.Call == nameof(Reserve));
            Assert.IsGreaterThan(50_000, reserved.Gas / (reserved.Mined + reserved.Reverted));
            Assert.IsGreaterThan(BigInteger.Zero, reserved.FeesWei);
            Assert.AreEqual(
                report.Traffic.Where(each => each.Endpoint != "unreachable").Sum(each => each.Requests - each.Lost),
                ground.Carrier.Carried);
        }
    }

    /// <summary>The rules in memory are the contract's: under one seed, and without trouble of the chain's own, both
    /// pay the same distributors for the same devices.</summary>
    [TestMethod]
    public async Task Run_OnBothChains_PaysTheSame()
    {
        FleetSetting setting = new(
            Small("dishonest-majority") with
            {
                Distributors =
                [
                    new Crew(Behaviour.Lying, 2), new Crew(Behaviour.Honest, 1), new Crew(Behaviour.Greedy, 1),
                ],
            },
            Seed);
        EvmGround ground = await EvmGround.OpenAsync(null, CancellationToken.None);
        await using (ground)
        {
            Paid evm = Run(ground.Under(setting));
            Paid memory = Run(setting with
            {
                MakeChain = world => new WorldChain(world, new SimChainOptions(), evm.Escrow),
            });

            Assert.IsGreaterThan(0, evm.Deliveries.Length);
            CollectionAssert.AreEqual(memory.Deliveries, evm.Deliveries);
            Assert.AreEqual(memory.Left, evm.Left);
            CollectionAssert.AreEqual(memory.Earned, evm.Earned);
        }
    }

    [TestMethod]
    public async Task Mine_WhereBlocksAreReplaced_HasOthersOfTheSameTimes()
    {
        EvmGround ground = await EvmGround.OpenAsync(null, CancellationToken.None);
        await using (ground)
        {
            long nowMs = FleetWorld.BeginMs;
            SimWorld world = new(Seed, nowMs, 1);
            EvmChain chain = (EvmChain)ground.Under(new FleetSetting(Small("small-fleet"), Seed)).MakeChain(world);
            PrivateKeyAccount account = Keys.Account("announcer");
            IEscrow escrow = chain.As(account);
            List<Happening> seen = [];
            chain.Watch = seen.Add;
            Mine(2);
            await escrow.SubmitAsync(new Announce("https://one.example"));
            Mine(1);
            BlockHeader before = (await escrow.GetBlockAsync(BlockTag.Latest))!;
            // With one block between two reorganisations on average, one is planned for certain.
            chain.Stir(new ChainMix { BlocksPerReorganisation = 1, Depth = 1 });
            Mine(1);

            BlockHeader same = (await escrow.GetBlockAsync(BlockTag.At(before.Number)))!;
            Assert.AreNotEqual(before.Hash, same.Hash);
            Assert.AreEqual(before.Timestamp, same.Timestamp);
            Assert.AreEqual(before.Number + 1, (await escrow.GetBlockAsync(BlockTag.Latest))!.Number);
            Reorganised replaced = seen.OfType<Reorganised>().Single();
            Assert.AreEqual(1, replaced.Depth);
            TransactionFate[] fates = [.. seen.OfType<CallEnded>().Select(call => call.Fate)];
            CollectionAssert.AreEqual(
                new[] { TransactionFate.Mined, TransactionFate.Reorganised, TransactionFate.Mined }, fates);

            void Mine(int blocks)
            {
                for (; blocks > 0; blocks--)
                {
                    world.Run(nowMs += chain.BlockMs, () => false);
                    chain.Mine();
                }
            }
        }
    }

    private static Scenario Small(string name) => NamedScenarios.Find(name, Seed)! with
    {
        Devices = 6,
        ImageBytes = 4096,
        WakeMinutes = 5,
        HealMinutes = 20,
    };

    private static Paid Run(FleetSetting setting)
    {
        using FleetWorld world = new(setting, Invariants.All(), new WorldTrace());
        world.Run();
        ReleaseView release = world.View.Find(world.Release.Id)!;
        return new Paid(
            world.Chain.Escrow,
            [.. release.Deliveries.Select(each => $"{each.Distributor} for {each.Device}").Order()],
            [.. release.Paid.Select(each => $"{each.Key} {each.Value * world.Release.Reward}").Order()],
            world.Chain.BalanceOf(world.Chain.Escrow));
    }

    private sealed record Paid(Address Escrow, string[] Deliveries, string[] Earned, BigInteger Left);
}
