using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>Nodes that fail or are behind, and signers that refuse.</summary>
[TestClass]
public sealed class TroubledNodeTests
{
    private const int Behind = 5;
    private static readonly PrivateKeyAccount First = ChainStage.Distributors[0];
    private readonly SimWorld _world = new(1, 0, 1);
    private readonly ChainStage _stage = new();
    private readonly NodeHealth _health;
    private readonly SimAccount _account;
    private readonly EthereumNode _node;

    public TroubledNodeTests()
    {
        _health = new NodeHealth(_world);
        _stage.Chain.Remember(8);
        _account = _stage.Chain.As(First, null, _health);
        _node = new EthereumNode(new TroubledNode(new SimNode(_stage.Chain, _account), _health));
    }

    [TestMethod]
    public async Task Outage_OfANode_AnswersNothingUntilItIsOver()
    {
        _health.Break(NodeFault.Outage, 0, 1000);

        await Assert.ThrowsExactlyAsync<NodeException>(() => _node.GetBlockAsync(BlockTag.Latest));
        await Assert.ThrowsExactlyAsync<NodeException>(() => _account.GetBlockAsync(BlockTag.Latest));
        await Assert.ThrowsExactlyAsync<NodeException>(() => _account.GetEventsAsync(0, 1));
        await Assert.ThrowsExactlyAsync<NodeException>(() => _account.SimulateAsync(_stage.Create));
        Assert.AreEqual(4, _health.Unanswered);

        _world.Run(1000, () => false);
        Assert.IsTrue(_health.IsSound);
        Assert.IsNotNull(await _node.GetBlockAsync(BlockTag.Latest));
    }

    [TestMethod]
    public async Task Lag_OfANode_IsInAllThatItAnswers()
    {
        await _stage.PublishAsync();
        _stage.Mine(10);
        Hash32 sent = await _stage.Chain.As(First).SubmitAsync(_stage.Reserve(First.Address, 0));
        _stage.Mine(2);
        long head = _stage.Chain.Head.Header.Number;
        BigInteger before = _stage.Chain.BalanceOf(First.Address, head - Behind);
        _health.Break(NodeFault.Lagging, Behind, 1000);

        Assert.AreEqual(head - Behind, (await _node.GetBlockAsync(BlockTag.Latest))!.Number);
        Assert.AreEqual(head - Behind, (await _account.GetBlockAsync(BlockTag.Latest))!.Number);
        Assert.IsNull(await _node.GetBlockAsync(BlockTag.At(head)));
        Assert.IsNull(await _account.GetBlockAsync(BlockTag.At(head)));
        Assert.IsNull(await _node.GetReceiptAsync(sent));
        Assert.AreEqual(0, await _node.GetNonceAsync(First.Address, BlockTag.Latest));
        Assert.AreEqual(0, await _node.GetNonceAsync(First.Address, BlockTag.Pending));
        Assert.AreEqual(before, await _node.GetBalanceAsync(First.Address));
        Assert.AreNotEqual(before, _stage.Chain.BalanceOf(First.Address));
        Assert.IsEmpty((await _account.GetEventsAsync(0, head)).OfType<Reserved>());
        await Assert.ThrowsExactlyAsync<TransactionTimeoutException>(() => _account.WaitAsync(sent));
        // By the state of then, the place is free.
        await _account.SimulateAsync(_stage.Reserve(First.Address, 0));
        await Assert.ThrowsExactlyAsync<EscrowRevertedException>(
            () => _stage.Chain.As(First).SimulateAsync(_stage.Reserve(First.Address, 0)));

        _health.Heal();
        Assert.AreEqual(head, (await _node.GetBlockAsync(BlockTag.Latest))!.Number);
        Assert.IsNotNull(await _node.GetReceiptAsync(sent));
    }

    [TestMethod]
    public async Task Lag_AfterAReorganisation_ShowsTheBranchThatStands()
    {
        _stage.Mine(6);
        _stage.Chain.PlanReorganisation(4);
        _stage.Mine(6);
        _health.Break(NodeFault.Lagging, Behind, 1000);

        long seen = _stage.Chain.Head.Header.Number - Behind;
        Assert.AreEqual(_stage.Chain.Block(seen)!.Header, await _node.GetBlockAsync(BlockTag.Latest));
        Assert.AreEqual(100 * ChainStage.Ether, await _node.GetBalanceAsync(First.Address));
    }

