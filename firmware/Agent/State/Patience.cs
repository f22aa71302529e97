namespace FairOta.Agent;

/// <summary>
/// Counts how late the session is, and how long the release has lacked a distributor that serves. Both are durable with
/// the record of the release, so that a device awake for minutes comes to an end with a source as well.
/// </summary>
internal sealed class Patience
{
    private readonly Journal _journal;
    private readonly IClock _clock;
    private readonly int _slowest;
    private long _countedMs;

    public Patience(Journal journal, IClock clock, AgentLimits limits)
    {
        _journal = journal;
        _clock = clock;
        _slowest = limits.SlowestBytesPerSecond;
        _countedMs = clock.UptimeMs;
    }

    /// <summary>
    /// Counts the uptime since the last count, in which so many bytes came; true where the record of the release
    /// changed. While a receipt is out nobody is late: what the device waits for then is the chain.
    /// </summary>
    public bool Count(long bytes)
    {
        long seconds = (_clock.UptimeMs - _countedMs) / 1000;
        _countedMs += seconds * 1000;
        ReleaseState release = _journal.Release;
        if (release == null)
            return false;
        SessionState session = release.Session;
        if (session != null && session.Stage >= SessionStage.Signed)
            return false;

        long starved = release.StarvedSeconds;
        if (session == null || !session.IsOrigin)
            release.StarvedSeconds = PaceRules.Late(starved, seconds, bytes, _slowest);
        bool changed = release.StarvedSeconds != starved;
        if (session == null)
            return changed;
        long late = session.LateSeconds;
        session.LateSeconds = PaceRules.Late(late, seconds, bytes, _slowest);
        return changed || session.LateSeconds != late;
    }
}
