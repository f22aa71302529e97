using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class WalletTests
{
    private static readonly PrivateKeyAccount Account =
        PrivateKeyAccount.Parse("0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63");

    private static readonly TransactionRequest Request = new(Address.Parse(new string('a', 40)), [1, 2], 5);
    private readonly FakeNode _node = new();
    private readonly JumpingTime _time = new();

    [TestMethod]
    public async Task Submit_OneCall_IsPricedAndSignedAsExpected()
    {
        Hash32 hash = await Wallet().SubmitAsync(Request);
        // Gas 21,000 and four fifths; twice the base fee of 100 and the tip of 2.
        SignedTransaction expected = await new Transaction(31337, 0, 2, 202, 37800, Request).SignAsync(Account);
        Assert.AreEqual(expected.Hash, hash);
        CollectionAssert.AreEqual(new[] { "0x" + Convert.ToHexStringLower(expected.Raw) }, Sent());
    }

    [TestMethod]
    public async Task Submit_NodeWithoutPriorityFeeMethod_TakesTheMedianTip()
    {
        _node["eth_maxPriorityFeePerGas"] = _ => throw Error("method not found");
        Hash32 hash = await Wallet().SubmitAsync(Request);
        Assert.AreEqual(Signed(0, 4, 204, 37800).Hash, hash);
    }

    [TestMethod]
    public async Task Submit_ManyAtOnceWhileTheNodesCountLags_NumbersWithoutGaps()
    {
        Wallet wallet = Wallet();
        Hash32[] hashes = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => Task.Run(() => wallet.SubmitAsync(Request))));
        Hash32[] expected = [.. Enumerable.Range(0, 5).Select(nonce => Signed(nonce).Hash)];
        CollectionAssert.AreEquivalent(expected, hashes);
    }

    [TestMethod]
    public async Task Submit_SimulationReverts_SendsNothing()
    {
        _node["eth_estimateGas"] = _ => throw Error("execution reverted");
        await Assert.ThrowsExactlyAsync<JsonRpcException>(() => Wallet().SubmitAsync(Request));
        Assert.IsEmpty(Sent());
    }

    [TestMethod]
    public async Task Submit_GasAboveTheLimit_SendsNothing()
    {
        var options = new WalletOptions { MaxGas = 20_999 };
        await Assert.ThrowsExactlyAsync<FeeLimitException>(() => Wallet(options).SubmitAsync(Request));
        Assert.IsEmpty(Sent());
    }

    [TestMethod]
    public async Task Submit_MarginAboveTheGasLimit_IsCutToTheLimit()
    {
        Hash32 hash = await Wallet(new WalletOptions { MaxGas = 21_000 }).SubmitAsync(Request);
        Assert.AreEqual(Signed(0, 2, 202, 21_000).Hash, hash);
    }

    [TestMethod]
    public async Task Submit_GasDearerThanTheLimit_SendsNothing()
    {
        var options = new WalletOptions { MaxFeePerGas = 101 };
        await Assert.ThrowsExactlyAsync<FeeLimitException>(() => Wallet(options).SubmitAsync(Request));
        Assert.IsEmpty(Sent());
        Hash32 hash = await Wallet(new WalletOptions { MaxFeePerGas = 102 }).SubmitAsync(Request);
        Assert.AreEqual(Signed(0, 2, 102, 37800).Hash, hash);
    }

    [TestMethod]
    public async Task Submit_NodeHasItAlready_CountsAsSent()
    {
        _node["eth_sendRawTransaction"] = _ => throw Error("already known");
        _node["eth_getTransactionByHash"] = _ => new JsonObject();
        Wallet wallet = Wallet();
        Assert.AreEqual(Signed(0).Hash, await wallet.SubmitAsync(Request));
        Assert.AreEqual(Signed(1).Hash, await wallet.SubmitAsync(Request));
    }

    [TestMethod]
    public async Task Submit_NonceTooLow_CountsAgain()
    {
        var counts = new Queue<string>(["0x0", "0x3"]);
        _node["eth_getTransactionCount"] = _ => counts.Dequeue();
        int attempt = 0;
        _node["eth_sendRawTransaction"] = _ =>
            attempt++ == 0 ? throw Error("nonce too low") : "0x" + new string('1', 64);
        Assert.AreEqual(Signed(3).Hash, await Wallet().SubmitAsync(Request));
    }

    [TestMethod]
    public async Task Submit_NodeKeepsRefusing_GivesItsErrorAndKeepsTheNonce()
    {
        Wallet wallet = Wallet();
        _node["eth_sendRawTransaction"] = _ => throw Error("insufficient funds");
        var error = await Assert.ThrowsExactlyAsync<JsonRpcException>(() => wallet.SubmitAsync(Request));
        Assert.AreEqual("insufficient funds", error.RemoteMessage);
        _node["eth_sendRawTransaction"] = _ => "0x" + new string('1', 64);
        Assert.AreEqual(Signed(0).Hash, await wallet.SubmitAsync(Request));
    }

    [TestMethod]
    public async Task HighestCost_OfACall_IsItsValueAndItsGasAtTheHighestPrice()
    {
        Assert.AreEqual(new BigInteger(5 + 37800 * 202), await Wallet().GetHighestCostAsync(Request));
        Assert.IsEmpty(Sent());
    }

    [TestMethod]
    public async Task Settle_NothingWaits_ReturnsAtOnce()
    {
        await Wallet().SettleAsync();
        Assert.AreEqual(TimeSpan.Zero, _time.Elapsed);
    }

    [TestMethod]
    public async Task Settle_TransactionMinedAtTheThirdQuestion_Returns()
    {
        int questions = 0;
        _node["eth_getTransactionCount"] = parameters =>
            (string)parameters[1]! == "pending" || ++questions == 3 ? "0x8" : "0x7";
        await Wallet().SettleAsync();
        Assert.AreEqual(TimeSpan.FromSeconds(2), _time.Elapsed);
    }

    [TestMethod]
    public async Task Settle_TransactionNeverMined_TimesOut()
    {
        _node["eth_getTransactionCount"] = parameters => (string)parameters[1]! == "pending" ? "0x8" : "0x7";
        var error = await Assert.ThrowsExactlyAsync<AccountBusyException>(() => Wallet().SettleAsync());
        Assert.AreEqual(Account.Address, error.Account);
        Assert.AreEqual(TimeSpan.FromMinutes(5), _time.Elapsed);
    }

    [TestMethod]
    public async Task Wait_MinedAtTheThirdQuestion_GivesTheReceipt()
    {
        int questions = 0;
        _node["eth_getTransactionReceipt"] = _ => ++questions < 3 ? null : Receipt("0x1");
        TransactionReceipt receipt = await Wallet().WaitAsync(Signed(0).Hash);
        Assert.AreEqual(Signed(0).Hash, receipt.Transaction);
        Assert.AreEqual(16, receipt.Block);
        Assert.AreEqual(21000, receipt.GasUsed);
        Assert.AreEqual(new BigInteger(102), receipt.EffectiveGasPrice);
        Assert.AreEqual(TimeSpan.FromSeconds(2), _time.Elapsed);
    }

    [TestMethod]
    public async Task Wait_StatusZero_IsAReversion()
    {
        _node["eth_getTransactionReceipt"] = _ => Receipt("0x0");
        var error = await Assert.ThrowsExactlyAsync<TransactionRevertedException>(
            () => Wallet().WaitAsync(Signed(0).Hash));
        Assert.AreEqual(16, error.Receipt.Block);
    }

    [TestMethod]
    public async Task Wait_NeverMined_TimesOutAndFreesTheNonce()
    {
        Wallet wallet = Wallet();
        Hash32 hash = await wallet.SubmitAsync(Request);
        var error = await Assert.ThrowsExactlyAsync<TransactionTimeoutException>(() => wallet.WaitAsync(hash));
        Assert.AreEqual(hash, error.Transaction);
        Assert.AreEqual(TimeSpan.FromMinutes(5), _time.Elapsed);
        Assert.AreEqual(Signed(0).Hash, await wallet.SubmitAsync(Request));
    }

    [TestMethod]
    [DataRow("blockNumber", "16")]
    [DataRow("blockNumber", "0x")]
    [DataRow("blockNumber", "0x8000000000000000")]
    [DataRow("blockHash", "0x12")]
    [DataRow("gasUsed", null)]
    public async Task Wait_MalformedReceipt_IsANodeError(string member, string? value)
    {
        JsonObject receipt = Receipt("0x1");
        receipt[member] = value;
        _node["eth_getTransactionReceipt"] = _ => receipt.DeepClone();
        await Assert.ThrowsExactlyAsync<NodeException>(() => Wallet().WaitAsync(Signed(0).Hash));
    }

    private Wallet Wallet(WalletOptions? options = null) => new(new EthereumNode(_node), Account, options, _time);

    private static SignedTransaction Signed(
        long nonce = 0, long tip = 2, long maxFee = 202, long gas = 37800) =>
        new Transaction(31337, nonce, tip, maxFee, gas, Request).SignAsync(Account).AsTask().Result;

    private string[] Sent() =>
        [.. _node.Calls.Where(c => c.Method == "eth_sendRawTransaction").Select(c => (string)c.Parameters[0]!)];

    private static JsonRpcException Error(string message) => new("method", -32000, message, []);

    private static JsonObject Receipt(string status) => new()
    {
        ["status"] = status,
        ["blockNumber"] = "0x10",
        ["blockHash"] = "0x" + new string('2', 64),
        ["gasUsed"] = "0x5208",
        ["effectiveGasPrice"] = "0x66",
        ["contractAddress"] = null,
        ["logs"] = new JsonArray(),
    };
}
