// When the device may sign a receipt, and which key it acts on. Pure.
//
// From PROTOCOL.md, "Exchange":
//  1. (Step 5) T + 4 h < validUntil <= T + 24 h.
//  2. (Step 5) For a release the device signs for nobody else until validUntil of its receipt is past.
//  3. (Step 5) A validUntil more than 48 h ahead of T was signed under a wrong time and binds no more.
//  4. (Step 1) boundUntil of an Open is the largest validUntil that binds for the release, 0 if none.
//  5. (Step 6) A key is acted on only if 0 < k < q and k·G = A_0.
//  6. (Step 6) The sealed package is let go only after validUntil + 10 min.

using System.Collections;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

internal static class ReceiptRules
{
    /// <summary>Rule 1.</summary>
    public static bool IsFair(long validUntil, long now) =>
        validUntil > now + Limits.MinSignedValiditySeconds && validUntil <= now + Limits.MaxSignedValiditySeconds;

    /// <summary>Rules 2 and 3 for one binding; now is 0 while T is unknown, and then everything binds.</summary>
    public static bool Binds(Binding binding, long now)
    {
        if (now == 0)
            return true;
        return binding.ValidUntil >= now && binding.ValidUntil - now <= Limits.MaxBindingSeconds;
    }

    /// <summary>Rule 4.</summary>
    public static long BoundUntil(ArrayList bindings, byte[] releaseId, long now)
    {
        long largest = 0;
        for (int i = 0; i < bindings.Count; i++)
        {
            Binding binding = (Binding)bindings[i];
            if (Bytes.Equal(binding.ReleaseId, releaseId) && Binds(binding, now) && binding.ValidUntil > largest)
                largest = binding.ValidUntil;
        }

        return largest;
    }

    /// <summary>Rules 1 to 3: whether the receipt of that session may be signed. T must be known.</summary>
    public static bool MaySign(ArrayList bindings, byte[] releaseId, byte[] session, long validUntil, long now)
    {
        if (now == 0 || !IsFair(validUntil, now))
            return false;
        int binding = 0;
        for (int i = 0; i < bindings.Count; i++)
        {
            Binding other = (Binding)bindings[i];
            if (!Binds(other, now))
                continue;
            binding++;
            if (!Bytes.Equal(other.ReleaseId, releaseId))
                continue;
            bool same = Bytes.Equal(other.Session, session) && other.ValidUntil == validUntil;
            if (!same)
                return false;
        }

        return binding < AgentLimits.Bindings;
    }

    /// <summary>Rule 5: the scalar if it is the key of that commitment (64 bytes x || y), else null.</summary>
    public static Scalar Key(byte[] candidate, byte[] commitments)
    {
        if (candidate == null || !Commitments.IsKey(commitments, candidate))
            return null;
        Scalar key = new Scalar();
        return key.TryRead(candidate, 0) ? key : null;
    }

    /// <summary>Rule 6: whether a receipt that was not honoured may be forgotten; T must be known.</summary>
    public static bool IsLapsed(long validUntil, long now) =>
        now != 0
        && (now > validUntil + Limits.KeepSealedSeconds
            || validUntil - now > Limits.MaxBindingSeconds);
}
