using System;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>The endpoint of reports, for origins and distributors alike: takes them from devices, and gives them to
/// whoever asks.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="store">Where they are kept; disposed with the service.</param>
internal sealed class ReportService(IReportStore store) : IDisposable
{
    /// <summary>Where they are kept.</summary>
    internal IReportStore Store => store;

    /// <summary>The answer; null where the path is another.</summary>
    /// <param name="request">The request.</param>
    /// <param name="terms">A release that is held here; null for any other.</param>
    /// <param name="now">Unix seconds.</param>
    public Answer? Answer(ServiceRequest request, Func<ReleaseId, ReportTerms?> terms, long now)
    {
        if (request.Parts is not ["releases", string name, "reports"]) return null;
        if (!ReleaseId.TryParseWire(name, out ReleaseId release))
            return Serving.Answer.Refused(Problems.Name, "A release id is 64 lower-case hex digits.");
        return request.Method switch
        {
            "POST" => Take(release, request, terms(release), now),
            _ => Give(release, request, terms(release)),
        };
    }

    /// <summary>Drops the reports of releases whose time for them is over.</summary>
    /// <param name="claimDeadline">A release's, in Unix seconds; null where it is not known: its reports stay.</param>
    /// <param name="now">Unix seconds.</param>
    public void DropPast(Func<ReleaseId, long?> claimDeadline, long now)
    {
        foreach (ReleaseId release in store.Releases)
        {
            if (claimDeadline(release) is { } deadline && new ReportTerms(deadline, _ => false).IsPast(now))
                store.Forget(release);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    private Answer Take(ReleaseId release, ServiceRequest request, ReportTerms? terms, long now)
    {
        if (request.ContentType != Serving.Answer.Cbor)
            return Serving.Answer.Refused(Problems.MediaType, "A request's body is application/cbor.");
        OutcomeReport report;
        try
        {
            report = OutcomeReport.Parse(request.Body);
        }
        catch (ProtocolException e)
        {
            return Serving.Answer.Refused(Problems.Malformed, e.Message);
        }

        if (ReportRules.Refusal(report, terms, now) is { } refusal) return refusal;
        byte[]? known = store.Find(release, Address.FromBytes(report.Device), report.Outcome);
        if (ReportRules.Refusal(release, report, known) is { } forgery) return forgery;

        // The device keeps nothing of what was taken, and nobody else can make it again: it is durable first. Where
        // another request was quicker with the same, that one is.
        if (known is null) store.TryAdd(release, report, now);
        return Serving.Answer.Empty(202);
    }

    private Answer Give(ReleaseId release, ServiceRequest request, ReportTerms? terms)
    {
        if (terms is null) return Serving.Answer.Refused(Problems.UnknownRelease, "No such release is served here.");
        long after = 0;
        if (request.Query.TryGetValue("after", out string? cursor) && !Digits.TryRead(cursor, out after))
            return Serving.Answer.Refused(Problems.Name, "A cursor is a decimal number.");
        var (next, reports) = store.Read(release, after, Limits.MaxReportsPerAnswer);
        OutcomeReportList list = new() { Next = next, Reports = [.. reports] };
        return Serving.Answer.Of(200, Serving.Answer.Cbor, list.Encode());
    }
}
