using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Chain;

/// <summary>A delivery that was paid, as much of its event as anybody asks for later.</summary>
/// <param name="Key">The key k, big-endian; public from then on.</param>
/// <param name="Device">The device.</param>
/// <param name="Distributor">Who was paid.</param>
/// <param name="Block">Height of the block that paid it.</param>
public readonly record struct PaidDelivery(Hash32 Key, Address Device, Address Distributor, long Block);

/// <summary>The paid deliveries of a release. Immutable; one more shares nearly everything with the one before, and
/// each costs the 80 bytes that it is.</summary>
/// <remarks>The logarithmic method (Bentley and Saxe, 1980): runs sorted by device, oldest first, whose lengths are
/// powers of two and fall; a new delivery is a run of its own, and equal runs at the end become one. A device is looked
/// up in each. Runs stop growing at <see cref="MaxRun"/>, so that adding never stalls and two views that are kept side
/// by side differ by little.</remarks>
public sealed class PaidDeliveries : IReadOnlyCollection<PaidDelivery>
{
    /// <summary>Longest run.</summary>
    internal const int MaxRun = 1 << 16;

    private readonly ImmutableArray<PaidDelivery[]> _runs;

    private PaidDeliveries(ImmutableArray<PaidDelivery[]> runs, int count) => (_runs, Count) = (runs, count);

    /// <summary>None.</summary>
    public static PaidDeliveries Empty { get; } = new([], 0);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Those of a device, oldest first: one for each tranche it is in, at most.</summary>
    public IReadOnlyList<PaidDelivery> Of(Address device) => _runs.SelectMany(run => In(run, device)).ToArray();

    /// <summary>Whether there is one of a device.</summary>
    public bool Has(Address device)
    {
        foreach (PaidDelivery[] run in _runs)
            if (First(run, device) is var at && at < run.Length && run[at].Device == device) return true;
        return false;
    }

    /// <summary>All, in no order that means anything.</summary>
    public IEnumerator<PaidDelivery> GetEnumerator() => _runs.SelectMany(run => run).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal PaidDeliveries Add(PaidDelivery paid)
    {
        int left = _runs.Length;
        PaidDelivery[] run = [paid];
        while (run.Length < MaxRun && left > 0 && _runs[left - 1].Length == run.Length) run = Merge(_runs[--left], run);
        return new PaidDeliveries([.. _runs.AsSpan(0, left), run], Count + 1);
    }

    /// <summary>A device's older ones stay before its newer ones.</summary>
    private static PaidDelivery[] Merge(PaidDelivery[] older, PaidDelivery[] newer)
    {
        var merged = new PaidDelivery[older.Length + newer.Length];
        for (int i = 0, o = 0, n = 0; i < merged.Length; i++)
        {
            bool takesOlder = n == newer.Length
                || o < older.Length && older[o].Device.CompareTo(newer[n].Device) <= 0;
            merged[i] = takesOlder ? older[o++] : newer[n++];
        }

        return merged;
    }

    private static IEnumerable<PaidDelivery> In(PaidDelivery[] run, Address device)
    {
        for (int i = First(run, device); i < run.Length && run[i].Device == device; i++) yield return run[i];
    }

    /// <summary>Place of the first that is not below the device.</summary>
    private static int First(PaidDelivery[] run, Address device)
    {
        int low = 0;
        for (int high = run.Length; low < high;)
        {
            int middle = (low + high) / 2;
            if (run[middle].Device.CompareTo(device) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
