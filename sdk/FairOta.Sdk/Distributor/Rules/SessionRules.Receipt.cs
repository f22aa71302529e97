using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

internal static partial class SessionRules
{
    /// <summary>Step 5: takes the device's receipt.</summary>
    /// <param name="session">The session.</param>
    /// <param name="signature">64 bytes, EIP-2098.</param>
    /// <param name="isSigned">Whether that is the device's: <see cref="IsReceipt"/>.</param>
    /// <param name="policy">Whether the key goes out at once.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The session with its receipt: the same revision for a repeat, else the next, which must be durable
    /// before the answer leaves. Or 409, 410 or 403.</returns>
    public static Ruling<Session> Receipt(
        Session session, byte[] signature, bool isSigned, DistributorPolicy policy, long now)
    {
        if (session.Challenge is not { } challenge)
            return new Refusal(Problems.NoChallenge, "No challenge of this session was answered.");
        if (!isSigned)
        {
            return new Refusal(
                Problems.Signature, "The signature is not the device's over this session's proof of distribution.");
        }

        if (session.Receipt is not null) return session;
        // Taken, it would lapse: nobody could be paid for it, and the device would wait for a key that never comes.
        if (!ClaimerRules.CanBeReserved(challenge.ValidUntil, policy, now))
        {
            return new Refusal(
                Problems.ReceiptLate,
                "The receipt comes too late: what is left of it is too short to be reserved.");
        }

        return session.Next() with
        {
            Receipt = signature,
            ReceivedAt = now,
            Standing = Standing.Received,
            KeyOut = session.KeyOut || policy.KeyAtReceipt,
        };
    }

    /// <summary>Whether a signature is the device's over the session's proof of distribution; false where no challenge
    /// was answered. The expensive part of <see cref="Receipt"/>, and what it says of a session does not
    /// change.</summary>
    /// <param name="session">The session.</param>
    /// <param name="signature">64 bytes, EIP-2098.</param>
    /// <param name="domain">The escrow's EIP-712 domain separator, 32 bytes.</param>
    /// <param name="self">The distributor's account.</param>
    public static bool IsReceipt(Session session, byte[] signature, byte[] domain, Address self) =>
        session.Challenge is { } challenge && IsBy(
            session.Device.ToBytes(),
            Eip712.ProofOfDistribution(
                domain,
                session.Release.ToBytes(),
                self.ToBytes(),
                challenge.KeyCommitment.ToBytes(),
                challenge.ValidUntil),
            signature);
}
