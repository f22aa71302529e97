namespace FairOta.Agent;

/// <summary>
/// Nothing to update: reports how the last installations ended, waits, then looks again.
/// </summary>
internal sealed class Idle : Phase
{
    private long _untilMs = -1;

    public Idle(Context context)
        : base(context)
    {
    }

    public override AgentPhase Kind => AgentPhase.Idle;

    public override Phase Step()
    {
        // Where nobody answered, the device does not know that there is nothing to do.
        bool isAlone = Context.FailedDiscoveries > 0;
        long now = Context.UptimeMs;
        if (_untilMs < 0)
        {
            _untilMs = now + (isAlone
                ? Context.Backoff(Context.Limits.RetryMs, Context.FailedDiscoveries, 0)
                : Context.Limits.DiscoveryMs);
        }

        if (now >= _untilMs)
            return new Discovery(Context);
        long wait = _untilMs - now;
        if (isAlone)
        {
            Context.Sleep(wait);
            return this;
        }

        if (Reporting.IsDue(Context))
            return new Reporting(Context, this);
        if (Journal.Reports.Count > 0 && Context.ReportAtMs - now < wait)
            wait = Context.ReportAtMs - now;
        Context.Idle(wait);
        return this;
    }
}
