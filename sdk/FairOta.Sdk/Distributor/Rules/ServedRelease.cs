using FairOta.Core;

namespace FairOta.Sdk.Distributor;

/// <summary>What the session rules need to know of a release that is served here.</summary>
/// <param name="Id">The release.</param>
/// <param name="Vendor">The account that funds it.</param>
/// <param name="ClaimDeadline">Unix seconds; nothing is paid afterwards.</param>
/// <param name="SegmentCount">n: segments of the package, the tail segment included.</param>
/// <param name="SegmentSize">Bytes of one segment.</param>
/// <param name="Samples">λ: indices of a challenge.</param>
internal sealed record ServedRelease(
    ReleaseId Id, Address Vendor, long ClaimDeadline, int SegmentCount, int SegmentSize, int Samples)
{
    /// <summary>Whether its vendor took it back: no session opens for it any more.</summary>
    public bool IsRecalled { get; init; }

    /// <summary>From here on a session neither opens nor takes a challenge: 6 hours before the claim
    /// deadline.</summary>
    public long ServesUntil => ClaimDeadline - Limits.OpenBeforeDeadlineSeconds;

    /// <summary>Whether even the time for repair is over. The deadline is the vendor's choice, so nothing is added to
    /// it.</summary>
    /// <param name="now">Unix seconds.</param>
    public bool IsPast(long now) => IsPast(ClaimDeadline, now);

    /// <summary>The same of a release that may not be here any more.</summary>
    internal static bool IsPast(long claimDeadline, long now) =>
        now - Limits.RepairAfterDeadlineSeconds > claimDeadline;
}
