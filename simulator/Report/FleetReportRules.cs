using System.Collections.Generic;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>What holds in every sound report, whoever wrote it.</summary>
public static class FleetReportRules
{
    // Of 2^64 ms, more than any run lasts.
    private const int MaxBuckets = 64 * 8 + 1;

    /// <summary>Refuses a report that nobody can have written in earnest.</summary>
    /// <exception cref="ReportException">It is not sound; says why.</exception>
    public static void Require(FleetReport report)
    {
        DeviceRange devices = report.Devices;
        if (devices.First < 0 || devices.Count < 1 || devices.First > devices.Fleet - devices.Count)
        {
            throw Unsound(
                report, $"{devices.Count} devices from {devices.First} are not in a fleet of {devices.Fleet}");
        }

        if (!Ascends(report.Rollout.Select(point => point.AtMs)))
            throw Unsound(report, "the moments of its roll-out do not ascend");
        if (report.Phases.Any(phase => phase.Times.Buckets.Length > MaxBuckets))
            throw Unsound(report, $"a phase has more than {MaxBuckets} buckets");
        if (Counts(report).Any(count => count < 0))
            throw Unsound(report, "it counts less than nothing");
        if (Lengths(report).Any(length => !double.IsFinite(length) || length < 0))
            throw Unsound(report, "a length is negative or no number");
    }

    private static ReportException Unsound(FleetReport report, string why) =>
        new($"The report of {report.Scenario} is not sound: {why}.");

    private static bool Ascends(IEnumerable<long> moments)
    {
        long last = -1;
        foreach (long moment in moments)
        {
            if (moment <= last) return false;
            last = moment;
        }

        return true;
    }

    private static IEnumerable<long> Counts(FleetReport report) =>
    [
        report.Events, report.VirtualMs, report.PeakBytes, report.UsefulBytes,
        .. report.Releases.SelectMany(
            each => new[] { each.ImageBytes, each.SegmentBytes, each.Segments, each.Samples }),
        .. report.Rollout.SelectMany(each => new long[]
        {
            each.Opened, each.Staged, each.Unlocked, each.Confirmed, each.Failed, each.Paid,
        }),
        .. report.Phases.SelectMany(each => each.Times.Buckets),
        .. report.Traffic.SelectMany(
            each => new[] { each.Requests, each.Lost, each.Refused, each.BytesUp, each.BytesDown }),
        .. report.Distributors.SelectMany(each => new[]
        {
            each.Number, each.Sessions, each.Paid, each.LostToOthers, each.BytesServed, each.Restarts,
        }),
        .. report.Calls.SelectMany(each => new[] { each.Mined, each.Reverted, each.Deliveries, each.Gas }),
        .. report.Failures.Concat(report.Faults).Select(each => each.Count),
        .. report.Invariants.Select(each => each.Checks),
        .. report.Invariants.SelectMany(each => each.Seen).Select(each => each.Count),
        .. report.Invariants.SelectMany(each => each.Violations).Select(each => each.AtMs),
    ];

    private static IEnumerable<double> Lengths(FleetReport report) =>
    [
        report.WallMs,
        .. report.Phases.SelectMany(each => new[] { each.Times.SumMs, each.Times.MaxMs }),
        .. report.Hardware.SelectMany(each => new[] { each.Seconds, each.Joules }),
        .. report.Hardware.SelectMany(each => each.Steps).SelectMany(step => new[] { step.Seconds, step.Joules }),
    ];
}
