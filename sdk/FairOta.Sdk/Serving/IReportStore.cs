using System;
using System.Collections.Generic;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>The reports that a server took, by release, in the order in which it took them.</summary>
/// <remarks>Thread-safe. Each report has a number, which is what a reader's cursor counts in. Numbers only grow, and
/// grow with the clock as well: what a server takes after it lost its store, or went back to a backup of it, is
/// numbered above whatever it gave out before, so that no cursor is beyond it.</remarks>
internal interface IReportStore : IDisposable
{
    /// <summary>The releases of which there are reports.</summary>
    IReadOnlyList<ReleaseId> Releases { get; }

    /// <summary>The signature of the report that a device made of an outcome, 64 bytes; null where there is
    /// none.</summary>
    byte[]? Find(ReleaseId release, Address device, int outcome);

    /// <summary>Takes a report, whose signature the caller has verified. When this returns it withstands a power cut:
    /// the device that is told so keeps it no longer.</summary>
    /// <param name="release">What it is about.</param>
    /// <param name="report">The report.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>False where the device's report of that outcome is there already; nothing is changed then.</returns>
    bool TryAdd(ReleaseId release, OutcomeReport report, long now);

    /// <summary>Reports of a release in the order in which they came.</summary>
    /// <param name="release">The release.</param>
    /// <param name="after">The cursor: those with a higher number; 0 for all.</param>
    /// <param name="most">Most of them, from 1.</param>
    /// <returns>The cursor after them, and the reports; where there are none, the highest number there is, at most
    /// <paramref name="after"/>.</returns>
    (long Next, IReadOnlyList<OutcomeReport> Reports) Read(ReleaseId release, long after, int most);

    /// <summary>Drops the reports of a release.</summary>
    void Forget(ReleaseId release);
}
