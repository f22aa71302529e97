namespace FairOta.Agent;

/// <summary>
/// After a restart in the middle of a session: asks for distributors again, which are kept in memory only, so that
/// others can be asked for key, time and repair.
/// </summary>
internal sealed class Learning : RequestPhase
{
    private readonly int _known;
    private BufferSink _list;
    private bool _learned;
    private int _next;

    public Learning(Context context)
        : base(context)
    {
        _known = context.Sources.Count;
    }

    public override AgentPhase Kind => AgentPhase.Discovery;

    protected override LinkRequest Ask()
    {
        if (_learned || _next >= _known)
            return null;
        _list = Buffer(AgentLimits.DistributorListBytes);
        return Context.Get(Context.Sources.At(_next++), "/v1/distributors");
    }

    protected override Phase Answered()
    {
        _learned = Call.IsOk;
        if (_learned)
            SourceList.Learn(Context, _list.ToBytes());
        return this;
    }

    protected override Phase Finished() => Resuming.Session(Context);
}
