using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Step 7: the distributor's rules of repair. Pure; the cheap checks come first.</summary>
internal static class RepairRules
{
    /// <summary>Whether the distributor gives the segments asked for. It need not be the one that was paid: what is
    /// delivered is paid for, so any distributor that holds the release mends it.</summary>
    /// <param name="device">The device that the request names.</param>
    /// <param name="request">Indices and the device's signature.</param>
    /// <param name="digest">What the signature must be over, 32 bytes.</param>
    /// <param name="terms">The release.</param>
    /// <param name="isDue">Whether the chain shows the device delivered, by whomever, or a delivery of it is reserved
    /// here.</param>
    /// <param name="repaired">Segments that the device had repaired here before.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>All the segments that the device had repaired here with these (as many as before where all were), or
    /// 400, 410, 409, 429 or 403.</returns>
    public static Ruling<ImmutableSortedSet<int>> Repair(
        Address device,
        RepairRequest request,
        byte[] digest,
        ServedRelease terms,
        bool isDue,
        ImmutableSortedSet<int> repaired,
        long now)
    {
        int[] indices = request.Indices;
        if (indices.Length == 0 || indices.Length > Limits.MaxSegmentAnswerBytes / terms.SegmentSize)
            return new Refusal(Problems.SegmentChoice, "Ask for one segment or more, and at most 64 KiB.");
        if (indices.Any(i => i < 1 || i > terms.SegmentCount) || new HashSet<int>(indices).Count != indices.Length)
            return new Refusal(Problems.SegmentChoice, $"Ask for different segments from 1 to {terms.SegmentCount}.");
        if (terms.IsPast(now)) return new Refusal(Problems.RepairOver, "The time for repair is over.");
        if (!isDue)
            return new Refusal(Problems.Undelivered, "Nothing is repaired before it is delivered.", Times.Hour / 4);
        var together = repaired.Union(indices);
        if (together.Count > MostSegments(terms.SegmentCount))
        {
            return new Refusal(
                Problems.RepairedEnough, "The device had as many segments repaired as it may.", Times.Day);
        }

        return SessionRules.IsBy(device.ToBytes(), digest, request.Signature)
            ? together
            : new Refusal(Problems.Signature, "The signature is not the device's over this request.");
    }

    /// <summary>Distinct segments that a device of a release has repaired at most: ⌈n/4⌉.</summary>
    public static int MostSegments(int segmentCount) => (segmentCount + 3) / 4;
}
