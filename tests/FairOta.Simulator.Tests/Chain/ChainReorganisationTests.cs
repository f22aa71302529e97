using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>What a reorganisation takes back, brings back and leaves alone.</summary>
[TestClass]
public sealed class ChainReorganisationTests
{
    private static readonly Address First = ChainStage.Distributors[0].Address;
    private static readonly Address Second = ChainStage.Distributors[1].Address;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    [DataRow(7)]
    [DataRow(8)]
    public async Task Reorganisation_OfAnyDepth_LeavesTheStateOfAChainThatNeverSawTheBlocks(int depth)
    {
        ChainStage stage = await ReservedAsync(loss: 1), other = await ReservedAsync(loss: 1);
        Assert.AreEqual(other.StateText(), stage.StateText());
        Hash32[] before = Hashes(stage);
        stage.Chain.PlanReorganisation(depth);
        await stage.Chain.As(First).SubmitAsync(stage.Reveal(First, 0, 1));
        await stage.Chain.As(Second).SubmitAsync(stage.Reserve(Second, 3));
        stage.Mine(depth);
        Hash32[] seen = Hashes(stage);
        Assert.AreNotEqual(other.StateText(), stage.StateText());

        stage.Mine();
        other.Mine(depth + 1);

        Assert.AreEqual(other.StateText(), stage.StateText());
        Assert.AreEqual(other.Chain.Head.BaseFee, stage.Chain.Head.BaseFee);
        Assert.AreEqual(other.Chain.Head.Header.Number, stage.Chain.Head.Header.Number);
        Hash32[] after = Hashes(stage);
        CollectionAssert.AreEqual(before, after[..before.Length]);
        Assert.IsFalse(after[before.Length..].Intersect(seen).Any());
        Assert.HasCount(seen.Length + 1, after);
    }

    [TestMethod]
    public async Task Reorganisation_WithoutLoss_BringsEveryCallBack()
    {
        ChainStage stage = await ReservedAsync(loss: 0);
        stage.Chain.PlanReorganisation(4);
        Hash32 reveal = await stage.Chain.As(First).SubmitAsync(stage.Reveal(First, 0, 1));
        SimBlock seen = stage.Mine();
        Assert.HasCount(2, (await stage.EventsAsync()).OfType<Delivered>());

        stage.Mine(4);
        stage.Mine(5);

        Delivered[] delivered = [.. (await stage.EventsAsync()).OfType<Delivered>()];
        Assert.HasCount(2, delivered);
        Assert.IsTrue(delivered.All(e => e.At.BlockHash != seen.Header.Hash && e.At.Transaction == reveal));
        Assert.AreEqual(delivered[0].At.Block, stage.Chain.Receipt(reveal)!.Block);
        Assert.AreEqual(1, stage.Chain.MinedOf(First, seen.Header.Number - 1));
    }

    [TestMethod]
    public async Task Reorganisation_WithLoss_ForgetsTheCall()
    {
        ChainStage stage = await ReservedAsync(loss: 1);
        List<TransactionTurn> turns = [];
        stage.Chain.Turned += turns.Add;
        stage.Chain.PlanReorganisation(2);
        Hash32 reveal = await stage.Chain.As(First).SubmitAsync(stage.Reveal(First, 0, 1));
        stage.Mine(2);
        Assert.IsTrue(stage.Chain.Knows(reveal));

        stage.Mine();

        Assert.IsFalse(stage.Chain.Knows(reveal));
        Assert.IsNull(stage.Chain.Receipt(reveal));
        Assert.IsEmpty((await stage.EventsAsync()).OfType<Delivered>());
        CollectionAssert.AreEqual(
            new[]
            {
                TransactionFate.Waits, TransactionFate.Mined, TransactionFate.Reorganised, TransactionFate.Dropped,
            },
            turns.Select(turn => turn.Fate).ToArray());
    }

    [TestMethod]
    public async Task Reorganisation_Due_KeepsTimesAndTellsWhereItForked()
    {
        ChainStage stage = await ReservedAsync(loss: 0);
        (long Fork, int Depth) told = default;
        stage.Chain.Reorganised += (fork, depth) => told = (fork, depth);
        long from = stage.Chain.Head.Header.Number;
        stage.Chain.PlanReorganisation(3);
        stage.Mine(3);
        long[] times = Times(stage);

        stage.Mine();

        Assert.AreEqual((from, 3), told);
        CollectionAssert.AreEqual(times, Times(stage)[..times.Length]);
        foreach (long number in Enumerable.Range(1, (int)stage.Chain.Head.Header.Number))
        {
            Assert.AreEqual(
                stage.Chain.Block(number - 1)!.Header.Hash, stage.Chain.Block(number)!.Header.ParentHash);
        }
    }

