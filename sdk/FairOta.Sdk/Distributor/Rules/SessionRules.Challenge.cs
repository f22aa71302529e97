using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

internal static partial class SessionRules
{
    /// <summary>Step 3, all that is judged before the distributor's own digest, and that digest where it is known. It
    /// costs a pass over the package, which only who opened the session may cause, and once a session.</summary>
    /// <param name="session">The session, whose answered challenge this is not.</param>
    /// <param name="request">The challenge.</param>
    /// <param name="terms">The release.</param>
    /// <param name="epoch">The epoch that runs.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>400, 403, 410, or 412 where less was sent than the package has or the digest is known to be another; or
    /// null: go on.</returns>
    public static Refusal? AdmitChallenge(
        Session session, ChallengeRequest request, ServedRelease terms, Guid epoch, long now)
    {
        if (!IsSample(request.Indices, terms.Samples, terms.SegmentCount))
        {
            return new Refusal(
                Problems.SegmentChoice, $"Name {terms.Samples} ascending segments from 1 to {terms.SegmentCount}.");
        }

        if (!OpensWith(session, request.OpenSecret)) return NotTheSession;
        if (IsOver(session, epoch, now)) return new Refusal(Problems.SessionOver, "The session is over.");
        bool isSent = session.SentBytes >= (long)terms.SegmentCount * terms.SegmentSize;
        return isSent && (session.Digest is not { } digest || IsOver(request, digest)) ? null : NotFetched;
    }

    /// <summary>Step 3, all of it: one challenge per session, ever.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ofDevice">All sessions of the device for this release.</param>
    /// <param name="body">The request's body, byte for byte.</param>
    /// <param name="request">The same, read.</param>
    /// <param name="offer">What the distributor itself offers in this session; not looked at for a repeat.</param>
    /// <param name="terms">The release.</param>
    /// <param name="credit">Where release and vendor stand now.</param>
    /// <param name="policy">How much credit there is.</param>
    /// <param name="epoch">The epoch that runs.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The session with its challenge: the same revision for a repeat, else the next, which must be durable
    /// before the answer leaves. Or 400, 403, 410, 412, 409 or 429.</returns>
    public static Ruling<Session> Challenge(
        Session session,
        IReadOnlyList<Session> ofDevice,
        ReadOnlySpan<byte> body,
        ChallengeRequest request,
        OfferFacts offer,
        ServedRelease terms,
        Credit credit,
        DistributorPolicy policy,
        Guid epoch,
        long now)
    {
        if (IsAnswered(session, body)) return session;
        if (AdmitChallenge(session, request, terms, epoch, now) is { } refusal) return refusal;
        if (!IsOver(request, offer.Digest)) return NotFetched;
        if (session.Challenge is not null)
            return new Refusal(Problems.ChallengeAnswered, "Another challenge of this session was answered.");
        if (ofDevice.Count(IsUnpaidChallenge) >= Limits.MaxUnpaidChallengesPerDevice)
            return DeviceOwes;
        if (credit.IsUsedUp(policy)) return CreditUsedUp;
        long validUntil = Math.Min(now + Limits.OfferedValiditySeconds, terms.ClaimDeadline);
        return session.Next() with
        {
            Digest = offer.Digest,
            Challenge = new AnsweredChallenge(body.ToArray(), validUntil, offer.KeyCommitment),
            Standing = Standing.Answered,
        };
    }

    /// <summary>Whether a challenge is over the segments as they were sent.</summary>
    public static bool IsOver(ChallengeRequest request, Hash32 digest) =>
        Bytes.Equal(request.Digest, digest.ToBytes());

    /// <summary>Whether <paramref name="body"/> is the challenge that was answered.</summary>
    public static bool IsAnswered(Session session, ReadOnlySpan<byte> body) =>
        session.Challenge is { } answered && body.SequenceEqual(answered.Request);

    private static Refusal NotFetched =>
        new(Problems.Digest, "The digest is not over what was sent; fetch the segments again.");

    /// <summary>403: r is another.</summary>
    internal static Refusal NotTheSession => new(Problems.OpenSecret, "r does not open this session.");

    private static Refusal DeviceOwes =>
        new(Problems.DeviceUnpaid, "The device owes as many receipts as it may for this release.", Times.Day);

    private static Refusal CreditUsedUp =>
        new(Problems.Credit, "The release owes as many receipts as it may; later.", Times.Hour);

    private static bool IsSample(int[] indices, int samples, int segmentCount)
    {
        if (indices.Length != samples) return false;
        int before = 0;
        foreach (int index in indices)
        {
            if (index <= before || index > segmentCount) return false;
            before = index;
        }

        return true;
    }

    internal static bool OpensWith(Session session, byte[] r) =>
        Bytes.Equal(Core.Challenge.Nonce(Host, r), session.Nonce.ToBytes());

    private static readonly ISymmetric Host = new HostSymmetric();

    /// <summary>What the distributor itself offers in a session.</summary>
    /// <param name="KeyCommitment">addr(A₀).</param>
    /// <param name="Digest">D over all segments as they are sent.</param>
    public sealed record OfferFacts(Address KeyCommitment, Hash32 Digest);
}
