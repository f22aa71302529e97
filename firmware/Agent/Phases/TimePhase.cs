namespace FairOta.Agent;

/// <summary>Gathers T from the Dates of three sources of different hosts, none of them the one being paid.</summary>
internal sealed class TimePhase : RequestPhase
{
    private readonly string _paidHost;
    private readonly Phase _back;
    private readonly string[] _hosts = new string[AgentLimits.TimeSources];
    private readonly long[] _dates = new long[AgentLimits.TimeSources];
    private int _found;
    private int _next;
    private string _host;
    private BufferSink _list;

    public TimePhase(Context context, string paidUrl, Phase back)
        : base(context)
    {
        _paidHost = UrlRules.Host(paidUrl);
        _back = back;
    }

    public override AgentPhase Kind => _back.Kind;

    protected override LinkRequest Ask()
    {
        while (_found < AgentLimits.TimeSources && _next < Context.Sources.Count)
        {
            Source source = Context.Sources.At(_next++);
            _host = UrlRules.Host(source.Url);
            if (_host != _paidHost && !IsFound(_host))
            {
                _list = Buffer(AgentLimits.DistributorListBytes);
                return Context.Get(source, "/v1/distributors");
            }
        }

        return null;
    }

    protected override Phase Answered()
    {
        // After a restart few sources are known; each one asked may name more.
        if (Call.IsOk)
            SourceList.Learn(Context, _list.ToBytes());
        if (TimeRules.IsTime(Call.DateUnixSeconds))
        {
            _hosts[_found] = _host;
            _dates[_found++] = Call.DateUnixSeconds;
        }

        return this;
    }

    protected override Phase Finished()
    {
        if (_found == AgentLimits.TimeSources)
            Context.Time.Gather(_hosts, _dates);
        else
            Context.Sleep(Context.Backoff(Context.Limits.KeyPollMs, 1, 0));
        return _back;
    }

    private bool IsFound(string host)
    {
        for (int i = 0; i < _found; i++)
        {
            if (_hosts[i] == host)
                return true;
        }

        return false;
    }
}
