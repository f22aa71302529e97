using System;

namespace FairOta.Sdk.Vendor;

/// <summary>How much of other people's servers a collector puts up with in one collection.</summary>
public sealed record ReportLimits
{
    /// <summary>Sources that are read; those beyond are named as passed over.</summary>
    public int MaxSources { get; init; } = 128;

    /// <summary>Pages of 256 reports read of one source; the next collection goes on behind them.</summary>
    public int MaxPages { get; init; } = 1024;

    /// <summary>Longest time for one source, from its first request to its last byte.</summary>
    public TimeSpan SourceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sources read at the same time.</summary>
    public int AtOnce { get; init; } = 4;
}
