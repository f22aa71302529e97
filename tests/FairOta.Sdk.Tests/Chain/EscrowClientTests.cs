using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class EscrowClientTests
{
    private static readonly Address Escrow = Address.Parse(new string('e', 40));
    private readonly FakeNode _node = new();

    [TestMethod]
    public async Task Events_WideRange_IsAskedInPiecesWithoutGaps()
    {
        EscrowClient client = await ConnectAsync(_ => new JsonArray());
        await client.GetEventsAsync(10, 4500);
        CollectionAssert.AreEqual(new (long, long)[] { (10, 2009), (2010, 4009), (4010, 4500) }, Ranges());
    }

    [TestMethod]
    public async Task Events_NodeRefusesWidePieces_AreHalvedUntilItTakesThem()
    {
        EscrowClient client = await ConnectAsync(filter =>
            Width(filter) <= 3 ? new JsonArray() : throw new JsonRpcException("eth_getLogs", -32005, "too wide", []));
        await client.GetEventsAsync(0, 99);
        (long From, long To)[] taken = [.. Ranges().Where(r => r.To - r.From < 3)];
        Assert.AreEqual(0, taken[0].From);
        Assert.AreEqual(99, taken[^1].To);
        for (int i = 1; i < taken.Length; i++) Assert.AreEqual(taken[i - 1].To + 1, taken[i].From);
    }

    [TestMethod]
    public async Task Events_NodeRefusesOneBlock_GivesItsError()
    {
        EscrowClient client = await ConnectAsync(_ => throw new JsonRpcException("eth_getLogs", -32000, "pruned", []));
        await Assert.ThrowsExactlyAsync<JsonRpcException>(() => client.GetEventsAsync(0, 99));
    }

    /// <summary>Anybody can fill a block with announcements, so that no node gives all its logs at once.</summary>
    [TestMethod]
    public async Task Events_AnnouncementsFloodABlock_TheOthersAreRead()
    {
        EscrowClient client = await ConnectAsync(filter =>
            !Covers(filter, 5) ? new JsonArray()
            : Announcements(filter) ? throw new JsonRpcException("eth_getLogs", -32005, "too many results", [])
            : new JsonArray(Reclaimed(5, 1)));
        IReadOnlyList<EscrowEvent> events = await client.GetEventsAsync(0, 9);
        Assert.IsInstanceOfType<Reclaimed>(events.Single());
    }

    [TestMethod]
    public async Task Events_KindsOfACrowdedBlockAskedApart_AreInOrder()
    {
        EscrowClient client = await ConnectAsync(filter =>
            !Covers(filter, 5) ? new JsonArray()
            : filter["topics"]!.AsArray().Count == 0
                ? throw new JsonRpcException("eth_getLogs", -32005, "too many results", [])
            : Announcements(filter) ? new JsonArray(Log(5, 0, "a"), Log(5, 2, "b"))
            : new JsonArray(Reclaimed(5, 1)));
        IReadOnlyList<EscrowEvent> events = await client.GetEventsAsync(0, 9);
        Assert.AreEqual("5.0 5.1 5.2", string.Join(' ', events.Select(e => $"{e.At.Block}.{e.At.LogIndex}")));
    }

    [TestMethod]
    public async Task Events_NodeUnreachable_GivesUpAtOnce()
    {
        EscrowClient client = await ConnectAsync(_ => throw new NodeException("unreachable"));
        await Assert.ThrowsExactlyAsync<NodeException>(() => client.GetEventsAsync(0, 99));
        Assert.HasCount(1, Ranges());
    }

    [TestMethod]
    public async Task Events_LogsOutOfOrder_AreSortedAndStrangersLogsSkipped()
    {
        string unknown = AbiSignature.Topic("SomethingElse()").ToString();
        EscrowClient client = await ConnectAsync(_ => new JsonArray(
            Log(7, 1, "b"), Log(5, 3, "a"), Log(7, 0, "c"), Log(6, 0, "d", topic: unknown)));
        IReadOnlyList<EscrowEvent> events = await client.GetEventsAsync(0, 9);
        Assert.AreEqual("5.3 7.0 7.1", string.Join(' ', events.Select(e => $"{e.At.Block}.{e.At.LogIndex}")));
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(4)]
    public async Task Events_LogOfABlockNotAskedFor_IsANodeError(long block)
    {
        EscrowClient client = await ConnectAsync(_ => new JsonArray(Log(block, 0, "a")));
        await Assert.ThrowsExactlyAsync<NodeException>(() => client.GetEventsAsync(5, 9));
    }

    [TestMethod]
    public async Task Events_LogOfAnotherContract_IsANodeError()
    {
        EscrowClient client = await ConnectAsync(_ => new JsonArray(Log(5, 0, "a", contract: new string('d', 40))));
        await Assert.ThrowsExactlyAsync<NodeException>(() => client.GetEventsAsync(5, 9));
    }

    [TestMethod]
    [DataRow("0x")]
    [DataRow("0x60")]
    public async Task Connect_NoContractOrAnother_IsRefused(string code)
    {
        _node["eth_getCode"] = _ => code;
        var node = new EthereumNode(_node);
        await Assert.ThrowsExactlyAsync<WrongCodeException>(() => EscrowClient.ConnectAsync(node, Escrow));
    }

    [TestMethod]
    public async Task Submit_WithoutAWallet_Throws()
    {
        EscrowClient client = await ConnectAsync(_ => new JsonArray());
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => client.SubmitAsync(new Announce("http://a")));
    }

    private Task<EscrowClient> ConnectAsync(Func<JsonObject, JsonNode?> logs)
    {
        _node["eth_getCode"] = _ => Quantity.Format(EscrowDeployment.RuntimeCode.Span);
        _node["eth_getLogs"] = parameters => logs(parameters[0]!.AsObject());
        return EscrowClient.ConnectAsync(new EthereumNode(_node), Escrow);
    }

    private (long From, long To)[] Ranges() => [.. _node.Calls
        .Where(call => call.Method == "eth_getLogs")
        .Select(call => (Number(call.Parameters[0]!["fromBlock"]), Number(call.Parameters[0]!["toBlock"])))];

    private static bool Covers(JsonObject filter, long block) =>
        Number(filter["fromBlock"]) <= block && block <= Number(filter["toBlock"]);

    private static bool Announcements(JsonObject filter) =>
        filter["topics"]!.AsArray() is var topics
        && (topics.Count == 0
            || topics[0]!.AsArray().Any(topic => (string)topic! == EscrowAbi.AnnouncedTopic.ToString()));

    private static long Width(JsonObject filter) => Number(filter["toBlock"]) - Number(filter["fromBlock"]) + 1;

    private static long Number(JsonNode? quantity) =>
        long.Parse(((string)quantity!)[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Its data is that of a text, whose first word is the amount.</summary>
    private static JsonObject Reclaimed(long block, int index) =>
        Log(block, index, "", topic: AbiSignature.Topic(EscrowAbi.Events.Reclaimed).ToString());

    private static JsonObject Log(
        long block, int index, string url, string? contract = null, string? topic = null) => new()
        {
            ["address"] = "0x" + (contract ?? new string('e', 40)),
            ["topics"] = new JsonArray(
            topic ?? AbiSignature.Topic(EscrowAbi.Events.DistributorAnnounced).ToString(), "0x" + new string('0', 64)),
            ["data"] = "0x" + Convert.ToHexStringLower(new AbiWriter().Text(url).ToArray()),
            ["blockNumber"] = BlockTag.At(block).ToString(),
            ["blockHash"] = "0x" + new string('0', 64),
            ["logIndex"] = BlockTag.At(index).ToString(),
            ["transactionHash"] = "0x" + new string('0', 64),
        };
}
