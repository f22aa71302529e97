using FairOta.Core;

namespace FairOta.Agent;

/// <summary>A phase of the session in progress that speaks to its distributor.</summary>
internal abstract class SessionPhase : RequestPhase
{
    private int _attempts;
    private long _failingSinceMs;

    protected SessionPhase(Context context)
        : base(context)
    {
        Session = context.Journal.Session;
        Manifest = context.Journal.Manifest;
        Source = SessionEnd.SourceOf(context, Session);
    }

    protected SessionState Session { get; }

    protected Manifest Manifest { get; }

    protected Source Source { get; }

    /// <summary>r of the session.</summary>
    protected byte[] OpenSecret() =>
        Challenge.OpenSecret(Context.Symmetric, Context.Ports.Key.Secret, (uint)Session.Counter);

    protected string SessionPath(string rest) => "/v1/sessions/" + Bytes.ToHex(Session.Digest) + rest;

    /// <summary>The last request worked.</summary>
    protected void Succeeded()
    {
        _attempts = 0;
    }

    /// <summary>
    /// The last request did not; waits, or leaves once that happened often and another distributor could serve. Where
    /// only an origin is left it leaves after long, unless it is to be patient.
    /// </summary>
    protected Phase TryAgain(bool patiently)
    {
        if (_attempts++ == 0)
            _failingSinceMs = Context.UptimeMs;
        Context.Note(AgentEvent.SourceUnavailable, Source.Url);
        bool tired = _attempts >= Context.Limits.Attempts;
        if (tired && (Session.IsOrigin || Choosing.HasOther(Context, Source)))
            return Leave(LeaveReason.Failed);
        bool starved = Context.UptimeMs - _failingSinceMs >= Context.Limits.OriginDelayMs;
        if (tired && starved && !patiently && Choosing.HasOrigin(Context))
        {
            if (Context.StarvedSinceMs < 0)
                Context.StarvedSinceMs = _failingSinceMs;
            return Leave(LeaveReason.Failed);
        }

        Context.Sleep(Context.Backoff(Context.Limits.RetryMs, _attempts, Call.RetryAfterSeconds));
        return this;
    }

    protected Phase Leave(LeaveReason reason) => SessionEnd.Leave(Context, reason);
}
