using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;

namespace FairOta.Simulator.Ledger;

/// <summary>Who holds how much of one kind of money.</summary>
internal sealed class LedgerBalances
{
    private readonly Dictionary<Address, BigInteger> _held = [];

    public BigInteger Of(Address account) => _held.GetValueOrDefault(account);

    public void Add(Address account, BigInteger amount) => _held[account] = Of(account) + amount;

    /// <summary>Moves money; less may arrive than is taken.</summary>
    public void Move(Address from, BigInteger taken, Address to, BigInteger arrived)
    {
        Add(from, -taken);
        Add(to, arrived);
    }
}
