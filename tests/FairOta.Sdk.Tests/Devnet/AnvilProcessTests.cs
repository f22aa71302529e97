using System;
using System.Net.Http;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Devnet;

[TestClass]
public sealed class AnvilProcessTests
{
    private static readonly Address Somebody = Address.Parse(new string('5', 40));

    [TestMethod]
    public async Task Start_WithOptions_IsTheChainTheyDescribe()
    {
        const long Start = 2_000_000_000;
        await using AnvilProcess anvil = await AnvilProcess.StartAsync(
            new AnvilOptions { ChainId = 4242, Timestamp = Start, Accounts = 1, BalanceEther = 3 });
        Assert.AreEqual(4242, await anvil.Node.GetChainIdAsync());
        Assert.IsTrue(anvil.Url.IsLoopback);
        Assert.AreEqual(Start, (await anvil.Node.GetBlockAsync(BlockTag.At(0)))!.Timestamp);
        var first = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        Assert.AreEqual(3 * BigInteger.Pow(10, 18), await anvil.Node.GetBalanceAsync(first));

        await anvil.SetNextBlockTimestampAsync(Start + 5000);
        await anvil.MineAsync();
        Assert.AreEqual(Start + 5000, (await anvil.Node.GetBlockAsync(BlockTag.Latest))!.Timestamp);
        await anvil.IncreaseTimeAsync(10_000);
        await anvil.MineAsync();
        Assert.IsGreaterThanOrEqualTo(Start + 15_000, (await anvil.Node.GetBlockAsync(BlockTag.Latest))!.Timestamp);
    }

    [TestMethod]
    public async Task SnapshotAndRevert_Balance_IsAsBefore()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        string snapshot = await anvil.SnapshotAsync();
        await anvil.SetBalanceAsync(Somebody, 77);
        Assert.AreEqual(new BigInteger(77), await anvil.Node.GetBalanceAsync(Somebody));
        await anvil.RevertAsync(snapshot);
        Assert.AreEqual(BigInteger.Zero, await anvil.Node.GetBalanceAsync(Somebody));
    }

    [TestMethod]
    public async Task Dispose_Anvil_AnswersNoMore()
    {
        AnvilProcess anvil = await AnvilProcess.StartAsync();
        Uri url = anvil.Url;
        await anvil.DisposeAsync();
        using var http = new HttpClient();
        await Assert.ThrowsExactlyAsync<NodeException>(
            () => new EthereumNode(new JsonRpcClient(http, url)).GetChainIdAsync());
    }

    [TestMethod]
    public async Task Start_AnvilRefusesItsArguments_SaysWhatItSaid()
    {
        var failure = await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            () => AnvilProcess.StartAsync(new AnvilOptions { Mnemonic = "not a phrase" }));
        Assert.Contains("`not` is invalid", failure.Message);
    }
}
