using System.Collections.Generic;
using System.Linq;
using FairOta.Core;

namespace FairOta.Sdk.Distributor;

public static partial class SessionRules
{
    /// <summary>Step 7: whether the distributor repairs the segments asked for.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">r, indices and the device's signature over keccak256(tag("repair") ‖ session).</param>
    /// <param name="digest">That digest, 32 bytes.</param>
    /// <param name="terms">The release.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The session with the indices counted (the same revision where all were sent before), or 400, 403,
    /// 410, 409 or 429.</returns>
    public static Ruling<Session> Repair(
        Session session, RepairRequest request, byte[] digest, ServedRelease terms, long now)
    {
        int[] indices = request.Indices;
        if (indices.Length == 0 || indices.Length > Limits.MaxSegmentAnswerBytes / terms.SegmentSize)
            return Refusal.Malformed("Ask for one segment or more, and at most 64 KiB.");
        if (indices.Any(i => i < 1 || i > terms.SegmentCount) || new HashSet<int>(indices).Count != indices.Length)
            return Refusal.Malformed($"Ask for different segments from 1 to {terms.SegmentCount}.");
        if (!OpensWith(session, request.OpenSecret)) return Refusal.Forbidden("r does not open this session.");
        if (!IsBy(session.Device.ToBytes(), digest, request.Signature))
            return Refusal.Forbidden("The signature is not the device's.");
        if (terms.IsPast(now)) return Refusal.Over("The time for repair is over.");
        if (!session.KeyOut && session.Standing is not (Standing.Reserved or Standing.Paid))
            return Refusal.Conflict("Nothing is repaired before the delivery is reserved.", Times.Hour / 4);
        var repaired = session.Repaired.Union(indices);
        if (repaired.Count > RepairsPerSession(terms.SegmentCount))
            return Refusal.TooMany("The session had as many segments repaired as it may.", Times.Day);
        return repaired.Count == session.Repaired.Count ? session : session.Next() with { Repaired = repaired };
    }

    /// <summary>Distinct segments that a session repairs at most: ⌈n/4⌉.</summary>
    public static int RepairsPerSession(int segmentCount) => (segmentCount + 3) / 4;
}
