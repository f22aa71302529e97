namespace FairOta.Agent;

/// <summary>T of the exchange: the clock, or three Dates remembered against the uptime.</summary>
internal sealed class TimeKeeper
{
    private readonly IClock _clock;
    private readonly string[] _hosts = new string[AgentLimits.TimeSources];
    private long _gathered;
    private long _gatheredAtMs;

    public TimeKeeper(IClock clock)
    {
        _clock = clock;
    }

    /// <summary>T in Unix seconds, or 0 while unknown; the host being paid has no say, null where nobody is.</summary>
    public long Now(long issuedAt, string paidHost)
    {
        long clock = TimeRules.FromClock(_clock.UnixSeconds, issuedAt);
        if (clock != 0 || _gathered == 0)
            return clock;
        foreach (string host in _hosts)
        {
            if (host == paidHost)
                return 0;
        }

        return _gathered + (_clock.UptimeMs - _gatheredAtMs) / 1000;
    }

    /// <summary>Lets go of the Dates: they are asked for again when a time is needed.</summary>
    public void Forget() => _gathered = 0;

    /// <summary>Remembers the Dates of three different hosts.</summary>
    public void Gather(string[] hosts, long[] dates)
    {
        for (int i = 0; i < _hosts.Length; i++)
            _hosts[i] = hosts[i];
        _gathered = TimeRules.Median(dates[0], dates[1], dates[2]);
        _gatheredAtMs = _clock.UptimeMs;
    }
}
