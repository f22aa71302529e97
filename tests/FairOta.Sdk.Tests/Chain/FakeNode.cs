using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>A node that answers from a table of methods, and remembers what was asked.</summary>
internal sealed class FakeNode : IJsonRpc
{
    private readonly Dictionary<string, Func<JsonArray, JsonNode?>> _methods = new()
    {
        ["eth_chainId"] = _ => "0x7a69",
        ["eth_estimateGas"] = _ => "0x5208",
        ["eth_getBalance"] = _ => "0xde0b6b3a7640000",
        ["eth_feeHistory"] = _ => JsonNode.Parse(
            """{"baseFeePerGas":["0x1","0x64"],"reward":[["0x3"],["0x5"],["0x4"]]}"""),
        ["eth_maxPriorityFeePerGas"] = _ => "0x2",
        ["eth_getTransactionCount"] = _ => "0x0",
        ["eth_sendRawTransaction"] = _ => "0x" + new string('1', 64),
        ["eth_getTransactionByHash"] = _ => null,
        ["eth_getTransactionReceipt"] = _ => null,
    };

    private readonly List<(string Method, JsonArray Parameters)> _calls = [];

    public IReadOnlyList<(string Method, JsonArray Parameters)> Calls
    {
        get { lock (_calls) return [.. _calls]; }
    }

    public bool HasSent => Calls.Any(call => call.Method == "eth_sendRawTransaction");

    public Func<JsonArray, JsonNode?> this[string method] { set => _methods[method] = value; }

    public Task<JsonElement> CallAsync(string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        JsonNode? result;
        lock (_calls)
        {
            var array = new JsonArray(parameters);
            _calls.Add((method, array));
            result = _methods[method](array);
        }
        using JsonDocument document = JsonDocument.Parse(result?.ToJsonString() ?? "null");
        return Task.FromResult(document.RootElement.Clone());
    }
}
