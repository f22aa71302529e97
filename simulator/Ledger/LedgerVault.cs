using System;
using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Ledger;

/// <summary>The money: how it gets into the escrow and out again. What moves is decided first, and moves when the
/// action is called that comes back. Address zero names ETH.</summary>
/// <param name="escrow">The escrow's address.</param>
internal sealed class LedgerVault(Address escrow)
{
    private readonly Dictionary<Address, LedgerToken> _tokens = [];
    private readonly HashSet<Address> _refusing = [];

    /// <summary>The escrow's address.</summary>
    public Address Escrow => escrow;

    public LedgerBalances Ether { get; private init; } = new();

    /// <summary>The same money, apart from this.</summary>
    public LedgerVault Copy()
    {
        LedgerVault copy = new(escrow) { Ether = Ether.Copy() };
        foreach (LedgerToken token in _tokens.Values) copy.Add(token.Copy());
        copy._refusing.UnionWith(_refusing);
        return copy;
    }

    /// <summary>A token; null if there is no contract.</summary>
    public LedgerToken? Token(Address address) => _tokens.GetValueOrDefault(address);

    public void Add(LedgerToken token) => _tokens.Add(token.Address, token);

    /// <summary>Whatever ETH is sent there is refused from now on.</summary>
    public void Refuse(Address account) => _refusing.Add(account);

    /// <summary>Takes what a tranche needs.</summary>
    /// <param name="token">What it is paid in.</param>
    /// <param name="vendor">Who pays.</param>
    /// <param name="value">Wei that came with the call.</param>
    /// <param name="amount">What must arrive.</param>
    /// <exception cref="EscrowRevertedException">Something else arrives.</exception>
    public Action Fund(Address token, Address vendor, BigInteger value, BigInteger amount)
    {
        if (token.IsZero)
        {
            if (value != amount) throw WrongValue(amount, value);
            return () => Ether.Move(vendor, amount, escrow, amount);
        }

        if (!value.IsZero) throw WrongValue(BigInteger.Zero, value);
        if (Token(token) is not { } contract) throw LedgerRules.Revert("NotAToken", ("token", token));
        BigInteger arrived = contract.ArrivesFrom(escrow, vendor, escrow, amount);
        if (arrived != amount) throw WrongValue(amount, arrived);
        return () => contract.TransferFrom(escrow, vendor, escrow, amount);
    }

    /// <summary>Pays out.</summary>
    /// <exception cref="EscrowRevertedException">The receiver or the token refuses.</exception>
    public Action Pay(Address token, Address to, BigInteger amount)
    {
        if (token.IsZero)
        {
            if (_refusing.Contains(to)) throw PaymentFailed(to, amount);
            return () => Ether.Move(escrow, amount, to, amount);
        }

        LedgerToken contract = Token(token)!; // a release in it was funded
        try
        {
            contract.Arrives(escrow, to, amount);
        }
        catch (EscrowRevertedException)
        {
            throw PaymentFailed(to, amount);
        }

        return () => contract.Transfer(escrow, to, amount);
    }

    private static EscrowRevertedException WrongValue(BigInteger expected, BigInteger got) =>
        LedgerRules.Revert("WrongValue", ("expected", expected), ("got", got));

    private static EscrowRevertedException PaymentFailed(Address to, BigInteger amount) =>
        LedgerRules.Revert("PaymentFailed", ("to", to), ("amount", amount));
}
