using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>A node that fails, or is behind, as its health has it: what it is asked of the newest block it answers of
/// an older one, and it knows no block and no receipt above that. What is sent to it gets on.</summary>
/// <param name="node">The node as it is.</param>
/// <param name="health">How it is by now.</param>
internal sealed class TroubledNode(IJsonRpc node, NodeHealth health) : IJsonRpc
{
    /// <summary>A node with a health, or as it is where there is none.</summary>
    public static IJsonRpc Of(IJsonRpc node, NodeHealth? health) =>
        health is null ? node : new TroubledNode(node, health);

    /// <inheritdoc/>
    public async Task<JsonElement> CallAsync(
        string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        int behind = health.Ask();
        if (behind == 0) return await node.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        JsonElement head = await node
            .CallAsync("eth_getBlockByNumber", ["latest", false], cancellation).ConfigureAwait(false);
        long seen = long.Max(0, head.Int64("number") - behind);
        JsonElement answer = await node
            .CallAsync(method, Older(method, parameters, seen), cancellation).ConfigureAwait(false);
        return IsAbove(method, answer, seen) ? JsonSerializer.SerializeToElement<JsonNode?>(null) : answer;
    }

    /// <summary>What is asked for, as of a block.</summary>
    private static JsonNode?[] Older(string method, JsonNode?[] parameters, long block)
    {
        int tag = method switch
        {
            "eth_getBlockByNumber" => 0,
            "eth_getBalance" or "eth_getTransactionCount" or "eth_getCode" or "eth_call" or "eth_feeHistory"
                or "eth_estimateGas" => 1,
            _ => -1,
        };
        if (tag < 0) return method == "eth_getLogs" ? [Older((JsonObject)parameters[0]!, block)] : parameters;
        JsonNode?[] older = parameters.Length > tag ? [.. parameters] : [.. parameters, "latest"];
        if ((string)older[tag]! is "latest" or "pending") older[tag] = BlockTag.At(block).ToString();
        return older;
    }

    private static JsonObject Older(JsonObject filter, long block)
    {
        JsonObject older = filter.DeepClone().AsObject();
        if (JsonSerializer.SerializeToElement(older["toBlock"]).Int64("") > block)
            older["toBlock"] = BlockTag.At(block).ToString();
        return older;
    }

    private static bool IsAbove(string method, JsonElement answer, long block) =>
        answer.ValueKind == JsonValueKind.Object && method switch
        {
            "eth_getBlockByNumber" => answer.Int64("number") > block,
            "eth_getTransactionReceipt" => answer.Int64("blockNumber") > block,
            _ => false,
        };
}
