using System.Collections.Immutable;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>Which releases a distributor takes up by itself when it sees them on the chain.</summary>
public sealed record ReleaseFilter
{
    /// <summary>Takes none.</summary>
    public static ReleaseFilter None { get; } = new() { Vendors = [] };

    /// <summary>Takes every release that pays anything.</summary>
    public static ReleaseFilter All { get; } = new();

    /// <summary>Vendor accounts whose releases are taken; null for all.</summary>
    public ImmutableHashSet<Address>? Vendors { get; init; }

    /// <summary>Least reward per device, in wei.</summary>
    public BigInteger MinReward { get; init; } = 1;

    /// <summary>Largest package, in bytes.</summary>
    public int MaxPackageBytes { get; init; } = Limits.MaxImageBytes + 2 * Limits.MaxSegmentBytes;

    /// <summary>Most bytes of all packages and fleet lists together.</summary>
    public long MaxTotalBytes { get; init; } = 1L << 30;

    /// <summary>Whether a release that the chain shows is wanted.</summary>
    /// <param name="release">As the chain shows it.</param>
    /// <param name="now">Unix seconds.</param>
    public bool Wants(ReleaseView release, long now) =>
        Vendors?.Contains(release.Created.Vendor) != false
        && release.Created.Token.IsZero
        && release.Created.Reward >= MinReward
        && release.Tranches.Count > 0
        && now < release.Created.ClaimDeadline - Limits.OpenBeforeDeadlineSeconds;
}
