using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A node that sees transactions with more or fewer wei than they say, as a cheat would send them.</summary>
internal sealed class ValueChanger(IJsonRpc node, int moreWei) : IJsonRpc
{
    public Task<JsonElement> CallAsync(
        string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        if (method == "eth_estimateGas" && parameters[0] is JsonObject call && call["value"] is { } value)
        {
            BigInteger wei = BigInteger.Parse(
                "0" + value.GetValue<string>()[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            call["value"] = "0x" + (wei + moreWei).ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        }

        return node.CallAsync(method, parameters, cancellation);
    }
}
