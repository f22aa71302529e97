using System;
using System.Collections.Generic;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Draws that follow from a seed.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Whether it is the one of so many.</summary>
    public bool OneIn(int count) => _random.Next(count) == 0;

    /// <summary>A number from 0, below.</summary>
    public int Below(int count) => _random.Next(count);

    public T Of<T>(params IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>One of the acts, each as probable as its weight says.</summary>
    public T Weighted<T>(params (int Weight, Func<T> Act)[] choices)
    {
        int total = 0;
        foreach ((int weight, _) in choices) total += weight;
        int at = _random.Next(total);
        foreach ((int weight, Func<T> act) in choices)
        {
            if ((at -= weight) < 0) return act();
        }

        throw new InvalidOperationException("The weights are used up.");
    }
}
