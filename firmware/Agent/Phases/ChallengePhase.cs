using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Sends the challenge, checks the answer, and decides whether the receipt may be signed. What the check of the offer
/// does not need the answer for is done while that is awaited.
/// </summary>
internal sealed class ChallengePhase : SessionPhase
{
    private readonly byte[] _commitments;
    private readonly byte[] _seed;
    private readonly int[] _indices;
    private long _markMs;
    private AnswerSink _answer;
    private readonly OfferCheck _check;
    private bool _isAnswered;
    private bool _isChecked;
    private StagingRecount _recount;

    public ChallengePhase(Context context)
        : base(context)
    {
        _commitments = Journal.LoadOffer();
        _markMs = context.UptimeMs;
        if (_commitments == null)
            return;
        _seed = Challenge.Seed(
            context.Symmetric, context.Ports.Key.Secret, Session.Digest, _commitments, Session.SegmentsDigest);
        _indices = Challenge.Indices(context.Symmetric, _seed, Manifest.SegmentCount, Manifest.Samples);
        _check = new OfferCheck(context.Symmetric, _seed, _indices, _commitments);
    }

    public override AgentPhase Kind => AgentPhase.Challenge;

    protected override LinkRequest Ask()
    {
        if (_isAnswered || _recount != null || _commitments == null || Context.Now(Source.Url) == 0)
            return null;
        ChallengeRequest request = new ChallengeRequest
        {
            OpenSecret = OpenSecret(),
            Digest = Session.SegmentsDigest,
            Indices = _indices,
        };
        _answer = new AnswerSink(Context, Manifest, new Samples(Session.Digest, _indices));
        Sink = _answer;
        MostBytes = AgentLimits.ChallengeAnswerBytes;
        return Context.Post(Source, SessionPath("/challenge"), request.Encode());
    }

    protected override Phase Answered()
    {
        if (_answer.IsRefuted)
            return Recount();

        // Longer than any answer, or whole and too short, is as false as a wrong sample.
        if (Call.IsTooLong || (Call.IsOk && Call.IsMeasured && !_answer.IsComplete))
            return Leave(LeaveReason.Cheated);
        if (Call.IsOk && _answer.IsComplete)
        {
            Succeeded();
            _isAnswered = true;
            return this;
        }

        switch (Call.Status)
        {
            case 412:
                return FetchAgain();
            case 404:
            case 410:
                return Leave(LeaveReason.NotServed);
            case 400:
            case 403:
            case 409:
                return Leave(LeaveReason.Failed);
            case 0:
            case 200:
                return Unanswered();
            default:
                return TryAgain(false);
        }
    }

    protected override Phase Finished()
    {
        if (_commitments == null)
            return Leave(LeaveReason.Failed);
        if (_recount != null)
            return Recount();
        if (_isAnswered && !_isChecked)
            return Check();
        long now = Context.Now(Source.Url);
        if (!_isAnswered || now == 0)
            return AskTheTime();
        long validUntil = _answer.ValidUntil;
        TrustState trust = Journal.Trust;
        if (!ReceiptRules.MaySign(trust.Bindings, Journal.Release.ReleaseId, Session.Digest, validUntil, now))
        {
            // Where T was others' Dates, it may be these that are false.
            Context.Time.Forget();
            return Leave(LeaveReason.Failed);
        }

        trust.Prune(now);
        Journal.SaveTrust();

        // Only now it has served: whoever opens sessions and ends them is no source.
        Source.Failures = 0;
        Journal.Release.StarvedSeconds = 0;

        // Samples and validUntil are durable before the signature exists.
        Journal.SaveSamples(_answer.Samples);
        Session.ValidUntil = validUntil;
        Session.Stage = SessionStage.Signed;
        Journal.SaveRelease();
        return new KeyPhase(Context);
    }

    protected override bool Overlap() => _check.Advance();

    /// <summary>
    /// Whoever cannot tell the time cannot sign, and takes no answer of the few that a distributor gives on credit. All
    /// distributors together can tell it or none can: it waits here, and leaves for an origin alone.
    /// </summary>
    private Phase AskTheTime()
    {
        CountLate();
        return IsLateForAnOrigin() ? Leave(LeaveReason.Failed) : new TimePhase(Context, Source.Url, this);
    }

    private Phase Check()
    {
        if (_check.Advance())
            return this;
        if (!_check.Passes(_answer.Samples.Evaluations()))
            return Leave(LeaveReason.Cheated);
        _isChecked = true;
        return this;
    }

    /// <summary>
    /// A sample is false: by the distributor's fault, unless what is staged is no longer what it sent.
    /// </summary>
    private Phase Recount()
    {
        if (_recount == null)
            _recount = new StagingRecount(Context);
        if (_recount.Advance())
            return this;
        return _recount.IsAsReceived ? Leave(LeaveReason.Cheated) : FetchAgain();
    }

    /// <summary>
    /// Bytes were lost, on the way or in staging, or never asked for: everything again, in the same session.
    /// </summary>
    private Phase FetchAgain()
    {
        if (Session.Refetches == AgentLimits.Refetches)
            return Leave(LeaveReason.Failed);
        Journal.SaveDownload(new DownloadState(Session.Digest));
        Session.Refetches++;
        Session.SegmentsDigest = null;
        Session.Stage = SessionStage.Downloading;
        Journal.SaveRelease();
        return new Download(Context);
    }

    /// <summary>
    /// Silence after the indices were seen. How long it lasted is durable, in seconds of this device's uptime, so that
    /// no clock is needed.
    /// </summary>
    private Phase Unanswered()
    {
        Session.WaitedSeconds += (Context.UptimeMs - _markMs) / 1000;
        _markMs = Context.UptimeMs;
        Journal.SaveRelease();
        Phase next = TryAgain(true);
        return next == this && Session.WaitedSeconds >= Limits.UnansweredChallengeSeconds
            ? new Witness(Context, this)
            : next;
    }
}
