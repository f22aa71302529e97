using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>
/// Chooses the next distributor and begins a session there; where none is usable for long, an origin.
/// </summary>
internal sealed class Choosing : Phase
{
    // How often a wait is counted, so that few of a short time awake are lost.
    private const int CountMs = 60 * 1000;

    private bool _preferenceKnown;
    private long _waitUntilMs = -1;

    public Choosing(Context context)
        : base(context)
    {
    }

    public override AgentPhase Kind => AgentPhase.Opening;

    /// <summary>True where a distributor other than this one could be tried now.</summary>
    public static bool HasOther(Context context, Source than)
    {
        for (int i = 0; i < context.Sources.Count; i++)
        {
            Source source = context.Sources.At(i);
            if (source != than && IsReady(context, source) && SourceRules.MayUse(source, context.Journal.Release))
                return true;
        }

        return false;
    }

    public override Phase Step()
    {
        Context.Patience.Count(0);

        // After a wait, something newer may be out, and others may serve.
        if (_waitUntilMs >= 0)
            return Context.UptimeMs >= _waitUntilMs ? new Discovery(Context) : Doze();
        long now = Context.Now(null);

        // Only a clock says that a release is out of date: others' Dates, if false, would hold it off for good.
        long clock = TimeRules.FromClock(Context.Ports.Clock.UnixSeconds, Journal.Manifest.IssuedAt);
        ManifestVerdict verdict = ManifestRules.Judge(
            Journal.Manifest, Journal.Trust, Context.Board, Context.Ports.Staging.CapacityBytes, clock);
        if (verdict != ManifestVerdict.Accepted)
        {
            Journal.EndRelease();
            return new Idle(Context);
        }

        if (Context.Board.NodeUrl != null && !_preferenceKnown)
        {
            _preferenceKnown = true;
            return new Preference(Context, this);
        }

        long boundUntil = ReceiptRules.BoundUntil(Journal.Trust.Bindings, Journal.Release.ReleaseId, now);

        // Without a time the device cannot tell whether it is still bound; the distributor can, from boundUntil.
        bool isFree = now == 0 || boundUntil == 0;
        Source best = isFree ? Best() : null;
        Source origin = IsStarved() ? ReadyOrigin() : null;
        if (origin == null)
            Context.OriginSinceMs = -1;
        else if (Context.OriginSinceMs < 0)
            Context.OriginSinceMs = Context.UptimeMs;
        Source refusing = isFree && origin != null ? Refusing() : null;
        if (refusing != null)
            return Begin(refusing, boundUntil);
        if (best != null && (origin == null || IsUntried(best)))
            return Begin(best, boundUntil);
        if (origin != null)
            return BeginOrigin(origin);

        _waitUntilMs = Context.UptimeMs + UntilSomebodyIsReady();
        return Doze();
    }

    /// <summary>True where an origin is known.</summary>
    public static bool HasOrigin(Context context)
    {
        for (int i = 0; i < context.Sources.Count; i++)
        {
            if (context.Sources.At(i).IsOrigin)
                return true;
        }

        return false;
    }

