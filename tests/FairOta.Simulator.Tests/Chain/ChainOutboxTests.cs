using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>The product's outbox through whatever the chain does to it.</summary>
[TestClass]
public sealed class ChainOutboxTests
{
    private static readonly PrivateKeyAccount First = ChainStage.Distributors[0];
    private static readonly PrivateKeyAccount Second = ChainStage.Distributors[1];
    private static readonly OutboxOptions Patient = new() { Confirmations = 12 };

    [TestMethod]
    public async Task Outbox_OnACalmChain_SettlesWithTheFeeOfTheReceipt()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        using IEscrowOutbox outbox = Open(stage, First);
        Reserve call = stage.Reserve(First.Address, 0, 1);

        Hash32 sent = await outbox.SubmitAsync(call);
        Assert.IsTrue(CallSubjects.Of(call).All(outbox.InFlight.Contains));
        SettledTransaction settled = (await TendAsync(stage, outbox, blocks: 14)).Single();

        Assert.AreEqual(SettledOutcome.Done, settled.Outcome);
        Assert.AreEqual(sent, settled.Transaction);
        Assert.AreEqual(stage.Chain.Receipt(sent)!.Fee, settled.Fee);
        Assert.AreEqual((100 * ChainStage.Ether) - settled.Fee, stage.Chain.BalanceOf(First.Address));
        Assert.IsEmpty(outbox.InFlight);
    }

    [TestMethod]
    public async Task Outbox_OfACallThatWouldRevert_SendsNothing()
    {
        ChainStage stage = new();
        using IEscrowOutbox outbox = Open(stage, First);

        EscrowRevertedException refusal = await Assert.ThrowsExactlyAsync<EscrowRevertedException>(
            () => outbox.SubmitAsync(stage.Reserve(First.Address, 0)));

        Assert.AreEqual("UnknownTranche", refusal.Error);
        Assert.IsEmpty(outbox.InFlight);
        Assert.AreEqual(0, stage.Chain.WaitingCount);
    }

    [TestMethod]
    public async Task Outbox_WhoseFirstOfferIsTooLow_IsReplacedAndSettledOnce()
    {
        ChainStage stage = new(options: new SimChainOptions());
        await stage.PublishAsync();
        List<SimTransaction> held = [];
        using IEscrowOutbox outbox = Open(stage, First, held.Add);
        Hash32 first = await outbox.SubmitAsync(stage.Reserve(First.Address, 0));
        stage.Chain.SetDemand(20);
        stage.Mine(40); // meanwhile the base fee passes what was offered
        Assert.IsNull(stage.Chain.Post(held.Single()));
        held.Clear();

        List<SettledTransaction> settled = [];
        for (int i = 0; i < 60; i++)
        {
            settled.AddRange((await outbox.TendAsync()).Settled);
            foreach (SimTransaction transaction in held) stage.Chain.Post(transaction);
            held.Clear();
            stage.Mine();
        }

        Assert.AreEqual(SettledOutcome.Done, settled.Single().Outcome);
        Assert.IsGreaterThan(1, settled.Single().Versions);
        Assert.AreNotEqual(first, settled.Single().Transaction);
        Assert.IsNull(stage.Chain.Receipt(first));
    }

    [TestMethod]
    public async Task Outbox_WhoseTransactionWasLost_SendsItAgain()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        List<SimTransaction> sent = [];
        using IEscrowOutbox outbox = Open(stage, First, sent.Add);
        Hash32 first = await outbox.SubmitAsync(stage.Reserve(First.Address, 0));
        stage.Mine(3);

        OutboxReport report = await outbox.TendAsync();

        Assert.AreEqual("was sent again: the node did not have it", report.Notes.Single().What);
        CollectionAssert.AreEqual(new[] { first, first }, sent.Select(t => t.Hash).ToArray());
    }

    [TestMethod]
    public async Task Outbox_WhoseCallWouldRevertByNow_GivesItsNumberUp()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        List<SimTransaction> sent = [];
        using IEscrowOutbox outbox = Open(stage, First, sent.Add);
        await outbox.SubmitAsync(stage.Reserve(First.Address, 0));
        await stage.Chain.As(Second.Address).SubmitAsync(stage.Reserve(Second.Address, 0));
        stage.Mine(10); // what was sent is lost, and another is first

        sent.Clear();
        await outbox.TendAsync();
        Assert.IsNull(stage.Chain.Post(sent.Single()));
        SettledTransaction settled = (await TendAsync(stage, outbox, blocks: 14)).Single();

        Assert.AreEqual(SettledOutcome.GivenUp, settled.Outcome);
        Assert.AreEqual(21_000, settled.GasUsed);
    }

    [TestMethod]
    public async Task Outbox_ThroughAStormOfReorganisations_GetsEveryCallThroughOnce()
    {
        int reorganised = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            ChainStage stage = new(
                devices: 12,
                options: new SimChainOptions { LossOnReorganisation = 0.4, Order = BlockOrder.Shuffled }, seed: seed);
            await stage.PublishAsync();
            stage.Mine();
            stage.Chain.Reorganised += (_, _) => reorganised++;
            SimRandom draws = new(seed, "storm");
            using IEscrowOutbox outbox = Open(stage, First);
            List<SettledTransaction> settled = [];
            for (int i = 0; i < 400 && settled.Count < stage.Devices; i++)
            {
                if (i % 5 == 0 && i / 5 < stage.Devices)
                    await outbox.SubmitAsync(stage.Reserve(First.Address, i / 5));
                settled.AddRange((await outbox.TendAsync()).Settled);
                if (draws.Chance(0.25)) stage.Chain.PlanReorganisation(1 + draws.Next(8));
                stage.Mine();
            }

            Assert.HasCount(stage.Devices, settled);
            Assert.IsTrue(settled.All(s => s.Outcome == SettledOutcome.Done));
            Assert.IsTrue(settled.All(s => stage.Chain.Receipt(s.Transaction)?.Block == s.Block));
            uint[] reserved = [.. (await stage.EventsAsync()).OfType<Reserved>()
                .SelectMany(e => e.Reservation.Deliveries).Select(d => d.Index).Order()];
            CollectionAssert.AreEqual(Enumerable.Range(0, stage.Devices).Select(i => (uint)i).ToArray(), reserved);
            Assert.IsEmpty(outbox.InFlight);
        }

        Assert.IsGreaterThan(8, reorganised);
    }

    [TestMethod]
    public void Outbox_OfAnAccountWithoutAKey_IsRefused()
    {
        ChainStage stage = new();

        Assert.ThrowsExactly<InvalidOperationException>(
            () => stage.Chain.As(First.Address).OpenOutbox(new MemoryOutboxStore(), Patient));
    }

    private static IEscrowOutbox Open(ChainStage stage, PrivateKeyAccount key, Action<SimTransaction>? post = null) =>
        stage.Chain.As(key, post).OpenOutbox(new MemoryOutboxStore(), Patient);

    private static async Task<List<SettledTransaction>> TendAsync(ChainStage stage, IEscrowOutbox outbox, int blocks)
    {
        List<SettledTransaction> settled = [];
        for (int i = 0; i < blocks; i++)
        {
            stage.Mine();
            settled.AddRange((await outbox.TendAsync()).Settled);
        }

        return settled;
    }
}
