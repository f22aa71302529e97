using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Something that is wrong with a ledger on purpose, to see that the comparison notices.</summary>
/// <param name="Name">What.</param>
/// <param name="Decide">How a call is decided instead.</param>
/// <param name="CountsTaxed">Whether what a taxing token was asked for counts as arrived.</param>
internal sealed record Mutation(string Name, Mutation.Decision? Decide = null, bool CountsTaxed = false)
{
    /// <summary>Decides a call at a time, by leave of the true rules.</summary>
    public delegate LedgerChange Decision(BrokenRules rules, EscrowCall call, long now);

    /// <summary>One fault each.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("The window of a reservation is a second late", (rules, call, now) =>
            rules.Truly(call, call is Reserve ? now + 1 : now)),
        new("A claim is taken a second too long", (rules, call, now) =>
            rules.Truly(call, call is Claim ? now - 1 : now)),
        new("A reservation can be revealed a second too long", (rules, call, now) =>
            rules.Truly(call, call is Reveal ? now - 1 : now)),
        new("A reservation expires a second early", (rules, call, now) =>
            rules.Truly(call, call is Expire ? now + 1 : now)),
        new("A tranche can be added a second too long", (rules, call, now) =>
            rules.Truly(call, call is AddTranche ? now - 1 : now)),
        new("A vendor reclaims a second early", (rules, call, now) =>
            rules.Truly(call, call is Reclaim ? now + 1 : now)),
        new("Devices of a reservation that expired stay taken", (rules, call, now) =>
            call is Expire e ? rules.Truly(call, now).Then(() => Take(rules, e.Reservation)) : rules.Truly(call, now)),
        new("What is passed over is paid as well", (rules, call, now) =>
        {
            LedgerChange change = rules.Truly(call, now);
            return call is not Claim c ? change : change.Then(() =>
                rules.Pay(c.Release, change.Events.Count(e => e is PassedOver)));
        }),
        new("Time is looked at before the number of keys", (rules, call, now) =>
            call is Reveal { Reservation.Expiry: var expiry } && now > expiry
                ? throw LedgerRules.Revert("ReservationOver", ("expiry", expiry)) : rules.Truly(call, now)),
        new("What is taken is looked at before the signature", (rules, call, now) => rules.Truly(
            call is Reserve r ? r with { Deliveries = [.. r.Deliveries.Where(d => !rules.IsTaken(r, d.Index))] } : call,
            now)),
        new("Events come in another order", (rules, call, now) =>
        {
            LedgerChange change = rules.Truly(call, now);
            return change with { Events = [.. change.Events.Reverse()] };
        }),
        new("A token's tax is not seen", CountsTaxed: true),
    ];

    public override string ToString() => Name;

    /// <summary>The rules with that fault.</summary>
    internal LedgerRules Rules(byte[] domain, LedgerVault vault) =>
        Decide is null ? new LedgerRules(domain, vault) : new BrokenRules(domain, vault, Decide);

    private static void Take(LedgerRules rules, Reservation r) =>
        rules.Release(r.Release)!.Tranches[(int)r.Tranche].Taken.UnionWith(r.Deliveries.Select(d => d.Index));

    /// <summary>Rules in which a call is decided otherwise.</summary>
    internal sealed class BrokenRules(byte[] domain, LedgerVault vault, Decision decide) : LedgerRules(domain, vault)
    {
        private readonly LedgerVault _vault = vault;
        private Address _sender;
        private BigInteger _value;

        public override LedgerChange Decide(Address sender, EscrowCall call, BigInteger value, long now)
        {
            (_sender, _value) = (sender, value);
            return decide(this, call, now);
        }

        /// <summary>What the true rules decide.</summary>
        public LedgerChange Truly(EscrowCall call, long now) => base.Decide(_sender, call, _value, now);

        public bool IsTaken(Reserve call, uint index) =>
            Release(call.Release)?.Tranches.ElementAtOrDefault((int)call.Tranche)?.Taken.Contains(index) == true;

        /// <summary>Pays the sender for so many deliveries.</summary>
        public void Pay(ReleaseId id, int count)
        {
            LedgerRelease release = Release(id)!;
            BigInteger amount = release.Price((uint)count);
            release.Balance -= amount;
            _vault.Pay(release.Token, _sender, amount)();
        }
    }
}

/// <summary>What mutations do to changes.</summary>
internal static class LedgerChanges
{
    /// <summary>The change with something more.</summary>
    public static LedgerChange Then(this LedgerChange change, Action more) =>
        change with { Commit = change.Commit + more };
}
