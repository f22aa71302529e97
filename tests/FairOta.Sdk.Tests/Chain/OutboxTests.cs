using System;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class OutboxTests
{
    private static readonly PrivateKeyAccount Account =
        PrivateKeyAccount.Parse("0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63");

    private static readonly Address Target = Address.Parse(new string('a', 40));
    private readonly PoolNode _node = new();
    private readonly MemoryOutboxStore _store = new();
    private readonly FixedTime _time = new(1_900_000_000);
    private Outbox _outbox;

    public OutboxTests() => _outbox = Open();

    [TestMethod]
    public async Task Submit_OneCall_IsWrittenBeforeItIsSent()
    {
        _node.Fault = (method, after) =>
            method == "eth_sendRawTransaction" && !after ? new NodeException("gone") : null;
        await Assert.ThrowsExactlyAsync<NodeException>(() => SubmitAsync(1));
        Assert.HasCount(0, _node.Pool);
        Assert.AreEqual("call 1", _store.Live().Single().About.Single());
        Assert.Contains("call 1", _outbox.InFlight);
    }

    [TestMethod]
    public async Task Submit_SimulationReverts_KeepsNothing()
    {
        _node.Reverts = _ => true;
        await Assert.ThrowsExactlyAsync<JsonRpcException>(() => SubmitAsync(1));
        Assert.IsEmpty(_store.Live());
        Assert.IsEmpty(_outbox.InFlight);
    }

    /// <summary>7 wei and 90,000 gas at 202 wei each, and as much again for what is on its way.</summary>
    [TestMethod]
    public async Task Prepare_AccountCannotPayForAllOnItsWay_IsRefusedBeforeAnythingIsSent()
    {
        BigInteger cost = 7 + PoolNode.Gas * 180 / 100 * (2 * _node.BaseFee + 2);
        _node.Balance = cost - 1;
        await Assert.ThrowsExactlyAsync<InsufficientFundsException>(() => PrepareAsync(1));
        _node.Balance = cost;
        await _outbox.SubmitAsync(await PrepareAsync(1));
        await Assert.ThrowsExactlyAsync<InsufficientFundsException>(() => PrepareAsync(2));
        _node.Balance = 2 * cost;
        await PrepareAsync(2);
        _node.Balance = cost;
        _node.Mine();
        await PrepareAsync(2);
        Assert.HasCount(1, _store.Live());
    }

    [TestMethod]
    public async Task Prepare_Always_SendsAndKeepsNothing()
    {
        await PrepareAsync(1);
        Assert.IsEmpty(_store.Live());
        Assert.IsEmpty(_node.Pool);
    }

    [TestMethod]
    public async Task Submit_GasRoseSinceItWasPrepared_OffersWhatWasPrepared()
    {
        OutboxDraft draft = await PrepareAsync(1);
        BigInteger before = _node.BaseFee;
        _node.BaseFee *= 1000;
        await _outbox.SubmitAsync(draft);
        Assert.AreEqual(2 * before + 2, _node.Pool.Single().MaxFee);
    }

    [TestMethod]
    public async Task Submit_NodeRefuses_KeepsNothingAndTheNumberIsFree()
    {
        _node.Fault = (method, after) => method == "eth_sendRawTransaction" && !after
            ? new JsonRpcException(method, -32000, "insufficient funds", [])
            : null;
        await Assert.ThrowsExactlyAsync<JsonRpcException>(() => SubmitAsync(1));
        Assert.IsEmpty(_store.Live());
        _node.Fault = (_, _) => null;
        await SubmitAsync(2);
        Assert.AreEqual(0, _node.Pool.Single().Nonce);
    }

    [TestMethod]
    public async Task Restart_CallWrittenButNeverSent_IsSentUnderItsNumber()
    {
        _node.Fault = (method, after) =>
            method == "eth_sendRawTransaction" && !after ? new NodeException("gone") : null;
        await Assert.ThrowsExactlyAsync<NodeException>(() => SubmitAsync(1));
        _node.Fault = (_, _) => null;
        _outbox = Open();
        await SubmitAsync(2);
        Assert.AreEqual(1, _node.Pool.Single().Nonce);
        _time.Now += 15;
        OutboxReport report = await _outbox.TendAsync();
        Assert.Contains("sent again", report.Notes.Single().What);
        _node.Mine(3);
        CollectionAssert.AreEqual(new byte[][] { [1], [2] }, _node.Chain.Select(m => m.Sent.Data).ToArray(), Bytes);
    }

    [TestMethod]
    public async Task Tend_MinedAndSettled_RecordsTheFeeOfTheReceipt()
    {
        await SubmitAsync(1);
        _node.Mine();
        Assert.IsEmpty((await _outbox.TendAsync()).Settled);
        Assert.Contains("call 1", _outbox.InFlight);
        _node.Mine(2);
        SettledTransaction settled = (await _outbox.TendAsync()).Settled.Single();
        Assert.AreEqual(SettledOutcome.Done, settled.Outcome);
        Assert.AreEqual(_node.Chain.Single().Fee, settled.Fee);
        Assert.AreEqual(7, settled.Value);
        Assert.IsEmpty(_outbox.InFlight);
        Assert.AreEqual(settled, _store.Settled().Single());
    }

    [TestMethod]
    public async Task Tend_ChainTakesItsBlockBack_WaitsAndIsSentAgain()
    {
        await SubmitAsync(1);
        _node.Mine(2);
        await _outbox.TendAsync();
        _node.TakeBack(2, forget: true);
        _time.Now += 15;
        await _outbox.TendAsync();
        Assert.HasCount(1, _node.Pool);
        _node.Mine(3);
        Assert.AreEqual(SettledOutcome.Done, (await _outbox.TendAsync()).Settled.Single().Outcome);
        Assert.HasCount(1, _node.Chain);
    }

    [TestMethod]
    public async Task Tend_StuckBelowTheBaseFee_IsReplacedAndPaidOnce()
    {
        await SubmitAsync(1);
        _node.BaseFee = 1000; // it offers 202
        _node.Mine(3);
        _time.Now += 89;
        Assert.IsEmpty((await _outbox.TendAsync()).Notes);
        _time.Now++;
        Assert.Contains("replaced", (await _outbox.TendAsync()).Notes.Single().What);
        Assert.AreEqual(2002, _node.Pool.Single().MaxFee);
        _node.Mine(3);
        SettledTransaction settled = (await _outbox.TendAsync()).Settled.Single();
        Assert.AreEqual(2, settled.Versions);
        Assert.AreEqual(_node.Chain.Single().Fee, settled.Fee);
    }

    [TestMethod]
    public async Task Tend_StuckButNoBlocksCome_IsLeftAlone()
    {
        await SubmitAsync(1);
        _time.Now += 1000;
        Assert.IsEmpty((await _outbox.TendAsync()).Notes);
        Assert.HasCount(1, _store.Live().Single().Versions);
    }

    [TestMethod]
    public async Task Tend_LaterOnesWaitForTheStuckOne_OnlyThatIsReplaced()
    {
        await SubmitAsync(1);
        _node.BaseFee = 1000;
        await SubmitAsync(2);
        _node.Mine(3);
        _time.Now += 90;
        OutboxReport report = await _outbox.TendAsync();
        Assert.AreEqual(0, report.Notes.Single().Nonce);
        _node.Mine();
        Assert.HasCount(2, _node.Chain);
    }

    [TestMethod]
    public async Task Tend_OlderFormIsMinedAfterAll_CountsOnceWithItsOwnFee()
    {
        await SubmitAsync(1);
        PoolNode.Sent first = _node.Pool.Single();
        _node.BaseFee = 1000;
        _node.Mine(3);
        _time.Now += 90;
        await _outbox.TendAsync();
        _node.Drop();
        _node.BaseFee = 100;
        await new EthereumNode(_node).SendRawAsync(_store.Live().Single().Versions[0].Raw);
        _node.Mine(3);
        SettledTransaction settled = (await _outbox.TendAsync()).Settled.Single();
        Assert.AreEqual(first.Hash, settled.Transaction);
        Assert.AreEqual(PoolNode.Gas * new BigInteger(102), settled.Fee);
    }

    [TestMethod]
    public async Task Tend_OfferWouldExceedTheLimit_WaitsAndNeverExceedsIt()
    {
        _outbox = Open(new WalletOptions { MaxFeePerGas = 210 });
        await SubmitAsync(1);
        _node.BaseFee = 1000;
        _node.Mine(3);
        _time.Now += 90;
        Assert.Contains("exceed the limit", (await _outbox.TendAsync()).Notes.Single().What);
        _node.BaseFee = 150;
        _node.Mine(1);
        Assert.HasCount(1, _node.Chain);
    }

    [TestMethod]
    public async Task Tend_StuckCallRevertsByNow_GivesItsNumberUpSoThatTheNextIsMined()
    {
        await SubmitAsync(1);
        _node.BaseFee = 1000;
        await SubmitAsync(2);
        _node.Mine(3);
        _node.Reverts = data => data is [1];
        _time.Now += 90;
        Assert.Contains("given up", (await _outbox.TendAsync()).Notes.Single().What);
        _node.Mine(1);
        await _outbox.TendAsync();
        // What was given up can be decided anew at once, though its block is not settled yet.
        Assert.DoesNotContain("call 1", _outbox.InFlight);
        Assert.Contains("call 2", _outbox.InFlight);
        _node.Mine(2);
        CollectionAssert.AreEqual(
            new[] { SettledOutcome.GivenUp, SettledOutcome.Done },
            (await _outbox.TendAsync()).Settled.Select(s => s.Outcome).ToArray());
        Assert.IsTrue(_node.Chain.First().Sent.IsIdle);
    }

    [TestMethod]
    public async Task Tend_MinedAndReverted_IsNoLongerInFlight()
    {
        await SubmitAsync(1);
        _node.Reverts = _ => true;
        _node.Mine();
        await _outbox.TendAsync();
        Assert.IsEmpty(_outbox.InFlight);
        _node.Mine(2);
        SettledTransaction settled = (await _outbox.TendAsync()).Settled.Single();
        Assert.AreEqual(SettledOutcome.Reverted, settled.Outcome);
        Assert.AreEqual(BigInteger.Zero, settled.Value);
        Assert.AreEqual(_node.Chain.Single().Fee, settled.Fee);
    }

    [TestMethod]
    public async Task Tend_NumberTakenBySomebodyElse_IsDisplacedOnceThatIsSettled()
    {
        await SubmitAsync(1);
        _node.Intrude();
        _node.Mine();
        _time.Now += 1000;
        Assert.IsEmpty((await _outbox.TendAsync()).Settled);
        _node.Mine(2);
        SettledTransaction settled = (await _outbox.TendAsync()).Settled.Single();
        Assert.AreEqual(SettledOutcome.Displaced, settled.Outcome);
        Assert.AreEqual(BigInteger.Zero, settled.Fee);
        Assert.IsEmpty(_outbox.InFlight);
    }

    [TestMethod]
    public async Task Tend_NumberBeforeItWasDroppedForGood_IsFilled()
    {
        _node.Intrude(); // another program's, which takes number 0 and is then forgotten
        await SubmitAsync(1);
        PoolNode.Sent mine = _node.Pool.Last();
        _node.Drop();
        _time.Now += 90;
        OutboxReport report = await _outbox.TendAsync();
        Assert.Contains("fills", report.Notes[0].What);
        await _outbox.TendAsync();
        _node.Mine(3);
        CollectionAssert.AreEqual(new[] { true, false }, _node.Chain.Select(m => m.Sent.IsIdle).ToArray());
        Assert.AreEqual(mine.Hash, _node.Chain.Last().Sent.Hash);
    }

    [TestMethod]
    [DataRow("safe", 3)]
    [DataRow("finalized", 5)]
    [DataRow("0", 1)]
    public async Task Tend_FinalityByTag_SettlesWhenTheChainSaysSo(string finality, int blocks)
    {
        var options = new OutboxOptions { Confirmations = Finality.Parse(finality) };
        _outbox = new Outbox(Wallet(), _store, options);
        await SubmitAsync(1);
        _node.Mine(blocks - 1);
        Assert.IsEmpty((await _outbox.TendAsync()).Settled);
        _node.Mine();
        Assert.HasCount(1, (await _outbox.TendAsync()).Settled);
    }

    private static System.Collections.IComparer Bytes { get; } =
        System.Collections.Generic.Comparer<object>.Create(
            (a, b) => ((byte[])a).AsSpan().SequenceCompareTo((byte[])b));

    private Task<Hash32> SubmitAsync(byte number) => _outbox.SubmitAsync(
        "call", [$"call {number}"], new TransactionRequest(Target, [number], 7));

    private Task<OutboxDraft> PrepareAsync(byte number) => _outbox.PrepareAsync(
        "call", [$"call {number}"], new TransactionRequest(Target, [number], 7));

    private Outbox Open(WalletOptions? options = null) => new(Wallet(options), _store);

    private Wallet Wallet(WalletOptions? options = null) => new(new EthereumNode(_node), Account, options, _time);
}
