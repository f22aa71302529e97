using FairOta.Core;

namespace FairOta.Agent;

/// <summary>A phase of the session in progress that speaks to its distributor.</summary>
internal abstract class SessionPhase : RequestPhase
{
    private readonly string _path;
    private int _attempts;

    protected SessionPhase(Context context)
        : base(context)
    {
        Session = context.Journal.Session;
        Manifest = context.Journal.Manifest;
        Source = SessionEnd.SourceOf(context, Session.Address, Session.Url);
        _path = "/v1/sessions/" + Bytes.ToHex(Session.Digest);
    }

    protected SessionState Session { get; }

    protected Manifest Manifest { get; }

    protected Source Source { get; }

    /// <summary>r of the session.</summary>
    protected byte[] OpenSecret() =>
        Challenge.OpenSecret(Context.Symmetric, Context.Ports.Key.Secret, (uint)Session.Counter);

    protected string SessionPath(string rest) => _path + rest;

    /// <summary>The last request worked.</summary>
    protected void Succeeded()
    {
        _attempts = 0;
    }

    /// <summary>True where the session is so late that an origin, if one is known, does better.</summary>
    protected bool IsLateForAnOrigin() =>
        !Session.IsOrigin
        && PaceRules.IsStarved(Session.LateSeconds, Context.Limits)
        && Choosing.HasOrigin(Context);

    /// <summary>
    /// The last request did not; waits, or leaves once that happened often and another distributor could serve. Where
    /// only an origin is left it leaves after long, unless it is to be patient.
    /// </summary>
    protected Phase TryAgain(bool patiently)
    {
        Context.Note(AgentEvent.SourceUnavailable, Source.Url);
        CountLate();
        bool tired = IsTired(Context.Limits.Attempts);
        if (tired && (Session.IsOrigin || Choosing.HasOther(Context, Source)))
            return Leave(LeaveReason.Failed);
        if (!patiently && IsLateForAnOrigin())
            return Leave(LeaveReason.Failed);
        return Wait(Call.RetryAfterSeconds);
    }

    /// <summary>Counts a failure; true after that many, or after the time so many would have taken at most.</summary>
    protected bool IsTired(int attempts) =>
        ++_attempts >= attempts || PaceRules.IsTiring(Session.LateSeconds, attempts, Context.Limits);

    /// <summary>Makes durable how late the session is.</summary>
    protected void CountLate()
    {
        if (Context.Patience.Count(0))
            Journal.SaveRelease();
    }

    /// <summary>Sleeps before the next attempt.</summary>
    protected Phase Wait(int retryAfterSeconds)
    {
        Context.Sleep(Context.Backoff(Context.Limits.RetryMs, _attempts, retryAfterSeconds));
        return this;
    }

    protected Phase Leave(LeaveReason reason) => SessionEnd.Leave(Context, reason);
}
