namespace FairOta.Agent;

/// <summary>Asks the node which distributors revealed keys of this release; they are tried first.</summary>
internal sealed class Preference : NodePhase
{
    private readonly Phase _back;
    private int _next;
    private int _asked;
    private Source _source;

    public Preference(Context context, Phase back)
        : base(context)
    {
        _back = back;
    }

    public override AgentPhase Kind => AgentPhase.Opening;

    protected override LinkRequest AskLogs()
    {
        while (_next < Context.Sources.Count && _asked < AgentLimits.PreferenceQueries)
        {
            _source = Context.Sources.At(_next++);
            if (_source.HasRevealed || !SourceRules.MayUse(_source, Journal.Release))
                continue;
            _asked++;
            string release = DeliveredTopic() + "," + Topic(Journal.Release.ReleaseId);
            return Logs(release + ",null," + AddressTopic(_source.Address), 1);
        }

        return null;
    }

    protected override Phase LogsAnswered(JsonValues data)
    {
        // An answer too long to be taken is not an empty one.
        if (data.Found.Count > 0 || Call.IsTooLong)
            _source.HasRevealed = true;
        return this;
    }

    protected override Phase Finished() => _back;
}