    [TestMethod]
    public async Task Plans_ThatOverlap_AreAllKeptOrMadeVoid()
    {
        ChainStage stage = await ReservedAsync(loss: 0);
        List<(long, int)> told = [];
        stage.Chain.Reorganised += (fork, depth) => told.Add((fork, depth));
        long from = stage.Chain.Head.Header.Number;
        stage.Chain.PlanReorganisation(2);
        stage.Chain.PlanReorganisation(5); // in place of the one from the same block
        stage.Mine();
        stage.Chain.PlanReorganisation(1);
        stage.Mine(2);
        stage.Chain.PlanReorganisation(8); // void with the block it begins at
        stage.Mine(20);

        CollectionAssert.AreEqual(new[] { (from + 1, 1), (from, 5) }, told);
    }

    [TestMethod]
    public async Task Credit_BeforeAReorganisation_StaysCredited()
    {
        ChainStage stage = await ReservedAsync(loss: 0);
        stage.Chain.PlanReorganisation(2);
        stage.Mine();
        Address rich = Address.FromBytes([.. new byte[19], 5]), token = Address.FromBytes([.. new byte[19], 6]);
        stage.Chain.Credit(rich, 7);
        stage.Chain.AddToken(token);
        stage.Chain.Credit(rich, token, 8);

        stage.Mine(3);

        Assert.AreEqual(7, stage.Chain.BalanceOf(rich));
        Assert.AreEqual(8, stage.Chain.BalanceOf(rich, token));
    }

    [TestMethod]
    public void Plan_OfADepthThatCannotBe_IsRefused()
    {
        ChainStage stage = new(options: ChainStage.Quiet with { FinalizedLag = 5 });

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stage.Chain.PlanReorganisation(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stage.Chain.PlanReorganisation(6));
        stage.Chain.PlanReorganisation(5);
    }

    [TestMethod]
    public async Task Follower_ThroughReorganisations_AgreesWithOneThatBeginsAnew()
    {
        int rolledBack = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            ChainStage stage = new(devices: 8, options: new SimChainOptions { LossOnReorganisation = 0.3 }, seed: seed);
            await stage.PublishAsync();
            EscrowFollower follower = new(stage.Chain.As((Address?)null), 0);
            SimRandomHistory history = new(stage, seed);
            for (int i = 0; i < 40; i++)
            {
                history.Step();
                long height = follower.State.Head?.Number ?? 0;
                Hash32? seen = follower.State.Head?.Hash;
                ChainState state = await follower.RefreshAsync();
                if (seen is not null && stage.Chain.Block(height)!.Header.Hash != seen) rolledBack++;
                ChainState anew = await new EscrowFollower(stage.Chain.As((Address?)null), 0).RefreshAsync();
                Assert.AreEqual(anew.Head, state.Head);
                Assert.AreEqual(Text(anew.View, stage), Text(state.View, stage));
            }
        }

        Assert.IsGreaterThan(0, rolledBack);
    }

    private static string Text(EscrowView view, ChainStage stage)
    {
        ReleaseView release = view.Find(stage.Release)!;
        return string.Join('\n',
        [
            .. view.Distributors.Select(d => $"{d.Key} {d.Value}").Order(),
            .. ChainStage.Distributors.SelectMany(d => view.OpenReservations(d.Address))
                .Select(r => $"{r.At} {string.Join(' ', r.Reservation.Deliveries)}"),
            .. Enumerable.Range(0, stage.Devices).SelectMany(
                i => view.Deliveries(release.Created.Release, stage.Device(i)).Select(d => $"{i} {d}")),
        ]);
    }

    private static async Task<ChainStage> ReservedAsync(double loss)
    {
        ChainStage stage = new(options: ChainStage.Quiet with { LossOnReorganisation = loss });
        await stage.PublishAsync();
        await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0, 1));
        stage.Mine();
        return stage;
    }

    private static Hash32[] Hashes(ChainStage stage) => [.. Blocks(stage).Select(block => block.Header.Hash)];

    private static long[] Times(ChainStage stage) => [.. Blocks(stage).Select(block => block.Header.Timestamp)];

    private static IEnumerable<SimBlock> Blocks(ChainStage stage) =>
        Enumerable.Range(0, (int)stage.Chain.Head.Header.Number + 1).Select(i => stage.Chain.Block(i)!);
}
