using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>The fee market, and that it loses no wei.</summary>
[TestClass]
public sealed class ChainFeeTests
{
    private static readonly Address First = ChainStage.Distributors[0].Address;
    private static readonly Address Second = ChainStage.Distributors[1].Address;

    /// <summary>The examples follow from EIP-1559's own pseudocode.</summary>
    [TestMethod]
    [DataRow(1_000_000_000, 30_000_000, 1_000_000_000)]
    [DataRow(1_000_000_000, 60_000_000, 1_125_000_000)]
    [DataRow(1_000_000_000, 0, 875_000_000)]
    [DataRow(1_000_000_000, 45_000_000, 1_062_500_000)]
    [DataRow(7, 0, 7)]
    [DataRow(7, 60_000_000, 8)]
    public void BaseFee_AfterABlock_FollowsItsFullness(long baseFee, long gasUsed, long next) =>
        Assert.AreEqual((BigInteger)next, FeeRules.Next(baseFee, gasUsed, 60_000_000));

    [TestMethod]
    public void Demand_OfACrowd_MakesGasDearByTheFormulaUntilItLeaves()
    {
        ChainStage stage = new(options: new SimChainOptions());
        stage.Mine(20);
        BigInteger calm = stage.Chain.Head.BaseFee;
        stage.Chain.SetDemand(4);
        stage.Mine(60);
        BigInteger dear = stage.Chain.Head.BaseFee;
        stage.Chain.SetDemand(0.5);
        stage.Mine(60);

        for (long number = 1; number <= stage.Chain.Head.Header.Number; number++)
        {
            SimBlock block = stage.Chain.Block(number)!, parent = stage.Chain.Block(number - 1)!;
            Assert.AreEqual(
                FeeRules.Next(parent.BaseFee, parent.GasUsed, stage.Options.GasLimit), block.BaseFee);
            Assert.IsLessThanOrEqualTo(stage.Options.GasLimit, block.GasUsed);
        }

        Assert.IsGreaterThan(4 * calm, dear);
        Assert.IsLessThan(2 * calm, stage.Chain.Head.BaseFee);
    }

    [TestMethod]
    public async Task Transaction_ThatOffersLess_WaitsUntilGasIsCheapAgain()
    {
        ChainStage stage = new(options: new SimChainOptions());
        await stage.PublishAsync();
        stage.Chain.SetDemand(10);
        stage.Mine(30);
        SimTransaction cheap = stage.Transaction(First, new Announce("https://a.example"), mostGwei: 2);
        SimTransaction dear = stage.Transaction(Second, new Announce("https://b.example"), mostGwei: 500, tipGwei: 90);
        Assert.IsNull(stage.Chain.Post(cheap));
        Assert.IsNull(stage.Chain.Post(dear));

        stage.Mine(5);

        Assert.IsNotNull(stage.Chain.Receipt(dear.Hash));
        Assert.IsNull(stage.Chain.Receipt(cheap.Hash));
        stage.Chain.SetDemand(0.1);
        stage.Mine(60);
        Assert.IsNotNull(stage.Chain.Receipt(cheap.Hash));
    }

    [TestMethod]
    public void Transaction_OfAHigherTip_ComesFirst()
    {
        ChainStage stage = new();
        stage.Chain.Post(stage.Transaction(First, tipGwei: 1));
        stage.Chain.Post(stage.Transaction(Second, tipGwei: 2));

        CollectionAssert.AreEqual(
            new[] { Second, First }, stage.Mine().Receipts.Select(receipt => receipt.Transaction.Sender).ToArray());
    }

    [TestMethod]
    public void Replacement_NeedsATenthMoreInBothParts()
    {
        ChainStage stage = new();
        List<TransactionTurn> turns = [];
        stage.Chain.Turned += turns.Add;
        SimTransaction first = stage.Transaction(First, mostGwei: 100, tipGwei: 10);
        stage.Chain.Post(first);

        Assert.AreEqual("already known", stage.Chain.Post(first));
        foreach ((long most, long tip) in ((long, long)[])[(109, 11), (110, 10), (200, 10), (109, 20)])
        {
            Assert.AreEqual(
                "replacement transaction underpriced",
                stage.Chain.Post(stage.Transaction(First, mostGwei: most, tipGwei: tip, nonce: 0)));
        }

        SimTransaction better = stage.Transaction(First, mostGwei: 110, tipGwei: 11, nonce: 0);
        Assert.IsNull(stage.Chain.Post(better));
        stage.Mine();

        Assert.AreEqual(first.Hash, turns.Single(t => t.Fate == TransactionFate.Replaced).Transaction.Hash);
        Assert.IsNull(stage.Chain.Receipt(first.Hash));
        Assert.IsNotNull(stage.Chain.Receipt(better.Hash));
        Assert.AreEqual("nonce too low", stage.Chain.Post(first));
    }

