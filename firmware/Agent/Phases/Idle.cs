namespace FairOta.Agent;

/// <summary>Nothing to update: waits, then looks again.</summary>
internal sealed class Idle : Phase
{
    private bool _waited;

    public Idle(Context context)
        : base(context)
    {
    }

    public override AgentPhase Kind => AgentPhase.Idle;

    public override Phase Step()
    {
        if (_waited)
            return new Discovery(Context);
        _waited = true;

        // Where nobody answered, the device does not know that there is nothing to do.
        if (Context.FailedDiscoveries > 0)
            Context.Sleep(Context.Backoff(Context.Limits.RetryMs, Context.FailedDiscoveries, 0));
        else
            Context.Idle(Context.Limits.DiscoveryMs);
        return this;
    }
}
