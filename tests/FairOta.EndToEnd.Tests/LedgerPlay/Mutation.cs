using System;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Something that is wrong with a ledger on purpose, to see that the comparison notices.</summary>
/// <param name="Name">What.</param>
/// <param name="Decide">How a call is decided instead.</param>
/// <param name="IgnoresTax">Whether what is sent counts as arrived.</param>
internal sealed record Mutation(string Name, Decision? Decide = null, bool IgnoresTax = false)
{
    public override string ToString() => Name;

    /// <summary>The rules with that fault.</summary>
    public LedgerRules Rules(byte[] domain, LedgerVault vault) =>
        Decide is null ? new LedgerRules(domain, vault) : new BrokenRules(domain, vault, Decide);

    private sealed class BrokenRules(byte[] domain, LedgerVault vault, Decision decide) : LedgerRules(domain, vault)
    {
        public override LedgerChange Decide(Address sender, EscrowCall call, BigInteger value, long now) =>
            decide(this, sender, call, now, (other, time) => base.Decide(sender, other, value, time));
    }
}

/// <summary>Decides a call, by leave of the true rules.</summary>
/// <param name="rules">The releases.</param>
/// <param name="sender">Who calls.</param>
/// <param name="call">The call.</param>
/// <param name="now">The time, Unix seconds.</param>
/// <param name="truly">What the true rules decide of a call at a time.</param>
internal delegate LedgerChange Decision(
    LedgerRules rules, Address sender, EscrowCall call, long now,
    Func<EscrowCall, long, LedgerChange> truly);