    /// <summary>True where an origin other than this one could be asked now.</summary>
    public static bool HasOtherOrigin(Context context, Source than)
    {
        for (int i = 0; i < context.Sources.Count; i++)
        {
            Source source = context.Sources.At(i);
            if (source != than && source.IsOrigin && IsReady(context, source))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Waits a part at a time until the time for origins has come: what was waited is durable. That can take days,
    /// where the device's wave has not come: how the last installation ended is told meanwhile.
    /// </summary>
    private Phase Doze()
    {
        if (Reporting.IsDue(Context))
            return new Reporting(Context, this);
        Journal.SaveRelease();
        long left = _waitUntilMs - Context.UptimeMs;
        Context.Sleep(IsStarved() || left < CountMs ? left : CountMs);
        return this;
    }

    private static bool IsReady(Context context, Source source) => source.RestUntilMs <= context.UptimeMs;

    private Phase Begin(Source source, long boundUntil)
    {
        uint counter = Counter(source, boundUntil);

        ISymmetric symmetric = Context.Symmetric;
        byte[] secret = Challenge.OpenSecret(symmetric, Context.Ports.Key.Secret, counter);
        SessionState session = new SessionState(source.Address, source.Url);
        session.Stage = SessionStage.Opening;
        session.Counter = counter;
        session.BoundUntil = boundUntil;
        session.Digest = Eip712.OpenSession(
            Eip712.Domain(Journal.Manifest.ChainId, Journal.Manifest.Escrow),
            Journal.Release.ReleaseId,
            source.Address,
            Context.Ports.Key.Address,
            Challenge.Nonce(symmetric, secret),
            boundUntil);
        return Start(session);
    }

    /// <summary>
    /// That of an Open to the source which went unanswered, so that it is the same Open; else a new one.
    /// </summary>
    private uint Counter(Source source, long boundUntil)
    {
        DistributorRecord record = Journal.Release.Find(source.Address, source.Url);
        if (record != null && record.OpenCounter != 0 && record.OpenBoundUntil == boundUntil)
            return (uint)record.OpenCounter;

        // The counter is spent before its secret is used, whatever happens next.
        uint counter = Journal.Trust.NextOpenCounter();
        Journal.SaveTrust();
        return counter;
    }

    private Phase BeginOrigin(Source origin)
    {
        SessionState session = new SessionState(null, origin.Url);
        session.Stage = SessionStage.Downloading;
        session.Digest = Journal.Release.ReleaseId;
        return Start(session);
    }

    private Phase Start(SessionState session)
    {
        Context.LonelyRounds = 0;
        Journal.Release.Session = session;
        Journal.SaveRelease();
        if (Context.Ports.Observer != null)
            Context.Ports.Observer.SourceChosen(session.Address, session.Url);
        return Resuming.Session(Context);
    }

    private Source Best()
    {
        Source best = null;
        for (int i = 0; i < Context.Sources.Count; i++)
        {
            Source source = Context.Sources.At(i);
            if (!IsReady(Context, source) || !SourceRules.MayUse(source, Journal.Release))
                continue;
            if (best == null || SourceRules.Compare(Context.Symmetric, Context.Ports.Key.Address, source, best) < 0)
                best = source;
        }

        return best;
    }

    /// <summary>
    /// One that refused an Open before the time for origins came: by now the device's wave may be funded, and a
    /// distributor that serves it goes before an origin. Each is asked once.
    /// </summary>
    private Source Refusing()
    {
        for (int i = 0; i < Context.Sources.Count; i++)
        {
            Source source = Context.Sources.At(i);
            bool refused = source.RefusedMs >= 0 && source.RefusedMs < Context.OriginSinceMs;
            if (refused && SourceRules.MayUse(source, Journal.Release))
                return source;
        }

        return null;
    }

    /// <summary>
    /// True once no distributor has come to a receipt for long: whoever failed meanwhile comes after the origins.
    /// </summary>
    private bool IsStarved() =>
        PaceRules.IsStarved(Journal.Release.StarvedSeconds, Context.Limits);

    /// <summary>True where the distributor failed neither since the start nor, as far as is known, before it.</summary>
    private bool IsUntried(Source source) =>
        source.Failures == 0 && Journal.Release.Find(source.Address, source.Url) == null;

    private Source ReadyOrigin()
    {
        Source best = null;
        for (int i = 0; i < Context.Sources.Count; i++)
        {
            Source source = Context.Sources.At(i);
            if (source.IsOrigin && IsReady(Context, source) && (best == null || source.Failures < best.Failures))
                best = source;
        }

        return best;
    }

    private long UntilSomebodyIsReady()
    {
        long wait = Context.Limits.LongestRetryMs;
        bool isLonely = true;
        for (int i = 0; i < Context.Sources.Count; i++)
        {
            Source source = Context.Sources.At(i);
            long rest = source.RestUntilMs - Context.UptimeMs;
            bool mayServe = SourceRules.MayUse(source, Journal.Release);
            isLonely &= !mayServe;
            if ((source.IsOrigin || mayServe) && rest > 0 && rest < wait)
                wait = rest;
        }

        // Where no distributor is known, the next discovery may find one: soon at first.
        if (isLonely)
        {
            long soon = Context.Backoff(Context.Limits.RetryMs, ++Context.LonelyRounds, 0);
            if (soon < wait)
                wait = soon;
        }

        long starved = Context.Limits.OriginDelayMs - Journal.Release.StarvedSeconds * 1000;
        return starved > 0 && starved < wait ? starved : wait;
    }
}
