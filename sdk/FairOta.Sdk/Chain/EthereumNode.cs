using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>The methods of an Ethereum node that the SDK uses, typed. Each throws <see cref="JsonRpcException"/> for
/// the node's error and <see cref="NodeException"/> where there is no valid answer.</summary>
/// <param name="rpc">The node.</param>
public sealed class EthereumNode(IJsonRpc rpc)
{
    private const int FeeHistoryBlocks = 5;
    private const int MedianPercentile = 50;

    /// <summary>The underlying connection.</summary>
    public IJsonRpc Rpc => rpc;

    /// <summary>EIP-155 chain id.</summary>
    public async Task<long> GetChainIdAsync(CancellationToken cancellation = default) =>
        (await rpc.CallAsync("eth_chainId", [], cancellation).ConfigureAwait(false)).Int64("");

    /// <summary>A block's header; null if there is none.</summary>
    public async Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default)
    {
        JsonElement block = await rpc
            .CallAsync("eth_getBlockByNumber", [tag.ToString(), false], cancellation).ConfigureAwait(false);
        return block.ValueKind == JsonValueKind.Null ? null : new BlockHeader(
            block.Int64("number"), block.Hash("hash"), block.Hash("parentHash"), block.Int64("timestamp"));
    }

    /// <summary>An account's balance in wei.</summary>
    public async Task<BigInteger> GetBalanceAsync(
        Address account, BlockTag tag = default, CancellationToken cancellation = default) =>
        (await rpc.CallAsync("eth_getBalance", [account.ToString(), tag.ToString()], cancellation)
            .ConfigureAwait(false)).Number("");

    /// <summary>How many transactions an account sent, which is the next one's nonce.</summary>
    public async Task<long> GetNonceAsync(Address account, BlockTag tag, CancellationToken cancellation = default) =>
        (await rpc.CallAsync("eth_getTransactionCount", [account.ToString(), tag.ToString()], cancellation)
            .ConfigureAwait(false)).Int64("");

    /// <summary>A contract's code; empty if there is no contract.</summary>
    public async Task<byte[]> GetCodeAsync(
        Address contract, BlockTag tag = default, CancellationToken cancellation = default) =>
        (await rpc.CallAsync("eth_getCode", [contract.ToString(), tag.ToString()], cancellation)
            .ConfigureAwait(false)).Data("");

    /// <summary>Calls a contract without changing anything and returns what it returns.</summary>
    public async Task<byte[]> CallAsync(
        Address contract, byte[] data, BlockTag tag = default, CancellationToken cancellation = default)
    {
        var call = new JsonObject { ["to"] = contract.ToString(), ["data"] = Quantity.Format(data) };
        return (await rpc.CallAsync("eth_call", [call, tag.ToString()], cancellation).ConfigureAwait(false)).Data("");
    }

    /// <summary>Simulates a transaction and returns the gas it needs.</summary>
    public async Task<long> EstimateGasAsync(
        Address from, TransactionRequest request, CancellationToken cancellation = default)
    {
        var call = new JsonObject
        {
            ["from"] = from.ToString(),
            ["data"] = Quantity.Format(request.Data),
            ["value"] = Quantity.Format(request.Value),
        };
        if (request.To is { } to) call["to"] = to.ToString();
        return (await rpc.CallAsync("eth_estimateGas", [call], cancellation).ConfigureAwait(false)).Int64("");
    }

    /// <summary>The next block's base fee, and a usual tip, both for one gas in wei.</summary>
    public async Task<(BigInteger BaseFee, BigInteger Tip)> GetFeesAsync(CancellationToken cancellation = default)
    {
        JsonElement history = await rpc.CallAsync(
            "eth_feeHistory",
            [Quantity.Format(new BigInteger(FeeHistoryBlocks)), "latest", new JsonArray(MedianPercentile)],
            cancellation).ConfigureAwait(false);
        if (history.ValueKind != JsonValueKind.Object) throw Quantity.Malformed("fee history");
        // One element more than blocks asked for: the last is the block to come.
        BigInteger baseFee = Items(history, "baseFeePerGas").LastOrDefault().Number("");
        try
        {
            JsonElement tip = await rpc.CallAsync("eth_maxPriorityFeePerGas", [], cancellation).ConfigureAwait(false);
            return (baseFee, tip.Number(""));
        }
        catch (JsonRpcException)
        {
            // Not every node has the method; the median of what recent blocks took serves as well.
            BigInteger[] tips =
                [.. Items(history, "reward").SelectMany(r => Items(r, "")).Select(r => r.Number("")).Order()];
            return (baseFee, tips.Length == 0 ? BigInteger.Zero : tips[tips.Length / 2]);
        }
    }

    /// <summary>Sends a signed transaction.</summary>
    public async Task<Hash32> SendRawAsync(byte[] raw, CancellationToken cancellation = default) =>
        (await rpc.CallAsync("eth_sendRawTransaction", [Quantity.Format(raw)], cancellation)
            .ConfigureAwait(false)).Hash("");

    /// <summary>Whether the node knows the transaction, mined or waiting.</summary>
    public async Task<bool> KnowsAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        (await rpc.CallAsync("eth_getTransactionByHash", [transaction.ToString()], cancellation)
            .ConfigureAwait(false)).ValueKind == JsonValueKind.Object;

    /// <summary>A mined transaction's receipt; null if it is not mined.</summary>
    public async Task<TransactionReceipt?> GetReceiptAsync(Hash32 transaction, CancellationToken cancellation = default)
    {
        JsonElement receipt = await rpc
            .CallAsync("eth_getTransactionReceipt", [transaction.ToString()], cancellation).ConfigureAwait(false);
        return receipt.ValueKind == JsonValueKind.Null ? null : new TransactionReceipt(
            transaction,
            receipt.Int64("status") == 1,
            receipt.Int64("blockNumber"),
            receipt.Hash("blockHash"),
            receipt.Int64("gasUsed"),
            receipt.Number("effectiveGasPrice"),
            receipt.TryGetProperty("contractAddress", out JsonElement created)
                && created.ValueKind != JsonValueKind.Null ? created.Address("") : null,
            [.. Items(receipt, "logs").Select(Log)]);
    }

    /// <summary>The logs of a contract in blocks from <paramref name="fromBlock"/> to <paramref name="toBlock"/>, both
    /// included, in order.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="topics">For each position the topics of which one must match; empty matches all.</param>
    /// <param name="fromBlock">First block.</param>
    /// <param name="toBlock">Last block.</param>
    /// <param name="cancellation">Cancels the call.</param>
    public async Task<IReadOnlyList<LogEntry>> GetLogsAsync(
        Address contract, IReadOnlyList<IReadOnlyList<Hash32>> topics, long fromBlock, long toBlock,
        CancellationToken cancellation = default)
    {
        var filter = new JsonObject
        {
            ["address"] = contract.ToString(),
            ["fromBlock"] = BlockTag.At(fromBlock).ToString(),
            ["toBlock"] = BlockTag.At(toBlock).ToString(),
            ["topics"] = new JsonArray([.. topics.Select(Choice)]),
        };
        JsonElement logs = await rpc.CallAsync("eth_getLogs", [filter], cancellation).ConfigureAwait(false);
        LogEntry[] entries = [.. Items(logs, "").Select(Log)];
        if (entries.Any(e => e.Contract != contract || e.At.Block < fromBlock || e.At.Block > toBlock))
            throw Quantity.Malformed("log");
        return [.. entries.OrderBy(e => e.At.Block).ThenBy(e => e.At.LogIndex)];
    }

    private static JsonNode? Choice(IReadOnlyList<Hash32> topics) =>
        topics.Count == 0 ? null : new JsonArray([.. topics.Select(topic => (JsonNode)topic.ToString())]);

    private static LogEntry Log(JsonElement log) => new(
        log.Address("address"),
        [.. Items(log, "topics").Select(topic => topic.Hash(""))],
        log.Data("data"),
        new EventPosition(
            log.Int64("blockNumber"),
            log.Hash("blockHash"),
            log.Int64("logIndex") is var index and <= int.MaxValue ? (int)index : throw Quantity.Malformed("log"),
            log.Hash("transactionHash")));

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string member)
    {
        if (member.Length != 0
            && (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out element)))
            throw Quantity.Malformed(member);
        return element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw Quantity.Malformed(member);
    }
}
