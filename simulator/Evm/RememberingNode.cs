using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Evm;

/// <summary>A node whose blocks somebody here makes: what it says of them is asked once and stays true until the next.
/// Everybody who follows the chain asks the same.</summary>
/// <param name="node">The node.</param>
internal sealed class RememberingNode(IJsonRpc node) : IJsonRpc
{
    private const string Pending = "pending";

    private static readonly HashSet<string> Lasting =
    [
        "eth_chainId", "eth_getBlockByNumber", "eth_getLogs", "eth_feeHistory", "eth_maxPriorityFeePerGas",
        "eth_getCode", "eth_getTransactionReceipt", "eth_getBalance", "eth_getTransactionCount",
    ];

    private readonly ConcurrentDictionary<string, JsonElement> _answers = new();

    /// <summary>Told of signed transactions that the node took.</summary>
    public Action<byte[]>? Took { get; set; }

    /// <inheritdoc/>
    public async Task<JsonElement> CallAsync(
        string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        if (!Lasting.Contains(method) || parameters.Any(IsPending))
        {
            string? raw = method == "eth_sendRawTransaction" ? (string)parameters[0]! : null;
            JsonElement answer = await node.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
            if (raw is not null) Took?.Invoke(Convert.FromHexString(raw.AsSpan(2)));
            return answer;
        }

        string question = $"{method} {string.Join(' ', parameters.Select(each => each?.ToJsonString()))}";
        if (_answers.TryGetValue(question, out JsonElement known)) return known;
        JsonElement said = await node.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        return _answers.GetOrAdd(question, said);
    }

    /// <summary>Forgets all: something changed.</summary>
    public void Forget() => _answers.Clear();

    private static bool IsPending(JsonNode? parameter) =>
        parameter is JsonValue value && value.TryGetValue(out string? text) && text == Pending;
}
