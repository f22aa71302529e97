using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A JSON-RPC node under a base URL of the world: what devices ask it is asked of the real one.</summary>
internal sealed class NodeHost(EthereumNode node) : IHost
{
    public Reply Answer(ServiceRequest request, long now)
    {
        JsonNode call = JsonNode.Parse(request.Body)!;
        JsonNode?[] parameters = [.. call["params"]!.AsArray().Select(each => each?.DeepClone())];
        JsonElement result = World.Wait(node.Rpc.CallAsync(call["method"]!.GetValue<string>(), parameters));
        return Reply.Ok(JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id = 1, result }));
    }
}
