using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Evm;

/// <summary>What only a development node lets one do, in anvil's words for it. Returns once it is done.</summary>
/// <param name="node">The node.</param>
internal sealed class NodeControl(IJsonRpc node)
{
    /// <summary>Whether every transaction gets a block at once.</summary>
    public void SetAutomine(bool on) => Call("evm_setAutomine", on);

    /// <summary>The next block's time, Unix seconds; after the newest one's.</summary>
    public void SetNextTime(long time) => Call("evm_setNextBlockTimestamp", time);

    /// <summary>The next block's base fee, wei for one gas.</summary>
    public void SetNextBaseFee(BigInteger wei) => Call("anvil_setNextBlockBaseFeePerGas", Quantity.Format(wei));

    /// <summary>Makes a block of what waits.</summary>
    public void Mine() => Call("evm_mine");

    /// <summary>Takes the newest blocks back, and forgets their transactions.</summary>
    public void Rollback(int blocks) => Call("anvil_rollback", blocks);

    /// <summary>Gives an account so many wei.</summary>
    public void SetBalance(Address account, BigInteger wei) =>
        Call("anvil_setBalance", account.ToString(), Quantity.Format(wei));

    /// <summary>Remembers everything; the name of that.</summary>
    public string Snapshot() => Call("evm_snapshot").GetString()!;

    /// <summary>Goes back to what was remembered.</summary>
    public void Revert(string snapshot) => Call("evm_revert", snapshot);

    private JsonElement Call(string method, params JsonNode?[] parameters) =>
        node.CallAsync(method, parameters).GetAwaiter().GetResult();
}
