using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>
/// Questions to the configured node. The first block after the release's issued-at is found by halving, once; then the
/// deriving phase asks for logs from there. A node can deny and delay, nothing else: what it says is checked or merely
/// preferred.
/// </summary>
internal abstract class NodePhase : RequestPhase
{
    private long _low = -1;
    private long _high = -1;
    private long _middle;
    private JsonValues _values;
    private bool _failed;

    protected NodePhase(Context context)
        : base(context)
    {
    }

    /// <summary>keccak256 of the event Delivered, as a topic.</summary>
    protected static string DeliveredTopic() =>
        "\"0x" + Bytes.ToHex(Keccak256.Hash(Text.ToBytes("Delivered(bytes32,address,address,uint256)"))) + "\"";

    protected static string Topic(byte[] word) => "\"0x" + Bytes.ToHex(word) + "\"";

    protected static string AddressTopic(byte[] address) =>
        "\"0x000000000000000000000000" + Bytes.ToHex(address) + "\"";

    protected sealed override LinkRequest Ask()
    {
        if (_failed)
            return null;
        if (Context.FirstBlock >= 0)
            return AskLogs();
        if (_high < 0)
            return Query("eth_blockNumber", "", "result", 1);
        _middle = _low + 1 + (_high - (_low + 1)) / 2;
        return Query("eth_getBlockByNumber", "\"" + Text.ToQuantity(_middle) + "\",false", "timestamp", 1);
    }

    protected sealed override Phase Answered()
    {
        if (Context.FirstBlock >= 0)
            return LogsAnswered(_values);
        long number = _values.Found.Count == 0 ? -1 : Text.ToNumber((string)_values.Found[0]);
        if (number < 0)
        {
            _failed = true;
            Context.Note(AgentEvent.SourceUnavailable, Context.Board.NodeUrl);
            return this;
        }

        if (_high < 0)
            _high = number;
        else if (number > Journal.Manifest.IssuedAt)
            _high = _middle;
        else
            _low = _middle;

        // The latest block is the answer too while none is younger than the release.
        if (_high <= _low + 1)
            Context.FirstBlock = _high;
        return this;
    }

    /// <summary>The next question for logs, or null.</summary>
    protected abstract LinkRequest AskLogs();

    protected abstract Phase LogsAnswered(JsonValues data);

    /// <summary>eth_getLogs of the escrow with these topics, from the first block that can hold any.</summary>
    protected LinkRequest Logs(string topics, int most)
    {
        string filter = "{\"address\":\"0x" + Bytes.ToHex(Journal.Manifest.Escrow)
            + "\",\"fromBlock\":\"" + Text.ToQuantity(Context.FirstBlock)
            + "\",\"toBlock\":\"latest\",\"topics\":[" + topics + "]}";
        return Query("eth_getLogs", filter, "data", most);
    }

    private LinkRequest Query(string method, string parameters, string wanted, int most)
    {
        _values = new JsonValues(wanted, most);
        Sink = _values;
        MostBytes = AgentLimits.NodeAnswerBytes;
        string body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[" + parameters + "]}";
        return new LinkRequest(Context.Board.NodeUrl, Text.ToBytes(body), "application/json");
    }
}
