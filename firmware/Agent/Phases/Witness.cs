namespace FairOta.Agent;

/// <summary>
/// Asks others for a sign of life before silence is held against a distributor: it may be the device that is cut off.
/// </summary>
internal sealed class Witness : RequestPhase
{
    private readonly Phase _back;
    private int _next;

    public Witness(Context context, Phase back)
        : base(context)
    {
        _back = back;
    }

    public override AgentPhase Kind => AgentPhase.Challenge;

    protected override LinkRequest Ask()
    {
        string silent = UrlRules.Host(Journal.Session.Url);
        while (_next < Context.Sources.Count)
        {
            Source source = Context.Sources.At(_next++);
            if (UrlRules.Host(source.Url) != silent)
                return Context.Get(source, "/v1/distributors");
        }

        return null;
    }

    protected override Phase Answered() =>
        Call.Status == 0 ? this : SessionEnd.Leave(Context, LeaveReason.Cheated);

    protected override Phase Finished() => _back;
}
