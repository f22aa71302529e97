using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Ledger;

/// <summary>An ERC-20 token, with the checks and the errors of OpenZeppelin's. Members are virtual where tokens
/// differ.</summary>
/// <param name="address">The token's contract.</param>
internal class LedgerToken(Address address)
{
    private LedgerBalances _balances = new();
    private Dictionary<(Address Owner, Address Spender), BigInteger> _allowances = [];

    /// <summary>What an owner allows that is never used up.</summary>
    public static BigInteger Unlimited { get; } = (BigInteger.One << 256) - 1;

    public Address Address => address;

    public BigInteger BalanceOf(Address account) => _balances.Of(account);

    public BigInteger Allowance(Address owner, Address spender) => _allowances.GetValueOrDefault((owner, spender));

    /// <summary>Gives an account tokens that come from nowhere.</summary>
    public void Mint(Address account, BigInteger amount) => _balances.Add(account, amount);

    /// <summary>Lets somebody take that much, instead of what it was let before.</summary>
    public void Approve(Address owner, Address spender, BigInteger amount) => _allowances[(owner, spender)] = amount;

    /// <summary>What arrives if that much is taken from an owner; nothing moves yet.</summary>
    /// <exception cref="EscrowRevertedException">The token refuses.</exception>
    public BigInteger ArrivesFrom(Address spender, Address owner, Address to, BigInteger amount)
    {
        BigInteger allowance = Allowance(owner, spender);
        if (allowance < amount)
        {
            throw Refusal(
                "ERC20InsufficientAllowance", ("spender", spender), ("allowance", allowance), ("needed", amount));
        }

        return Arrives(owner, to, amount);
    }

    /// <summary>What arrives if that much is sent; nothing moves yet.</summary>
    /// <exception cref="EscrowRevertedException">The token refuses.</exception>
    public virtual BigInteger Arrives(Address from, Address to, BigInteger amount)
    {
        BigInteger held = BalanceOf(from);
        return held >= amount
            ? amount
            : throw Refusal("ERC20InsufficientBalance", ("sender", from), ("balance", held), ("needed", amount));
    }

    /// <summary>Takes that much from an owner, after <see cref="ArrivesFrom"/> said what arrives of it.</summary>
    public void TransferFrom(Address spender, Address owner, Address to, BigInteger amount)
    {
        BigInteger arrived = ArrivesFrom(spender, owner, to, amount);
        BigInteger allowance = Allowance(owner, spender);
        if (allowance != Unlimited) Approve(owner, spender, allowance - amount);
        _balances.Move(owner, amount, to, arrived);
    }

    /// <summary>Sends that much.</summary>
    /// <exception cref="EscrowRevertedException">The token refuses.</exception>
    public void Transfer(Address from, Address to, BigInteger amount) =>
        _balances.Move(from, amount, to, Arrives(from, to, amount));

    /// <summary>The same token with the same balances, apart from this.</summary>
    public LedgerToken Copy()
    {
        LedgerToken copy = (LedgerToken)MemberwiseClone();
        copy._balances = _balances.Copy();
        copy._allowances = new Dictionary<(Address Owner, Address Spender), BigInteger>(_allowances);
        return copy;
    }

    /// <summary>How the escrow reverts where the token refuses to be taken.</summary>
    protected virtual EscrowRevertedException Refusal(string error, params (string Name, object Value)[] arguments) =>
        LedgerRules.Revert(error, arguments);
}
