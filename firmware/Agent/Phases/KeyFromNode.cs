namespace FairOta.Agent;

/// <summary>Looks for the key in the logs of the chain.</summary>
internal sealed class KeyFromNode : NodePhase
{
    private readonly KeyPhase _back;
    private bool _asked;

    public KeyFromNode(Context context, KeyPhase back)
        : base(context)
    {
        _back = back;
    }

    public override AgentPhase Kind => AgentPhase.Key;

    protected override LinkRequest AskLogs()
    {
        if (_asked)
            return null;
        _asked = true;
        return Logs(
            DeliveredTopic() + "," + Topic(Journal.Release.ReleaseId) + "," + AddressTopic(Context.Ports.Key.Address),
            AgentLimits.NodeValues);
    }

    protected override Phase LogsAnswered(JsonValues data)
    {
        for (int i = 0; i < data.Found.Count; i++)
        {
            Phase found = _back.TryKey(Text.ToWord((string)data.Found[i]));
            if (found != null)
                return found;
        }

        return this;
    }

    protected override Phase Finished() => _back;
}
