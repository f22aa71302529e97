using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>Finding the block of a deployment on nodes that remember all or little, and races for the
/// deployment.</summary>
[TestClass]
public sealed class EscrowOnAFakeNodeTests
{
    private readonly FakeNode _node = new();

    private EthereumNode Node => new(_node);

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(0, 1)]
    [DataRow(0, 1000)]
    [DataRow(1, 1000)]
    [DataRow(617, 1000)]
    [DataRow(1000, 1000)]
    public async Task FindBlock_ArchiveNode_IsTheFirstBlockWithTheCode(long deployed, long head)
    {
        Remember(deployed, head, oldest: 0);
        Assert.AreEqual(deployed, await EscrowDeployment.FindBlockAsync(Node));
        Assert.IsLessThan(16, _node.Calls.Count);
    }

    [TestMethod]
    [DataRow(873)]
    [DataRow(1000)]
    public async Task FindBlock_NodeThatRemembersTheBlockBefore_IsFound(long deployed)
    {
        Remember(deployed, head: 1000, oldest: 872);
        Assert.AreEqual(deployed, await EscrowDeployment.FindBlockAsync(Node));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(400)]
    [DataRow(872)]
    public async Task FindBlock_NodeThatForgotTheBlockBefore_IsUnknown(long deployed)
    {
        Remember(deployed, head: 1000, oldest: 872);
        Assert.IsNull(await EscrowDeployment.FindBlockAsync(Node));
    }

    [TestMethod]
    public async Task Deploy_SomebodyElseIsFaster_IsNoError()
    {
        string code = "0x";
        AnswerCode(() => code);
        _node["eth_estimateGas"] = _ =>
        {
            code = Real;
            throw new JsonRpcException("eth_estimateGas", 3, "execution reverted", []);
        };
        using Wallet wallet = Wallet();

        Assert.IsNull(await EscrowDeployment.DeployAsync(Node, wallet));
    }

    [TestMethod]
    public async Task Deploy_SimulationRevertsAndNothingIsThere_GivesTheError()
    {
        AnswerCode(() => "0x");
        _node["eth_estimateGas"] = _ => throw new JsonRpcException("eth_estimateGas", 3, "execution reverted", []);
        using Wallet wallet = Wallet();

        await Assert.ThrowsExactlyAsync<JsonRpcException>(() => EscrowDeployment.DeployAsync(Node, wallet));
        Assert.IsFalse(_node.HasSent);
    }

    [TestMethod]
    public async Task Deploy_NothingIsThereAfterwards_IsAnError()
    {
        AnswerCode(() => "0x");
        _node["eth_getTransactionReceipt"] = _ => JsonNode.Parse(
            $$"""
            {"status":"0x1","blockNumber":"0x10","blockHash":"0x{{new string('0', 64)}}","gasUsed":"0x5208",
             "effectiveGasPrice":"0x66","contractAddress":null,"logs":[]}
            """);
        using Wallet wallet = Wallet();

        var error = await Assert.ThrowsExactlyAsync<WrongCodeException>(
            () => EscrowDeployment.DeployAsync(Node, wallet));
        Assert.IsNull(error.FoundHash);
    }

    private static string Real => Quantity.Format(EscrowDeployment.RuntimeCode.Span);

    private Wallet Wallet() => new(Node, new PrivateKeyAccount(Keccak256.Hash([1])), null, new JumpingTime());

    private void AnswerCode(Func<string> escrow) => _node["eth_getCode"] = parameters =>
        (string)parameters[0]! == DeploymentProxy.Address.ToString()
            ? Quantity.Format(DeploymentProxy.Code)
            : escrow();

    private void Remember(long deployed, long head, long oldest)
    {
        _node["eth_getBlockByNumber"] = _ => new JsonObject
        {
            ["number"] = BlockTag.At(head).ToString(),
            ["hash"] = "0x" + new string('0', 64),
            ["parentHash"] = "0x" + new string('0', 64),
            ["timestamp"] = "0x1",
        };
        _node["eth_getCode"] = parameters =>
        {
            string tag = (string)parameters[1]!;
            long block = tag == "latest" ? head : Convert.ToInt64(tag, 16);
            if (block < oldest) throw new JsonRpcException("eth_getCode", -32000, "missing trie node", []);
            return block >= deployed ? Real : "0x";
        };
    }
}
