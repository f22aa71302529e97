using FairOta.Core;

namespace FairOta.Agent;

/// <summary>Why a session is left.</summary>
internal enum LeaveReason
{
    /// <summary>The source never took it on, or ended it itself.</summary>
    NotServed,

    /// <summary>Nothing came back to the Open, which may have been served; it is kept to be repeated.</summary>
    OpenUnanswered,

    /// <summary>It came to nothing.</summary>
    Failed,

    /// <summary>The distributor cheated.</summary>
    Cheated,

    /// <summary>The receipt was not honoured in time.</summary>
    Lapsed,
}

/// <summary>Ways out of a session and of a release.</summary>
internal static class SessionEnd
{
    /// <summary>
    /// Ends the session. What that says about the distributor is durable together with it, before anything else.
    /// </summary>
    public static Phase Leave(Context context, LeaveReason reason)
    {
        ReleaseState release = context.Journal.Release;
        SessionState session = release.Session;
        context.Patience.Count(0);
        if (!session.IsOrigin)
            Remember(release, session, reason);
        release.Session = null;
        context.Journal.SaveRelease();
        Source source = SourceOf(context, session.Address, session.Url);
        source.RefusedMs = reason == LeaveReason.NotServed ? context.UptimeMs : -1;
        context.Rest(source, context.Call.RetryAfterSeconds);
        context.Note(EventOf(reason), session.Url);
        return new Choosing(context);
    }

    /// <summary>Bars the release: it failed its trial, or nobody can make it work.</summary>
    public static Phase Bar(Context context, AgentEvent why)
    {
        context.Journal.Trust.Fail(context.Journal.Release.ReleaseId);
        Finish(context, why == AgentEvent.RolledBack ? Outcome.Failed : Outcome.Refused);
        context.Note(why, null);
        return new Discovery(context);
    }

    /// <summary>
    /// Ends the release: how it ended for good is durable before anything of it is let go. After a power cut in between
    /// it ends once more, in the same way.
    /// </summary>
    public static void Finish(Context context, int outcome)
    {
        Journal journal = context.Journal;
        if (context.Board.ReportsOutcomes)
        {
            SessionState session = journal.Session;
            journal.Reports.Add(new PendingReport(journal.Release.ReleaseId, outcome, session.Address, session.Url));
            journal.SaveReports();
        }

        journal.SaveTrust();
        context.Ports.Staging.Erase();
        journal.EndRelease();
    }

    /// <summary>The source of that address and URL.</summary>
    public static Source SourceOf(Context context, byte[] address, string url)
    {
        Source source = context.Sources.Find(address, url);
        if (source != null)
            return source;

        // Learned before a restart: it is not in the configuration, so it is a stranger's.
        source = new Source(address, url);
        source.IsStranger = true;
        context.Sources.Add(source);
        return source;
    }

    private static void Remember(ReleaseState release, SessionState session, LeaveReason reason)
    {
        DistributorRecord record = reason == LeaveReason.NotServed
            ? release.Find(session.Address, session.Url)
            : release.Remember(session.Address, session.Url);
        if (record == null)
            return;
        bool unanswered = reason == LeaveReason.OpenUnanswered;
        record.OpenCounter = unanswered ? session.Counter : 0;
        record.OpenBoundUntil = unanswered ? session.BoundUntil : 0;
        if (reason != LeaveReason.NotServed && !unanswered)
            record.Sessions++;
        record.Barred |= reason == LeaveReason.Cheated;
        record.Lapsed |= reason == LeaveReason.Lapsed;
    }

    private static AgentEvent EventOf(LeaveReason reason)
    {
        if (reason == LeaveReason.Cheated)
            return AgentEvent.DistributorBarred;
        return reason == LeaveReason.Lapsed ? AgentEvent.ReceiptLapsed : AgentEvent.SessionLeft;
    }
}
