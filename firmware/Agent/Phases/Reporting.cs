using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Says how an installation ended: to the distributor that the package came from, then to others and origins, where
/// the last round left off. One that takes the report may keep it to itself, so a second is looked for in the same
/// round. What nobody takes is said again later.
/// </summary>
internal sealed class Reporting : RequestPhase
{
    private readonly Phase _back;
    private readonly PendingReport _report;
    private Source _first;
    private Source _asked;
    private byte[] _body;
    private int _turns;
    private int _requests;
    private int _taken;
    private int _refused;

    public Reporting(Context context, Phase back)
        : base(context)
    {
        _back = back;
        _report = Journal.Reports.Next;
    }

    public override AgentPhase Kind => AgentPhase.Report;

    /// <summary>True where there is something to say, and it is time to.</summary>
    public static bool IsDue(Context context) =>
        context.Journal.Reports.Count > 0 && context.UptimeMs >= context.ReportAtMs;

    protected override LinkRequest Ask()
    {
        _asked = _taken < AgentLimits.ReportTakers && _requests < AgentLimits.ReportSources ? Next() : null;
        if (_asked == null)
            return null;
        _requests++;
        if (_body == null)
            _body = Sign();
        return Context.Post(_asked, "/v1/releases/" + Bytes.ToHex(_report.ReleaseId) + "/reports", _body);
    }

    protected override Phase Answered()
    {
        int status = Call.Status;
        if (status == 202)
        {
            _taken++;
            Context.Note(AgentEvent.OutcomeReported, _asked.Url);
        }
        else if (status >= 400 && status < 500 && status != 429)
        {
            _refused++;
        }

        return this;
    }

    protected override Phase Finished()
    {
        bool isRefused = _refused == _requests && _requests > 0 && _requests >= Context.Sources.Count;
        if (_taken > 0 || isRefused || ++_report.Rounds == AgentLimits.ReportRounds)
        {
            Journal.Reports.Remove(_report);
        }
        else
        {
            Context.ReportAtMs = Context.UptimeMs
                + Context.Backoff(Context.Limits.RetryMs, _report.Rounds, 0, Context.Limits.DiscoveryMs);
        }

        Journal.SaveReports();
        return _back;
    }

    private byte[] Sign() => new OutcomeReport
    {
        Device = Context.Ports.Key.Address,
        Outcome = _report.Outcome,
        Signature = Context.Ports.Key.Sign(OutcomeReport.Digest(_report.ReleaseId, _report.Outcome)),
    }.Encode();

    private Source Next()
    {
        if (_first == null && _report.Address != null)
            return _first = SessionEnd.SourceOf(Context, _report.Address, _report.Url);
        while (_turns < Context.Sources.Count)
        {
            _turns++;
            Source source = Context.Sources.At(Context.ReportTurn++ % Context.Sources.Count);
            if (source != _first)
                return source;
        }

        return null;
    }
}
