using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;

namespace FairOta.Simulator.Chain;

/// <summary>A transaction that waits.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Arrival">Its turn of arrival: later ones have higher numbers.</param>
/// <param name="NotBefore">The lowest block that may take it up: it takes a while to come back.</param>
internal sealed record Waiting(SimTransaction Transaction, long Arrival, long NotBefore);

/// <summary>What waits to be mined: at most one transaction for each number of an account.</summary>
/// <param name="mostPerAccount">Most that wait for one account.</param>
internal sealed class Mempool(int mostPerAccount)
{
    private readonly Dictionary<Address, SortedList<long, Waiting>> _accounts = [];
    private readonly Dictionary<Hash32, Waiting> _all = [];
    private long _arrivals;

    /// <summary>How many wait.</summary>
    public int Count => _all.Count;

    /// <summary>All that wait, in the order in which they arrived.</summary>
    public IEnumerable<Waiting> All => _all.Values.OrderBy(each => each.Arrival);

    /// <summary>Whether it waits.</summary>
    public bool Contains(Hash32 transaction) => _all.ContainsKey(transaction);

    /// <summary>Takes a transaction in.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="mined">How many of its sender are in blocks.</param>
    /// <param name="notBefore">The lowest block that may take it up.</param>
    /// <param name="replaced">What waited in its place; null where nothing did.</param>
    /// <returns>Null, or why it is refused.</returns>
    public string? Add(SimTransaction transaction, long mined, long notBefore, out SimTransaction? replaced)
    {
        replaced = null;
        if (_all.ContainsKey(transaction.Hash)) return "already known";
        if (transaction.Nonce < mined) return "nonce too low";
        SortedList<long, Waiting> own = _accounts.GetValueOrDefault(transaction.Sender) ?? [];
        if (own.TryGetValue(transaction.Nonce, out Waiting? before))
        {
            if (!FeeRules.Outbids(transaction.Offer, before.Transaction.Offer))
                return "replacement transaction underpriced";
            replaced = before.Transaction;
            _all.Remove(replaced.Hash);
        }
        else if (own.Count >= mostPerAccount)
        {
            return "account limit exceeded";
        }

        Waiting waiting = new(transaction, _arrivals++, notBefore);
        own[transaction.Nonce] = waiting;
        _accounts[transaction.Sender] = own;
        _all.Add(transaction.Hash, waiting);
        return null;
    }

    /// <summary>The number after all that an account's mined and waiting transactions take without a gap.</summary>
    /// <param name="account">The account.</param>
    /// <param name="mined">How many of it are in blocks.</param>
    public long NextNonce(Address account, long mined)
    {
        if (_accounts.TryGetValue(account, out SortedList<long, Waiting>? own))
            while (own.ContainsKey(mined)) mined++;
        return mined;
    }

    /// <summary>What an account has under a number; null where nothing waits.</summary>
    public Waiting? At(Address account, long nonce) =>
        _accounts.GetValueOrDefault(account)?.GetValueOrDefault(nonce);

    /// <summary>Accounts of which something waits, in no order that means anything.</summary>
    public IReadOnlyList<Address> Accounts() => [.. _accounts.Keys];

    /// <summary>Takes a mined transaction out, and whatever waits under its number or a lower one.</summary>
    /// <returns>What can no longer be mined.</returns>
    public IReadOnlyList<SimTransaction> Mined(SimTransaction transaction)
    {
        if (!_accounts.TryGetValue(transaction.Sender, out SortedList<long, Waiting>? own)) return [];
        List<SimTransaction> gone = [];
        while (own.Count > 0 && own.GetKeyAtIndex(0) <= transaction.Nonce)
        {
            SimTransaction next = own.GetValueAtIndex(0).Transaction;
            own.RemoveAt(0);
            _all.Remove(next.Hash);
            if (next.Hash != transaction.Hash) gone.Add(next);
        }

        if (own.Count == 0) _accounts.Remove(transaction.Sender);
        return gone;
    }
}
