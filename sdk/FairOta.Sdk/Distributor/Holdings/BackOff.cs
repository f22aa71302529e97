using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Sdk.Distributor;

/// <summary>Who failed waits, twice as long each time. Not safe for concurrent use.</summary>
/// <typeparam name="TKey">Who.</typeparam>
/// <param name="firstSeconds">How long the first failure that counts makes wait.</param>
/// <param name="lastSeconds">Longest wait.</param>
/// <param name="forgiven">Failures in a row that do not count.</param>
internal sealed class BackOff<TKey>(long firstSeconds, long lastSeconds, int forgiven = 0)
    where TKey : notnull
{
    /// <summary>Most that are remembered: those that could be tried again are forgotten first.</summary>
    private const int Limit = 100_000;

    private readonly Dictionary<TKey, (int Failures, long At)> _waits = [];

    /// <summary>Whether it may be tried.</summary>
    public bool IsDue(TKey key, long now) => now >= _waits.GetValueOrDefault(key).At;

    /// <summary>Failures in a row.</summary>
    public int Failures(TKey key) => _waits.GetValueOrDefault(key).Failures;

    /// <summary>It failed.</summary>
    public void Failed(TKey key, long now)
    {
        if (_waits.Count >= Limit)
            foreach (TKey due in _waits.Where(wait => wait.Value.At <= now).Select(wait => wait.Key).ToList())
                _waits.Remove(due);
        int failures = Failures(key) + 1;
        int doublings = Math.Min(failures - forgiven - 1, 30);
        _waits[key] = (failures, doublings < 0 ? 0 : now + Math.Min(firstSeconds << doublings, lastSeconds));
    }

    /// <summary>It did not fail.</summary>
    public void Fine(TKey key) => _waits.Remove(key);
}
