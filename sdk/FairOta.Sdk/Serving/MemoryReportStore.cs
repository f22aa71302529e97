using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>Reports in memory: they withstand nothing. For tests, and for whoever keeps them elsewhere.</summary>
internal sealed class MemoryReportStore : IReportStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ReleaseId, SortedList<long, OutcomeReport>> _reports = [];
    private readonly Dictionary<(ReleaseId Release, Address Device, int Outcome), byte[]> _known = [];

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Releases
    {
        get
        {
            lock (_gate) return [.. _reports.Keys];
        }
    }

    /// <inheritdoc/>
    public byte[]? Find(ReleaseId release, Address device, int outcome)
    {
        lock (_gate) return _known.GetValueOrDefault((release, device, outcome));
    }

    /// <inheritdoc/>
    public bool TryAdd(ReleaseId release, OutcomeReport report, long now)
    {
        lock (_gate)
        {
            if (!_known.TryAdd((release, Address.FromBytes(report.Device), report.Outcome), report.Signature))
                return false;
            if (!_reports.TryGetValue(release, out SortedList<long, OutcomeReport>? reports))
                _reports.Add(release, reports = []);
            reports.Add(ReportNumber.After(Last(reports), now), report);
            return true;
        }
    }

    /// <inheritdoc/>
    public (long Next, IReadOnlyList<OutcomeReport> Reports) Read(ReleaseId release, long after, int most)
    {
        lock (_gate)
        {
            if (!_reports.TryGetValue(release, out SortedList<long, OutcomeReport>? reports)) return (0, []);
            KeyValuePair<long, OutcomeReport>[] found = [.. reports.Where(r => r.Key > after).Take(most)];
            return found.Length == 0
                ? (long.Min(after, Last(reports)), [])
                : (found[^1].Key, [.. found.Select(r => r.Value)]);
        }
    }

    /// <inheritdoc/>
    public void Forget(ReleaseId release)
    {
        lock (_gate)
        {
            if (!_reports.Remove(release, out SortedList<long, OutcomeReport>? reports)) return;
            foreach (OutcomeReport report in reports.Values)
                _known.Remove((release, Address.FromBytes(report.Device), report.Outcome));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // There is nothing to close.
    }

    private static long Last(SortedList<long, OutcomeReport> reports) =>
        reports.Count == 0 ? 0 : reports.GetKeyAtIndex(reports.Count - 1);
}
