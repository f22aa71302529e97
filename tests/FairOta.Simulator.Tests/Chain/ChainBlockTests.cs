using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>What blocks take up, in which order, and what becomes of it.</summary>
[TestClass]
public sealed class ChainBlockTests
{
    private static readonly Address First = ChainStage.Distributors[0].Address;
    private static readonly Address Second = ChainStage.Distributors[1].Address;

    [TestMethod]
    public async Task Block_OfSeveralCalls_HoldsThemAllWithEventsInOneOrder()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0, 1));
        await stage.Chain.As(Second).SubmitAsync(stage.Reserve(Second, 2));

        SimBlock block = stage.Mine();

        Assert.HasCount(2, block.Receipts);
        Assert.HasCount(2, block.Events.OfType<Reserved>());
        CollectionAssert.AreEqual(
            Enumerable.Range(0, block.Events.Count).ToArray(), block.Events.Select(e => e.At.LogIndex).ToArray());
        Assert.IsTrue(block.Events.All(e => e.At.BlockHash == block.Header.Hash && e.At.Block == block.Header.Number));
        Assert.AreEqual(0, stage.Chain.WaitingCount);
    }

    [TestMethod]
    public async Task Block_OfTwoCallsForOnePlace_RevertsTheLaterAndTakesItsFee()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0));
        Hash32 late = await stage.Chain.As(Second).SubmitAsync(stage.Reserve(Second, 0));

        SimBlock block = stage.Mine();

        Assert.AreEqual(First, block.Events.OfType<Reserved>().Single().Reservation.Distributor);
        SimReceipt receipt = stage.Chain.Receipt(late)!;
        Assert.AreEqual("NothingAccepted", receipt.Error);
        Assert.IsEmpty(receipt.Events);
        Assert.IsGreaterThan(0, receipt.Fee);
        Assert.AreEqual((100 * ChainStage.Ether) - receipt.Fee, stage.Chain.BalanceOf(Second));
        await Assert.ThrowsExactlyAsync<TransactionRevertedException>(() => stage.Chain.As(Second).WaitAsync(late));
    }

    [TestMethod]
    public async Task Block_ByAnAdversary_TakesTheLaterFirst()
    {
        ChainStage stage = new(options: ChainStage.Quiet with { Order = BlockOrder.Adversarial });
        await stage.PublishAsync();
        await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0));
        await stage.Chain.As(Second).SubmitAsync(stage.Reserve(Second, 0));

        SimBlock block = stage.Mine();

        Assert.AreEqual(Second, block.Events.OfType<Reserved>().Single().Reservation.Distributor);
    }

    [TestMethod]
    public async Task Block_InADrawnOrder_TakesNowThisAndNowThatFirst()
    {
        HashSet<Address> winners = [];
        for (ulong seed = 0; seed < 16; seed++)
        {
            ChainStage stage = new(options: ChainStage.Quiet with { Order = BlockOrder.Shuffled }, seed: seed);
            await stage.PublishAsync();
            await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0));
            await stage.Chain.As(Second).SubmitAsync(stage.Reserve(Second, 0));
            winners.Add(stage.Mine().Events.OfType<Reserved>().Single().Reservation.Distributor);
        }

        Assert.HasCount(2, winners);
    }

    [TestMethod]
    [DataRow((int)BlockOrder.ByTip)]
    [DataRow((int)BlockOrder.Shuffled)]
    [DataRow((int)BlockOrder.Adversarial)]
    public async Task Block_OfOneSender_KeepsTheOrderOfItsNumbers(int order)
    {
        ChainStage stage = new(options: ChainStage.Quiet with { Order = (BlockOrder)order });
        await stage.PublishAsync();
        SimAccount account = stage.Chain.As(First);
        foreach (string url in (string[])["https://a.example", "https://b.example", "https://c.example"])
            await account.SubmitAsync(new Announce(url));

        SimBlock block = stage.Mine();

        CollectionAssert.AreEqual(
            new long[] { 0, 1, 2 }, block.Receipts.Select(receipt => receipt.Transaction.Nonce).ToArray());
        Assert.AreEqual("https://c.example", block.Events.OfType<DistributorAnnounced>().Last().Url);
    }

    [TestMethod]
    public async Task Call_ThatWouldRevert_IsNotSent()
    {
        ChainStage stage = new();

        EscrowRevertedException refusal = await Assert.ThrowsExactlyAsync<EscrowRevertedException>(
            () => stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0)));

        Assert.AreEqual("UnknownTranche", refusal.Error);
        Assert.AreEqual(0, stage.Chain.WaitingCount);
    }

    [TestMethod]
    public async Task Call_ThatIsPosted_ReachesTheChainOnlyWhenItIsDelivered()
    {
        ChainStage stage = new();
        List<SimTransaction> posted = [];
        SimAccount account = stage.Chain.As(First, posted.Add);
        Hash32 first = await account.SubmitAsync(new Announce("https://a.example"));
        Hash32 second = await account.SubmitAsync(new Announce("https://b.example"));
        Assert.AreEqual(0, stage.Chain.WaitingCount);
        Assert.IsFalse(stage.Chain.Knows(first));
        await Assert.ThrowsExactlyAsync<TransactionTimeoutException>(() => account.WaitAsync(first));

        foreach (SimTransaction transaction in posted) Assert.IsNull(stage.Chain.Post(transaction));
        stage.Mine();

        Assert.IsTrue(stage.Chain.Receipt(first)!.Succeeded);
        Assert.IsTrue(stage.Chain.Receipt(second)!.Succeeded);
    }

    [TestMethod]
    public async Task Events_OfSomeBlocks_AreThoseAlone()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0));
        stage.Mine(3);

        Assert.HasCount(2, await stage.Chain.As((Address?)null).GetEventsAsync(1, 1));
        Assert.HasCount(1, await stage.Chain.As((Address?)null).GetEventsAsync(2, 4));
        Assert.IsEmpty(await stage.Chain.As((Address?)null).GetEventsAsync(3, 400));
        Assert.IsEmpty(await stage.Chain.As((Address?)null).GetEventsAsync(0, 9, new EscrowFilter(Device: First)));
    }

    [TestMethod]
    public async Task Tags_OfSettledBlocks_LagBehind()
    {
        ChainStage stage = new(options: ChainStage.Quiet with { SafeLag = 3, FinalizedLag = 5 });
        stage.Mine(2);
        Assert.AreEqual(0, (await stage.Chain.As((Address?)null).GetBlockAsync(BlockTag.Safe))!.Number);
        stage.Mine(8);

        Assert.AreEqual(10, (await stage.Chain.As((Address?)null).GetBlockAsync(BlockTag.Latest))!.Number);
        Assert.AreEqual(7, (await stage.Chain.As((Address?)null).GetBlockAsync(BlockTag.Safe))!.Number);
        Assert.AreEqual(5, (await stage.Chain.As((Address?)null).GetBlockAsync(BlockTag.Finalized))!.Number);
        Assert.AreEqual(4, (await stage.Chain.As((Address?)null).GetBlockAsync(BlockTag.At(4)))!.Number);
        Assert.IsNull(await stage.Chain.As((Address?)null).GetBlockAsync(BlockTag.At(11)));
    }

    [TestMethod]
    public async Task Chain_OfTheSameSeed_HasTheSameHashes()
    {
        Assert.AreEqual(await PlayAsync(7), await PlayAsync(7));
        Assert.AreNotEqual(await PlayAsync(7), await PlayAsync(8));
    }

    private static async Task<Hash32> PlayAsync(ulong seed)
    {
        ChainStage stage = new(options: new SimChainOptions { Order = BlockOrder.Shuffled, Demand = 1 }, seed: seed);
        await stage.PublishAsync();
        stage.Chain.PlanReorganisation(3);
        await stage.Chain.As(First).SubmitAsync(stage.Reserve(First, 0, 1));
        await stage.Chain.As(Second).SubmitAsync(stage.Reserve(Second, 1, 2));
        stage.Mine(8);
        return stage.Chain.Head.Header.Hash;
    }

    [TestMethod]
    public async Task Reads_FromManyThreads_AgreeAndLeaveTheChainAsItIs()
    {
        ChainStage stage = new(devices: 16);
        await stage.PublishAsync();
        Reserve[] calls = [.. Enumerable.Range(0, 16).Select(i => stage.Reserve(First, i))];
        string before = stage.StateText();
        List<SimTransaction>[] posted = [.. calls.Select(_ => new List<SimTransaction>())];

        Parallel.For(0, calls.Length, i =>
        {
            SimAccount account = stage.Chain.As(First, posted[i].Add);
            _ = account.SubmitAsync(calls[i]).Result;
            Assert.HasCount(2, account.GetEventsAsync(0, 9).Result);
        });

        Assert.AreEqual(before, stage.StateText());
        Assert.AreEqual(0, stage.Chain.WaitingCount);
        Assert.IsTrue(posted.All(own => own.Count == 1));
    }
}
