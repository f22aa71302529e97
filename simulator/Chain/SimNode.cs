using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Chain;

/// <summary>A <see cref="SimChain"/> behind the methods of JSON-RPC that a wallet and an outbox need. Every task is
/// completed when it is returned.</summary>
/// <param name="chain">The chain.</param>
/// <param name="account">Sends what is sent here.</param>
internal sealed class SimNode(SimChain chain, SimAccount account) : IJsonRpc
{
    private const int NoMethod = -32601;
    private const int Refused = -32000;
    private const int Reverted = 3;

    /// <summary>What was posted, by the newest block then: the node has it, though it may not have got on.</summary>
    private readonly Dictionary<Hash32, long> _posted = [];

    /// <inheritdoc/>
    public Task<JsonElement> CallAsync(
        string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        try
        {
            JsonNode? answer = Answer(method, parameters);
            return Task.FromResult(JsonSerializer.SerializeToElement(answer));
        }
        catch (ChainException e)
        {
            return Task.FromException<JsonElement>(e);
        }
    }

    private JsonNode? Answer(string method, JsonNode?[] parameters) => method switch
    {
        "eth_chainId" => Text(chain.ChainId),
        "eth_getBlockByNumber" => Block(HeightOf(parameters[0])),
        "eth_getBalance" => Text(
            chain.BalanceOf(Address.Parse((string)parameters[0]!), HeightOf(parameters[1]))),
        "eth_getTransactionCount" => Text(Nonce(Address.Parse((string)parameters[0]!), (string)parameters[1]!)),
        "eth_getTransactionByHash" => Knows(Hash32.Parse((string)parameters[0]!)) ? new JsonObject() : null,
        "eth_getTransactionReceipt" => Receipt(Hash32.Parse((string)parameters[0]!)),
        "eth_feeHistory" => new JsonObject
        {
            ["baseFeePerGas"] = new JsonArray(Text(chain.Fees(chain.Block(HeightOf(parameters[1]))!).BaseFee)),
            ["reward"] = new JsonArray(),
        },
        "eth_maxPriorityFeePerGas" => Text(chain.Fees().Tip),
        "eth_estimateGas" => Text(
            Estimate((JsonObject)parameters[0]!, parameters.Length > 1 ? HeightOf(parameters[1]) : null)),
        "eth_sendRawTransaction" => Send(Convert.FromHexString(((string)parameters[0]!).AsSpan(2))),
        _ => throw new JsonRpcException(method, NoMethod, "the method does not exist", []),
    };

    private JsonObject? Block(long number) => chain.Block(number)?.Header is not { } header ? null : new JsonObject
    {
        ["number"] = Text(header.Number),
        ["hash"] = header.Hash.ToString(),
        ["parentHash"] = header.ParentHash.ToString(),
        ["timestamp"] = Text(header.Timestamp),
    };

    private long Nonce(Address address, string tag) => tag switch
    {
        "pending" => chain.NextNonce(address),
        "latest" => chain.MinedOf(address),
        _ => chain.MinedOf(address, HeightOf(tag)),
    };

    private JsonObject? Receipt(Hash32 hash) => chain.Receipt(hash) is not { } receipt ? null : new JsonObject
    {
        ["status"] = Text(receipt.Succeeded ? 1 : 0),
        ["blockNumber"] = Text(receipt.Block),
        ["blockHash"] = receipt.BlockHash.ToString(),
        ["gasUsed"] = Text(receipt.GasUsed),
        ["effectiveGasPrice"] = Text(receipt.GasPrice),
        ["logs"] = new JsonArray(),
    };

    private long Estimate(JsonObject call, long? block)
    {
        var request = new TransactionRequest(
            call["to"] is { } to ? Address.Parse((string)to!) : null,
            Convert.FromHexString(((string)call["data"]!).AsSpan(2)),
            BigInteger.Parse(
                "0" + ((string)call["value"]!)[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        try
        {
            return chain.Estimate(Address.Parse((string)call["from"]!), request, chain.Call(request), block);
        }
        catch (EscrowRevertedException e)
        {
            throw new JsonRpcException("eth_estimateGas", Reverted, $"execution reverted: {e.Error}", []);
        }
    }

    private JsonNode Send(byte[] raw)
    {
        (Address sender, Transaction envelope, Hash32 hash) = RawTransaction.Read(raw);
        if (envelope.ChainId != chain.ChainId)
            throw new JsonRpcException("eth_sendRawTransaction", Refused, "invalid chain id", []);
        account.Send(new SimTransaction(sender, envelope, chain.Call(envelope.Request), hash));
        foreach (Hash32 old in _posted.Where(p => p.Value < chain.Head.Header.Number).Select(p => p.Key).ToArray())
            _posted.Remove(old);
        _posted[hash] = chain.Head.Header.Number;
        return hash.ToString();
    }

    private bool Knows(Hash32 hash) =>
        chain.Knows(hash) || _posted.TryGetValue(hash, out long block) && block >= chain.Head.Header.Number;

    private long HeightOf(JsonNode? tag) => chain.Height((string)tag!);

    private static JsonNode Text(BigInteger number) => Quantity.Format(number);
}
