using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>A node of one account, with a pool that keeps to the rules of nodes, blocks that tests make and take back,
/// and calls that fail before or after they had their effect.</summary>
internal sealed class PoolNode : IJsonRpc
{
    public const long Gas = 50_000;

    private readonly List<List<Mined>> _blocks = [[]];
    private readonly SortedDictionary<long, Sent> _pool = [];
    private int _highest;

    /// <summary>Wei for a gas in the next block.</summary>
    public BigInteger BaseFee { get; set; } = 100;

    /// <summary>What the account holds, in wei.</summary>
    public BigInteger Balance { get; set; } = BigInteger.Pow(10, 18);

    /// <summary>Calls whose data reverts.</summary>
    public Func<byte[], bool> Reverts { get; set; } = _ => false;

    /// <summary>Thrown instead of an answer: asked for each call, before it has its effect and after.</summary>
    public Func<string, bool, Exception?> Fault { get; set; } = (_, _) => null;

    /// <summary>Methods that were called.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What blocks hold, in order.</summary>
    public IEnumerable<Mined> Chain => _blocks.SelectMany(block => block);

    public IReadOnlyCollection<Sent> Pool => _pool.Values;

    private int MinedCount => Chain.Count();

    /// <summary>A block of all that can be in it.</summary>
    public void Mine()
    {
        List<Mined> block = [];
        _blocks.Add(block);
        _highest = Math.Max(_highest, _blocks.Count);
        while (_pool.TryGetValue(MinedCount, out Sent? next) && next.MaxFee >= BaseFee)
        {
            _pool.Remove(next.Nonce);
            block.Add(new Mined(next, !Reverts(next.Data), BaseFee + BigInteger.Min(next.Tip, next.MaxFee - BaseFee)));
        }
    }

    public void Mine(int count)
    {
        for (int i = 0; i < count; i++) Mine();
    }

    /// <summary>Takes the newest blocks back, but none that ever had two upon it. What was in them waits again, or is
    /// forgotten.</summary>
    public void TakeBack(int count, bool forget)
    {
        for (int i = 0; i < count && _blocks.Count > 1 && _blocks.Count + 2 > _highest; i++)
        {
            foreach (Mined mined in _blocks[^1])
                if (!forget) _pool.TryAdd(mined.Sent.Nonce, mined.Sent);
            _blocks.RemoveAt(_blocks.Count - 1);
        }
    }

    /// <summary>Forgets what waits.</summary>
    public void Drop() => _pool.Clear();

    /// <summary>Somebody else of the same account is mined.</summary>
    public void Intrude() => _pool[MinedCount] =
        new Sent(MinedCount, Hash32.FromBytes(Keccak256.Hash([(byte)MinedCount])), [9, 9], BaseFee * 100, 1);

    public Task<JsonElement> CallAsync(string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        Calls.Add(method);
        if (Fault(method, false) is { } before) throw before;
        JsonNode? answer = Answer(method, parameters);
        if (Fault(method, true) is { } after) throw after;
        using JsonDocument document = JsonDocument.Parse(answer?.ToJsonString() ?? "null");
        return Task.FromResult(document.RootElement.Clone());
    }

    private JsonNode? Answer(string method, JsonNode?[] parameters) => method switch
    {
        "eth_chainId" => "0x7a69",
        "eth_estimateGas" => Reverts(Convert.FromHexString(((string)parameters[0]!["data"]!)[2..]))
            ? throw new JsonRpcException(method, 3, "execution reverted", [1, 2, 3, 4])
            : Hex(Gas),
        "eth_feeHistory" => new JsonObject
        {
            ["baseFeePerGas"] = new JsonArray(Hex(BaseFee)),
            ["reward"] = new JsonArray(),
        },
        "eth_maxPriorityFeePerGas" => "0x2",
        "eth_getBlockByNumber" => Block(Height((string)parameters[0]!)),
        "eth_getBalance" => Hex(Balance),
        "eth_getTransactionCount" => Hex(Count((string)parameters[1]!)),
        "eth_getTransactionByHash" =>
            Chain.Select(m => m.Sent).Concat(Pool).Any(s => s.Hash == Hash(parameters)) ? new JsonObject() : null,
        "eth_getTransactionReceipt" => Receipt(Hash(parameters)),
        "eth_sendRawTransaction" => Take(Convert.FromHexString(((string)parameters[0]!)[2..])).Hash.ToString(),
        _ => throw new InvalidOperationException(method),
    };

