using System;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Serving;

/// <summary>What a server has to know of a release to take reports of it.</summary>
/// <param name="ClaimDeadline">Unix seconds.</param>
/// <param name="HasDevice">Whether a device is in one of the release's fleets.</param>
internal sealed record ReportTerms(long ClaimDeadline, Func<Address, bool> HasDevice)
{
    /// <summary>Whether the time for reports is over. The deadline is the vendor's choice, so nothing is added to
    /// it.</summary>
    /// <param name="now">Unix seconds.</param>
    public bool IsPast(long now) => now - Limits.ReportAfterDeadlineSeconds > ClaimDeadline;
}

/// <summary>Which reports a server takes (PROTOCOL.md, section Reports). Pure; the cheap checks come first, and the
/// signature last.</summary>
internal static class ReportRules
{
    /// <summary>What speaks against a report before its signature is looked at: 404, 410 or 403; null where nothing
    /// does.</summary>
    /// <param name="report">The report.</param>
    /// <param name="terms">The release, as far as it is held here; null where it is not.</param>
    /// <param name="now">Unix seconds.</param>
    public static Answer? Refusal(OutcomeReport report, ReportTerms? terms, long now)
    {
        if (terms is null) return Answer.Refused(Problems.UnknownRelease, "No such release is served here.");
        if (terms.IsPast(now)) return Answer.Refused(Problems.ReportsOver, "The time for reports is over.");
        return terms.HasDevice(Address.FromBytes(report.Device))
            ? null
            : Answer.Refused(Problems.OutsideFleet, "The device is in no fleet of the release.");
    }

    /// <summary>What speaks against its signature: 403, or null.</summary>
    /// <param name="release">What it is about.</param>
    /// <param name="report">The report.</param>
    /// <param name="known">Signature of the report of that device and outcome that is here already, or null: the same
    /// report again costs no look at its signature.</param>
    public static Answer? Refusal(ReleaseId release, OutcomeReport report, byte[]? known) =>
        (known is not null && Bytes.Equal(known, report.Signature)) || IsGenuine(release, report)
            ? null
            : Answer.Refused(Problems.Signature, "The signature is not the device's over this release and outcome.");

    /// <summary>Whether the device that the report names signed it.</summary>
    public static bool IsGenuine(ReleaseId release, OutcomeReport report) =>
        Ecdsa.RecoverAddress(OutcomeReport.Digest(release.ToBytes(), report.Outcome), report.Signature) is { } by
        && Bytes.Equal(by, report.Device);
}
