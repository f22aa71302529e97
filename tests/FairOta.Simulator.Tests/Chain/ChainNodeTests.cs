using System;
using System.Numerics;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>What the chain reads of signed transactions, and refuses.</summary>
[TestClass]
public sealed class ChainNodeTests
{
    private static readonly PrivateKeyAccount Sender = ChainStage.Distributors[0];

    [TestMethod]
    [DataRow(0, 0, 0)]
    [DataRow(127, 1, 40)]
    [DataRow(128, 55, 56)]
    [DataRow(1000, 1_000_000_000, 70_000)]
    public async Task RawTransaction_Signed_IsReadAsItWasWritten(long nonce, long value, int dataBytes)
    {
        Transaction written = Transaction(nonce: nonce, value: value, data: new byte[dataBytes]);
        SignedTransaction signed = await written.SignAsync(Sender);

        (Address sender, Transaction read, Hash32 hash) = RawTransaction.Read(signed.Raw);

        Assert.AreEqual(Sender.Address, sender);
        Assert.AreEqual(signed.Hash, hash);
        Assert.AreEqual(written.Digest(), read.Digest());
        Assert.AreEqual(dataBytes, read.Request.Data.Length);
    }

    [TestMethod]
    public async Task RawTransaction_ThatIsNone_IsRefused()
    {
        byte[] raw = (await Transaction().SignAsync(Sender)).Raw;

        Assert.ThrowsExactly<FormatException>(() => RawTransaction.Read([]));
        Assert.ThrowsExactly<FormatException>(() => RawTransaction.Read([1, .. raw[1..]]));
        Assert.ThrowsExactly<FormatException>(() => RawTransaction.Read([2, 0x80]));
        for (int length = 1; length < raw.Length; length += 7)
            Assert.ThrowsExactly<FormatException>(() => RawTransaction.Read(raw[..length]));
    }

    [TestMethod]
    public async Task Node_AskedWhatItCannot_SaysSoInTheWordsOfANode()
    {
        ChainStage stage = new();
        SimNode node = new(stage.Chain, stage.Chain.As(Sender));
        byte[] foreign = (await Transaction(chainId: 1).SignAsync(Sender)).Raw;

        JsonRpcException method = await Assert.ThrowsExactlyAsync<JsonRpcException>(
            () => node.CallAsync("eth_mine", []));
        JsonRpcException chain = await Assert.ThrowsExactlyAsync<JsonRpcException>(
            () => node.CallAsync("eth_sendRawTransaction", ["0x" + Convert.ToHexString(foreign)]));

        Assert.AreEqual(-32601, method.Code);
        Assert.AreEqual("invalid chain id", chain.RemoteMessage);
        Assert.AreEqual(0, stage.Chain.WaitingCount);
        Assert.AreEqual(
            JsonValueKind.Null, (await node.CallAsync("eth_getBlockByNumber", ["0x1", false])).ValueKind);
    }

    private static Transaction Transaction(
        long chainId = 31337, long nonce = 0, BigInteger value = default, byte[]? data = null) =>
        new(chainId, nonce, 1, 2, 21_000, new TransactionRequest(Sender.Address, data ?? [], value));
}
