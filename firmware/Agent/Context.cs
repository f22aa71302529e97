using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>What the phases share: ports, durable records, sources, the one call, and when to wake.</summary>
internal sealed class Context
{
    private bool _idle;
    private bool _resting;

    public Context(AgentConfiguration board, AgentPorts ports)
    {
        Board = board;
        Ports = ports;
        Journal = new Journal(ports.State, board);
        Call = new Call(ports.Link, ports.Clock, board.Limits);
        Time = new TimeKeeper(ports.Clock);
        Patience = new Patience(Journal, ports.Clock, board.Limits);
        foreach (string origin in board.Origins)
            Sources.Add(new Source(null, origin));
        foreach (Source distributor in board.Distributors)
            Sources.Add(distributor);
        if (Journal.Manifest != null)
            LearnOrigins(Journal.Manifest);
    }

    public AgentConfiguration Board { get; }

    public AgentLimits Limits => Board.Limits;

    public AgentPorts Ports { get; }

    public ISymmetric Symmetric => Ports.Symmetric;

    public Journal Journal { get; }

    public SourceBook Sources { get; } = new SourceBook();

    public Call Call { get; }

    public TimeKeeper Time { get; }

    public Patience Patience { get; }

    public StepOutcome Outcome { get; set; }

    public long WakeAtMs { get; private set; }

    public TrialVerdict Verdict { get; private set; }

    /// <summary>Discoveries in a row in which nobody answered.</summary>
    public int FailedDiscoveries { get; set; }

    /// <summary>Uptime since when an origin's package could be taken; -1 while it is not time for that.</summary>
    public long OriginSinceMs { get; set; } = -1;

    /// <summary>Times in a row that no usable source was known.</summary>
    public int LonelyRounds { get; set; }

    /// <summary>Uptime before which no report is sent.</summary>
    public long ReportAtMs { get; set; }

    /// <summary>Counts the sources that reports went to, so that each round goes on where the last one ended.</summary>
    public int ReportTurn { get; set; }

    /// <summary>First block after the release's issued-at, or -1 while unknown.</summary>
    public long FirstBlock { get; set; } = -1;

    /// <summary>
    /// Digest of the signed manifest that was last found authentic under the keys trusted now, or null: the same bytes
    /// are not verified again.
    /// </summary>
    public byte[] Verified { get; set; }

    public long UptimeMs => Ports.Clock.UptimeMs;

    public bool IsResting => WakeAtMs > UptimeMs && _resting;

    public StepOutcome RestingOutcome => _idle ? StepOutcome.Idle : StepOutcome.Sleeping;

    /// <summary>
    /// Takes the application's word on the image on trial, at once. The same word again ends no pause: applications
    /// may give it as often as they like.
    /// </summary>
    public void Judge(TrialVerdict verdict)
    {
        if (Verdict == verdict)
            return;
        Verdict = verdict;
        _resting = false;
    }

    /// <summary>Says that nothing happens before the link moves or the call's deadline passes.</summary>
    public void Pend()
    {
        Outcome = StepOutcome.Pending;
        _resting = false;
        WakeAtMs = Call.DeadlineMs;
    }

    /// <summary>Says that no step does anything for that long.</summary>
    public void Sleep(long ms)
    {
        Outcome = StepOutcome.Sleeping;
        Rest(ms, false);
    }

    /// <summary>The same, with nothing to update.</summary>
    public void Idle(long ms)
    {
        Outcome = StepOutcome.Idle;
        Rest(ms, true);
    }

    /// <summary>
    /// The wait after a number of failures: doubled each time, at least what the answer asked for, at most the longest,
    /// and a little different on every device so that a fleet does not come back as one.
    /// </summary>
    public long Backoff(long firstMs, int failures, int retryAfterSeconds) =>
        Backoff(firstMs, failures, retryAfterSeconds, Limits.LongestRetryMs);

    /// <summary>The same with another longest wait.</summary>
    public long Backoff(long firstMs, int failures, int retryAfterSeconds, long longestMs)
    {
        long wait = firstMs;
        for (int i = 1; i < failures && wait < longestMs; i++)
            wait *= 2;
        long asked = retryAfterSeconds * 1000L;
        if (wait < asked)
            wait = asked;
        if (wait > longestMs)
            wait = longestMs;
        return wait + (wait * Ports.Key.Address[19] >> 10);
    }

    /// <summary>Passes a source over for a while.</summary>
    public void Rest(Source source, int retryAfterSeconds)
    {
        source.Failures++;
        source.RestUntilMs = UptimeMs + Backoff(Limits.RetryMs, source.Failures, retryAfterSeconds);
    }

    /// <summary>T, with the host being paid having no say.</summary>
    public long Now(string paidUrl) =>
        Time.Now(Journal.Manifest.IssuedAt, paidUrl == null ? null : UrlRules.Host(paidUrl));

    /// <summary>The path of this device's delivery of the release, and what follows it.</summary>
    public string DeliveryPath(string rest) =>
        "/v1/releases/" + Bytes.ToHex(Journal.Release.ReleaseId)
        + "/deliveries/" + Bytes.ToHex(Ports.Key.Address) + rest;

    /// <summary>A request to that source.</summary>
    public LinkRequest Get(Source source, string path)
    {
        LinkRequest request = new LinkRequest(source.Url + path);
        request.PublicOnly = source.IsStranger && !Board.AllowPrivateHosts;
        return request;
    }

    /// <summary>A CBOR body to that source.</summary>
    public LinkRequest Post(Source source, string path, byte[] body)
    {
        LinkRequest request = new LinkRequest(source.Url + path, body, "application/cbor");
        request.PublicOnly = source.IsStranger && !Board.AllowPrivateHosts;
        return request;
    }

    public void LearnOrigins(Manifest manifest)
    {
        foreach (string origin in manifest.Origins)
            Sources.Add(new Source(null, origin));
    }

    public void Announce(AgentPhase phase)
    {
        if (Ports.Observer != null)
            Ports.Observer.PhaseChanged(phase);
    }

    public void Note(AgentEvent what, string url)
    {
        if (Ports.Observer != null)
            Ports.Observer.Noted(what, url);
    }

    public void Progress(long done, long total)
    {
        if (Ports.Observer != null)
            Ports.Observer.Progress(done, total);
    }

    private void Rest(long ms, bool idle)
    {
        _idle = idle;
        _resting = true;
        WakeAtMs = UptimeMs + ms;
    }
}