    [TestMethod]
    public async Task Flip_OfTwoNodes_AnswersByTurns()
    {
        _stage.Mine(8);
        long head = _stage.Chain.Head.Header.Number;
        _health.Break(NodeFault.Flipping, Behind, 1000);

        List<long> seen = [];
        for (int i = 0; i < 4; i++) seen.Add((await _node.GetBlockAsync(BlockTag.Latest))!.Number);

        CollectionAssert.AreEqual(new[] { head, head - Behind, head, head - Behind }, seen);
        Assert.AreEqual(2, _health.Stale);
    }

    [TestMethod]
    public async Task Lag_OfANode_LetsWhatIsSentGetOn()
    {
        await _stage.PublishAsync();
        _stage.Mine(Behind + 1);
        _health.Break(NodeFault.Lagging, Behind, long.MaxValue);
        using IEscrowOutbox outbox = _account.OpenOutbox(new MemoryOutboxStore(), new OutboxOptions());

        Hash32 sent = await outbox.SubmitAsync(_stage.Reserve(First.Address, 0));
        _stage.Mine();
        Assert.IsNotNull(_stage.Chain.Receipt(sent));
        Assert.IsEmpty((await outbox.TendAsync()).Settled);
        _stage.Mine(Behind + 2);

        Assert.AreEqual(SettledOutcome.Done, (await outbox.TendAsync()).Settled.Single().Outcome);
    }

    [TestMethod]
    public async Task Signer_ThatRefuses_LetsNothingBeSentAndSignsLater()
    {
        await _stage.PublishAsync();
        _health.Silence(1000);
        using IEscrowOutbox outbox = _account.OpenOutbox(new MemoryOutboxStore(), new OutboxOptions());

        await Assert.ThrowsExactlyAsync<SigningException>(() => outbox.SubmitAsync(_stage.Reserve(First.Address, 0)));
        await Assert.ThrowsExactlyAsync<SigningException>(() => _account.SubmitAsync(_stage.Reserve(First.Address, 0)));
        Assert.IsEmpty(outbox.InFlight);
        Assert.AreEqual(0, _stage.Chain.WaitingCount);
        Assert.AreEqual(2, _health.Unsigned);

        _health.Heal();
        await outbox.SubmitAsync(_stage.Reserve(First.Address, 0));
        Assert.AreEqual(1, _stage.Chain.WaitingCount);
    }

    [TestMethod]
    public async Task TroubledNode_AskedForLogsAndFees_AsksForThoseOfItsOwnHead()
    {
        List<string> asked = [];
        TroubledNode node = new(new Listening(_stage.Chain, _account, asked), _health);
        _stage.Mine(9);
        _health.Break(NodeFault.Lagging, Behind, 1000);
        string seen = BlockTag.At(_stage.Chain.Head.Header.Number - Behind).ToString();

        EthereumNode typed = new(node);
        await typed.GetLogsAsync(_stage.Chain.Escrow, [], 0, 1000);
        await typed.GetFeesAsync();
        await typed.CallAsync(_stage.Chain.Escrow, []);

        Assert.IsTrue(asked.Any(each => each.StartsWith("eth_getLogs", StringComparison.Ordinal)
            && each.Contains($"\"toBlock\":\"{seen}\"", StringComparison.Ordinal)));
        Assert.IsTrue(asked.Contains($"eth_feeHistory \"0x5\" \"{seen}\" [50]"));
        Assert.IsTrue(asked.Any(each => each.StartsWith("eth_call", StringComparison.Ordinal)
            && each.EndsWith($"\"{seen}\"", StringComparison.Ordinal)));
    }

    /// <summary>Notes what is asked, and answers nothing to what the node does not know.</summary>
    private sealed class Listening(SimChain chain, SimAccount account, List<string> asked) : IJsonRpc
    {
        private readonly SimNode _node = new(chain, account);

        public Task<JsonElement> CallAsync(
            string method, System.Text.Json.Nodes.JsonNode?[] parameters,
            System.Threading.CancellationToken cancellation = default)
        {
            asked.Add(string.Join(' ', [method, .. parameters.Select(each => each?.ToJsonString())]));
            return method switch
            {
                "eth_getLogs" => Task.FromResult(JsonSerializer.SerializeToElement(Array.Empty<string>())),
                "eth_call" => Task.FromResult(JsonSerializer.SerializeToElement("0x")),
                _ => _node.CallAsync(method, parameters, cancellation),
            };
        }
    }
}
