using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Dashboard;

/// <summary>What devices reported to a server, read on from where it was read before: 21 bytes of memory or so for each
/// device. Not thread-safe.</summary>
/// <param name="store">The server's reports, whose signatures it has checked.</param>
internal sealed class ReportTally(IReportStore store)
{
    private readonly Dictionary<ReleaseId, OfRelease> _releases = [];

    /// <summary>Reads what is new, and drops what the server dropped.</summary>
    public void Read()
    {
        IReadOnlyList<ReleaseId> kept = store.Releases;
        foreach (ReleaseId gone in _releases.Keys.Except(kept).ToArray()) _releases.Remove(gone);
        foreach (ReleaseId release in kept)
        {
            if (!_releases.TryGetValue(release, out OfRelease? known)) _releases[release] = known = new OfRelease();
            IReadOnlyList<OutcomeReport> reports;
            do
            {
                (known.Cursor, reports) = store.Read(release, known.Cursor, Limits.MaxReportsPerAnswer);
                foreach (OutcomeReport report in reports)
                {
                    var device = Address.FromBytes(report.Device);
                    known.Devices[device] = known.Devices.GetValueOrDefault(device)
                        | (OutcomeBook.FlagOf(report.Outcome) ?? ReportedOutcomes.None);
                }
            }
            while (reports.Count > 0);
        }
    }

    /// <summary>What a device reported of a release.</summary>
    public ReportedOutcomes Of(ReleaseId release, Address device) =>
        _releases.GetValueOrDefault(release)?.Devices.GetValueOrDefault(device) ?? ReportedOutcomes.None;

    /// <summary>How many devices reported what, by release.</summary>
    public IReadOnlyDictionary<ReleaseId, OutcomePanel> Count() =>
        _releases.ToDictionary(each => each.Key, each => Count(each.Value.Devices.Values));

    private static OutcomePanel Count(IReadOnlyCollection<ReportedOutcomes> devices)
    {
        int installed = devices.Count(d => d == ReportedOutcomes.Installed);
        int refused = devices.Count(d => d == ReportedOutcomes.Refused);
        int none = devices.Count(d => d == ReportedOutcomes.None);
        return new OutcomePanel(installed, devices.Count - installed - refused - none, refused);
    }

    private sealed class OfRelease
    {
        public long Cursor { get; set; }

        public Dictionary<Address, ReportedOutcomes> Devices { get; } = [];
    }
}
