using System;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

internal static partial class SessionRules
{
    /// <summary>Step 2: whether segments <paramref name="first"/> to first + count - 1 go out, from 1.</summary>
    /// <returns>The session with the bytes counted, or 400, 416 or 410. A session that asks beyond its bytes is
    /// returned ended beside the 410: see <see cref="SegmentDecision"/>.</returns>
    public static SegmentDecision Segments(
        Session session, ServedRelease terms, long first, long count, Guid epoch, long now)
    {
        if (first < 1 || count < 1 || count > Limits.MaxSegmentAnswerBytes / terms.SegmentSize)
            return new(new Refusal(Problems.SegmentChoice, "Ask for one segment or more, from 1, and at most 64 KiB."));
        if (first - 1 > terms.SegmentCount - count)
            return new(new Refusal(Problems.OutOfRange, $"The package has {terms.SegmentCount} segments."));
        if (IsOver(session, epoch, now)) return new(new Refusal(Problems.SessionOver, "The session is over."));
        long sent = session.SentBytes + count * terms.SegmentSize;
        if (sent <= Limits.MaxDownloadsPerSession * (long)terms.SegmentCount * terms.SegmentSize)
            return new(null, session.Next() with { SentBytes = sent });
        Refusal usedUp = new(Problems.BytesUsedUp, "The session's bytes are used up.");
        return session.Ended ? new(usedUp) : new(usedUp, session.Next() with { Ended = true });
    }

    /// <summary>What a request for segments leads to.</summary>
    /// <param name="Refusal">The refusal, or null.</param>
    /// <param name="Write">What changes in the books, with or without a refusal, or null.</param>
    public readonly record struct SegmentDecision(Refusal? Refusal, Session? Write = null);
}
