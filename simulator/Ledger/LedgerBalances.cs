using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;

namespace FairOta.Simulator.Ledger;

/// <summary>Who holds how much of one kind of money.</summary>
internal sealed class LedgerBalances
{
    private readonly Dictionary<Address, BigInteger> _held;

    /// <summary>Nobody holds anything.</summary>
    public LedgerBalances()
        : this([])
    {
    }

    private LedgerBalances(Dictionary<Address, BigInteger> held) => _held = held;

    /// <summary>All there is of it.</summary>
    public BigInteger Total => _held.Values.Aggregate(BigInteger.Zero, (sum, held) => sum + held);

    /// <summary>Who holds any, with how much.</summary>
    public IEnumerable<KeyValuePair<Address, BigInteger>> All => _held.Where(held => !held.Value.IsZero);

    public BigInteger Of(Address account) => _held.GetValueOrDefault(account);

    public void Add(Address account, BigInteger amount) => _held[account] = Of(account) + amount;

    /// <summary>The same, apart from these.</summary>
    public LedgerBalances Copy() => new(new Dictionary<Address, BigInteger>(_held));

    /// <summary>Moves money; less may arrive than is taken.</summary>
    public void Move(Address from, BigInteger taken, Address to, BigInteger arrived)
    {
        Add(from, -taken);
        Add(to, arrived);
    }
}