    private Sent Take(byte[] raw)
    {
        Sent sent = Sent.Read(raw);
        if (_pool.TryGetValue(sent.Nonce, out Sent? held))
        {
            if (held.Hash == sent.Hash) throw Refusal("already known");
            if (sent.MaxFee * 10 < held.MaxFee * 11 || sent.Tip * 10 < held.Tip * 11)
                throw Refusal("replacement transaction underpriced");
        }
        if (sent.Nonce < MinedCount) throw Refusal("nonce too low");
        return _pool[sent.Nonce] = sent;
    }

    private JsonObject? Receipt(Hash32 hash)
    {
        int height = _blocks.FindIndex(block => block.Any(m => m.Sent.Hash == hash));
        if (height < 0) return null;
        Mined mined = _blocks[height].Single(m => m.Sent.Hash == hash);
        return new JsonObject
        {
            ["status"] = mined.Succeeded ? "0x1" : "0x0",
            ["blockNumber"] = Hex(height),
            ["blockHash"] = Hash32.FromBytes(Keccak256.Hash([(byte)height])).ToString(),
            ["gasUsed"] = Hex(Gas),
            ["effectiveGasPrice"] = Hex(mined.Price),
            ["contractAddress"] = null,
            ["logs"] = new JsonArray(),
        };
    }

    private static JsonObject Block(int height) => new()
    {
        ["number"] = Hex(height),
        ["hash"] = Hash32.FromBytes(Keccak256.Hash([(byte)height])).ToString(),
        ["parentHash"] = Hash32.FromBytes(Keccak256.Hash([(byte)(height - 1)])).ToString(),
        ["timestamp"] = Hex(height),
    };

    private int Height(string tag) => tag switch
    {
        "latest" or "pending" => _blocks.Count - 1,
        "safe" => Math.Max(0, _blocks.Count - 3),
        "finalized" => Math.Max(0, _blocks.Count - 5),
        _ => int.Parse(tag[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
    };

    private long Count(string tag)
    {
        if (tag != "pending") return _blocks.Take(Height(tag) + 1).Sum(block => block.Count);
        long next = MinedCount;
        while (_pool.ContainsKey(next)) next++;
        return next;
    }

    private static Hash32 Hash(JsonNode?[] parameters) =>
        Hash32.FromBytes(Convert.FromHexString(((string)parameters[0]!)[2..]));

    private static string Hex(BigInteger number) =>
        number.IsZero ? "0x0" : "0x" + number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    private static JsonRpcException Refusal(string words) => new("eth_sendRawTransaction", -32000, words, []);

    /// <summary>A transaction in a block.</summary>
    internal sealed record Mined(Sent Sent, bool Succeeded, BigInteger Price)
    {
        public BigInteger Fee => Gas * Price;
    }

    /// <summary>A transaction as it was sent: what its bytes say.</summary>
    internal sealed record Sent(long Nonce, Hash32 Hash, byte[] Data, BigInteger MaxFee, BigInteger Tip)
    {
        public bool IsIdle => Data.Length == 0;

        public static Sent Read(byte[] raw)
        {
            int at = 1;
            Open(raw, ref at);
            byte[][] fields = new byte[8][];
            for (int i = 0; i < fields.Length; i++) fields[i] = Item(raw, ref at);
            return new Sent(
                (long)Number(fields[1]), Hash32.FromBytes(Keccak256.Hash(raw)), fields[7], Number(fields[3]),
                Number(fields[2]));
        }

        private static void Open(byte[] raw, ref int at) => at += raw[at] >= 0xf8 ? 1 + raw[at] - 0xf7 : 1;

        private static byte[] Item(byte[] raw, ref int at)
        {
            byte head = raw[at];
            (int skip, int length) = head switch
            {
                < 0x80 => (0, 1),
                <= 0xb7 => (1, head - 0x80),
                _ => (1 + head - 0xb7, (int)Number(raw[(at + 1)..(at + 1 + head - 0xb7)])),
            };
            byte[] item = raw[(at + skip)..(at + skip + length)];
            at += skip + length;
            return item;
        }

        private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
    }
}
