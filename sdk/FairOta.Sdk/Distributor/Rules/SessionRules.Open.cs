using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>
/// The rules of the exchange on the distributor's side: (state, request, what the chain shows, policy, now) → (new
/// state or refusal). They do no IO and know no clock and no randomness. Who calls them writes the new state to the
/// books before the answer leaves, and holds the books still between reading and writing.
/// </summary>
/// <remarks>PROTOCOL.md, <i>Exchange</i>. A session answers one challenge, ever; a refusal changes nothing, save that a
/// session whose bytes are used up ends.</remarks>
internal static partial class SessionRules
{
    /// <summary>What an Open is judged by.</summary>
    /// <param name="Id">The request's EIP-712 digest.</param>
    /// <param name="Terms">The release.</param>
    /// <param name="Places">The device's places in the release's fleets.</param>
    /// <param name="HasAllFleets">Whether the fleets of all tranches are at hand.</param>
    /// <param name="TakenUntil">The last moment at which the chain shows the device taken, or null where it is
    /// not.</param>
    /// <param name="Sessions">The device's sessions for this release.</param>
    /// <param name="Credit">Where release and vendor stand.</param>
    /// <param name="Epoch">The epoch that runs.</param>
    public sealed record OpenFacts(
        SessionId Id,
        ServedRelease Terms,
        IReadOnlyList<Place> Places,
        bool HasAllFleets,
        long? TakenUntil,
        IReadOnlyList<Session> Sessions,
        Credit Credit,
        Guid Epoch)
    {
        /// <summary>Whether as many sessions are open as may be, of the release or in all.</summary>
        public bool IsFull { get; init; }

        /// <summary>Whether the request's signature is known already to be the device's.</summary>
        public bool IsSigned { get; init; }

        /// <summary>Whether a newer release serves the device here (<see cref="SuccessionRules"/>).</summary>
        public bool IsSuperseded { get; init; }
    }

    /// <summary>What an Open leads to.</summary>
    /// <param name="Session">The session that is answered.</param>
    /// <param name="Writes">What changes in the books: nothing for a repeat; else that session, and those it
    /// ends.</param>
    public sealed record Opening(Session Session, IReadOnlyList<Session> Writes);

    /// <summary>Step 1. Cheap checks first; the signature is recovered last.</summary>
    /// <returns>The session, or 410, 409, 403, 429, or 503 while a fleet is not here.</returns>
    public static Ruling<Opening> Open(OpenRequest request, OpenFacts facts, DistributorPolicy policy, long now)
    {
        if (facts.Sessions.FirstOrDefault(s => s.Id == facts.Id) is { } known)
            return IsSigned(request, facts) ? new Opening(known, []) : NotTheDevices;
        ServedRelease terms = facts.Terms;
        if (now >= terms.ServesUntil)
            return new Refusal(Problems.DeadlineNear, "The release's claim deadline is too near.");
        if (terms.IsRecalled) return new Refusal(Problems.Recalled, "The vendor took this release back.");
        if (facts.IsSuperseded) return new Refusal(Problems.Superseded, "A newer release serves this device here.");
        if (now < request.BoundUntil && request.BoundUntil <= now + Limits.MaxBindingSeconds)
        {
            return new Refusal(
                Problems.Bound, "The device's receipt for another binds it until then.", request.BoundUntil - now);
        }

        if (facts.Places.Count == 0)
        {
            return facts.HasAllFleets
                ? new Refusal(Problems.OutsideFleet, "The device is in no tranche of this release.")
                : Refusal.NotReady(Problems.FleetUnknown, "A fleet of this release is not here yet.");
        }

        if (facts.TakenUntil is { } until && now <= until)
            return new Refusal(Problems.Taken, "The device's reward is taken.", Math.Min(until - now, Times.Day) + 1);
        if (LatestAnswered(facts.Sessions) is { } answered && answered >= now)
        {
            return new Refusal(
                Problems.ChallengeStands,
                "A challenge of the device was answered and is still valid.",
                answered - now + 1);
        }

        if (facts.Sessions.Count >= Limits.MaxSessionsPerDevice)
        {
            return new Refusal(
                Problems.DeviceSessions,
                "The device opened as many sessions as it may for this release.",
                Times.Day);
        }

        if (facts.Sessions.Count(IsUnpaidChallenge) >= Limits.MaxUnpaidChallengesPerDevice)
            return DeviceOwes;
        if (facts.IsFull)
            return new Refusal(Problems.SessionsFull, "As many sessions are open here as may be.", Times.Hour / 6);
        if (facts.Credit.IsUsedUp(policy)) return CreditUsedUp;
        if (!IsSigned(request, facts)) return NotTheDevices;

        Session session = new()
        {
            Id = facts.Id,
            Release = terms.Id,
            Vendor = terms.Vendor,
            Device = Address.FromBytes(request.Device),
            Place = facts.Places[0],
            Nonce = Hash32.FromBytes(request.Nonce),
            Epoch = facts.Epoch,
            OpenedAt = now,
            EndsAt = Math.Min(now + policy.SessionSeconds, terms.ServesUntil),
        };
        IEnumerable<Session> ended = facts.Sessions.Where(s => s.Challenge is null && !s.Ended)
            .Select(s => s.Next() with { Ended = true });
        return new Opening(session, [session, .. ended]);
    }

    /// <summary>The last moment at which the chain shows a device taken: the end of its reservation, or never where
    /// it is delivered; null where it is free.</summary>
    public static long? TakenUntil(EscrowView view, ReleaseId release, Address device) =>
        view.Find(release)?.Device(device) switch
        {
            null => null,
            { Deliveries.Count: > 0 } => long.MaxValue,
            { Open: var open } => open.Max(r => (long?)r.Reservation.Expiry),
        };

    private static Refusal NotTheDevices => new(Problems.Signature, "The signature is not the device's.");

    private static bool IsSigned(OpenRequest request, OpenFacts facts) =>
        facts.IsSigned || IsBy(request.Device, facts.Id.ToBytes(), request.Signature);

    private static long? LatestAnswered(IReadOnlyList<Session> sessions) =>
        sessions.Max(s => s.Challenge?.ValidUntil);

    private static bool IsUnpaidChallenge(Session session) =>
        session.Challenge is not null && session.Standing != Standing.Paid;

    internal static bool IsBy(byte[] address, byte[] digest, byte[] signature) =>
        Ecdsa.RecoverAddress(digest, signature) is { } by && Bytes.Equal(by, address);

    /// <summary>Whether it neither answered a challenge nor will.</summary>
    internal static bool IsOver(Session session, Guid epoch, long now) =>
        session.Challenge is null && (session.Ended || session.Epoch != epoch || now > session.EndsAt);
}
