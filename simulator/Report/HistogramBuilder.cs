using System;
using System.Collections.Generic;

namespace FairOta.Simulator.Report;

/// <summary>Collects durations.</summary>
internal sealed class HistogramBuilder
{
    private readonly List<long> _buckets = [];
    private double _sumMs, _maxMs;

    /// <summary>Adds one.</summary>
    /// <param name="ms">Milliseconds, not negative.</param>
    public void Add(double ms)
    {
        int bucket = TimeHistogram.BucketOf(ms);
        while (_buckets.Count <= bucket) _buckets.Add(0);
        _buckets[bucket]++;
        _sumMs += ms;
        _maxMs = Math.Max(_maxMs, ms);
    }

    /// <summary>What was collected so far.</summary>
    public TimeHistogram ToHistogram() => new([.. _buckets], _sumMs, _maxMs);
}
