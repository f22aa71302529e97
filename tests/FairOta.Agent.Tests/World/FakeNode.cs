using System;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using FairOta.Core;

namespace FairOta.Agent.Tests;

/// <summary>A node over the world's deliveries: a block every 12 seconds since some time before the releases.</summary>
internal sealed class FakeNode(World world, string url) : FakeServer(world, url)
{
    private const long Genesis = TestRelease.IssuedAt - 100_000;
    private const long BlockSeconds = 12;

    public string? LastFromBlock { get; private set; }

    protected override FakeAnswer Route(LinkRequest request)
    {
        using JsonDocument call = JsonDocument.Parse(request.Body);
        JsonElement parameters = call.RootElement.GetProperty("params");
        string result = call.RootElement.GetProperty("method").GetString() switch
        {
            "eth_blockNumber" => Quote(Hex((World.Now - Genesis) / BlockSeconds)),
            "eth_getBlockByNumber" => Block(parameters[0].GetString()!),
            _ => Logs(parameters[0]),
        };
        return FakeAnswer.Ok(Encoding.ASCII.GetBytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}"));
    }

    private static string Block(string number)
    {
        long value = long.Parse(number.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string timestamp = Hex(Genesis + value * BlockSeconds);
        return "{\"hash\":\"0x" + new string('a', 64) + "\", \"timestamp\" : \"" + timestamp + "\"}";
    }

    private string Logs(JsonElement filter)
    {
        LastFromBlock = filter.GetProperty("fromBlock").GetString();
        string?[] topics = [.. filter.GetProperty("topics").EnumerateArray().Select(t => t.GetString())];
        var deliveries = World.Deliveries().Where(d =>
            "0x" + Bytes.ToHex(d.ReleaseId) == topics[1]
            && (topics[2] == null || topics[2]!.EndsWith(Bytes.ToHex(d.Device), StringComparison.Ordinal))
            && (topics.Length < 4 || topics[3]!.EndsWith(Bytes.ToHex(d.Distributor), StringComparison.Ordinal)));
        var logs = deliveries.Select(d => "{\"topics\":[],\"data\":\"0x" + Bytes.ToHex(d.Key) + "\"}");
        return "[" + string.Join(',', logs) + "]";
    }

    private static string Hex(long value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static string Quote(string text) => "\"" + text + "\"";
}
