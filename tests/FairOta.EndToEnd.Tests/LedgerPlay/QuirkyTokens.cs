using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Keeps one unit of every transfer.</summary>
internal sealed class TaxedToken(Address address) : LedgerToken(address)
{
    public override BigInteger Arrives(Address from, Address to, BigInteger amount) =>
        BigInteger.Max(0, base.Arrives(from, to, amount) - 1);
}

/// <summary>Lets one account receive nothing.</summary>
internal sealed class BarringToken(Address address, Address barred) : LedgerToken(address)
{
    public override BigInteger Arrives(Address from, Address to, BigInteger amount) =>
        to == barred ? throw Refusal("Barred", ("account", to)) : base.Arrives(from, to, amount);
}

/// <summary>Gives no reason when it refuses.</summary>
internal sealed class SilentToken(Address address) : LedgerToken(address)
{
    protected override EscrowRevertedException Refusal(string error, params (string Name, object Value)[] arguments) =>
        base.Refusal("unknown", ("data", "0x"));
}

/// <summary>Says false where others refuse.</summary>
internal sealed class FalseToken(Address address) : LedgerToken(address)
{
    protected override EscrowRevertedException Refusal(string error, params (string Name, object Value)[] arguments) =>
        base.Refusal("SafeERC20FailedOperation", ("token", Address));
}
