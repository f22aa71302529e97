using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// What a device's managed heap holds: every object, array and string that metered code made or was given, as long as
/// this runtime's collector finds it reachable, with the sizes of <see cref="DeviceLayout"/>.
/// </summary>
/// <remarks>
/// A collection is forced only where what was reachable last and what was made since could pass the highest figure so
/// far by more than a grain; so the peak is exact but for that. Metered methods are not optimised, so that what a local
/// holds lives until the method returns, as with the interpreter.
/// </remarks>
internal sealed class Heap
{
    private const int GrainBytes = 256;

    private readonly ConditionalWeakTable<object, object> _bytes = [];
    private long _bound;

    /// <summary>The most that was reachable at any time.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>What it was: bytes by type, the most first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Peak { get; private set; } = [];

    /// <summary>Takes something into account, once; gives its share of the peak so far to whoever is charged.</summary>
    public void Add(object made, long bytes, Tally charged)
    {
        if (!_bytes.TryAdd(made, bytes))
            return;
        _bound += bytes;
        if (_bound <= charged.PeakBytes + GrainBytes)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        _bound = _bytes.Sum(each => (long)each.Value);
        charged.PeakBytes = Math.Max(charged.PeakBytes, _bound);
        if (_bound <= PeakBytes)
            return;
        PeakBytes = _bound;
        Peak = [.. _bytes.GroupBy(each => each.Key.GetType().Name, each => (long)each.Value)
            .Select(type => KeyValuePair.Create($"{type.Key} x {type.Count()}", type.Sum()))
            .OrderByDescending(type => type.Value).ThenBy(type => type.Key, StringComparer.Ordinal)];
    }
}