    [TestMethod]
    public void Transaction_ThatCannotBe_IsRefusedInTheWordsOfANode()
    {
        ChainStage stage = new(options: ChainStage.Quiet with { WaitingPerAccount = 2 });
        Address poor = Address.FromBytes(new byte[20]);

        Assert.AreEqual(
            "insufficient funds for gas * price + value", stage.Chain.Post(stage.Transaction(poor)));
        Assert.AreEqual("intrinsic gas too low", stage.Chain.Post(stage.Transaction(First, gas: 20_999)));
        Assert.AreEqual("exceeds block gas limit", stage.Chain.Post(stage.Transaction(First, gas: (1 << 24) + 1)));
        Assert.AreEqual(
            "max priority fee per gas higher than max fee per gas",
            stage.Chain.Post(stage.Transaction(First, mostGwei: 1, tipGwei: 2)));
        Assert.IsNull(stage.Chain.Post(stage.Transaction(First)));
        Assert.IsNull(stage.Chain.Post(stage.Transaction(First)));
        Assert.AreEqual("account limit exceeded", stage.Chain.Post(stage.Transaction(First)));
    }

    [TestMethod]
    public void Transaction_BehindAGap_WaitsForTheNumbersBefore()
    {
        ChainStage stage = new();
        SimTransaction later = stage.Transaction(First, nonce: 1);
        stage.Chain.Post(later);
        stage.Mine(2);
        Assert.IsNull(stage.Chain.Receipt(later.Hash));
        Assert.AreEqual(0, stage.Chain.NextNonce(First));

        stage.Chain.Post(stage.Transaction(First, nonce: 0));
        stage.Mine();

        Assert.IsNotNull(stage.Chain.Receipt(later.Hash));
        Assert.AreEqual(2, stage.Chain.NextNonce(First));
    }

    [TestMethod]
    public async Task Transaction_OfTooLittleGas_RevertsAndPaysAllOfIt()
    {
        ChainStage stage = new();
        await stage.PublishAsync();
        SimTransaction transaction = stage.Transaction(First, stage.Reserve(First, 0), gas: 60_000);
        stage.Chain.Post(transaction);

        stage.Mine();

        SimReceipt receipt = stage.Chain.Receipt(transaction.Hash)!;
        Assert.AreEqual("OutOfGas", receipt.Error);
        Assert.AreEqual(60_000, receipt.GasUsed);
        Assert.IsFalse(stage.Chain.Release(stage.Release)!.Tranches[0].Taken.Contains(0));
    }

    [TestMethod]
    public void Transfer_OfEther_MovesItAndPaysItsFee()
    {
        ChainStage stage = new();
        SimTransaction transaction = stage.Transaction(First);
        stage.Chain.Post(transaction);

        stage.Mine();

        SimReceipt receipt = stage.Chain.Receipt(transaction.Hash)!;
        Assert.AreEqual(21_000, receipt.GasUsed);
        Assert.AreEqual((100 * ChainStage.Ether) + 1, stage.Chain.BalanceOf(ChainStage.Vendor.Address));
        Assert.AreEqual((100 * ChainStage.Ether) - 1 - receipt.Fee, stage.Chain.BalanceOf(First));
    }

    /// <summary>What everybody holds follows from the receipts of the blocks that stand, to the wei.</summary>
    [TestMethod]
    public async Task Money_OfAnyHistory_IsWhatTheReceiptsSay()
    {
        int reverted = 0, reorganised = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            ChainStage stage = new(
                devices: 6, options: new SimChainOptions { Order = (BlockOrder)(seed % 3) }, seed: seed);
            await stage.PublishAsync();
            SimRandomHistory history = new(stage, seed);
            stage.Chain.Reorganised += (_, _) => reorganised++;
            for (int i = 0; i < 40; i++) history.Step();
            reverted += Check(stage);
        }

        Assert.IsGreaterThan(0, reverted);
        Assert.IsGreaterThan(0, reorganised);
    }

    private static int Check(ChainStage stage)
    {
        SimBlock[] blocks =
            [.. Enumerable.Range(0, (int)stage.Chain.Head.Header.Number + 1).Select(i => stage.Chain.Block(i)!)];
        SimReceipt[] receipts = [.. blocks.SelectMany(block => block.Receipts)];
        BigInteger burned = blocks.Aggregate(
            BigInteger.Zero, (sum, b) => sum + (b.Receipts.Sum(r => r.GasUsed) * b.BaseFee));
        BigInteger fees = receipts.Aggregate(BigInteger.Zero, (sum, r) => sum + r.Fee);
        Assert.AreEqual(400 * ChainStage.Ether, stage.Chain.TotalSupply);
        Assert.AreEqual(burned, stage.Chain.Burned);
        Assert.AreEqual(fees - burned, stage.Chain.BalanceOf(stage.Options.Miner));
        foreach (PrivateKeyAccount each in ChainStage.Distributors)
        {
            BigInteger expected = receipts.Where(r => r.Transaction.Sender == each.Address).Aggregate(
                100 * ChainStage.Ether, (sum, r) => sum - r.Fee - (r.Succeeded ? r.Transaction.Value : 0));
            expected += ChainStage.Reward * receipts.SelectMany(r => r.Events).OfType<Delivered>()
                .Count(e => e.Distributor == each.Address);
            Assert.AreEqual(expected, stage.Chain.BalanceOf(each.Address));
        }

        Assert.AreEqual(stage.Chain.Release(stage.Release)!.Balance, stage.Chain.BalanceOf(stage.Chain.Escrow));
        return receipts.Count(r => !r.Succeeded);
    }
}
