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

    /// <summary>Takes every release that pays anything in ETH.</summary>
    public static ReleaseFilter All { get; } = new();

    /// <summary>Vendor accounts whose releases are taken; null for all.</summary>
    public ImmutableHashSet<Address>? Vendors { get; init; }

    /// <summary>Least reward per device of releases that pay in ETH, in wei.</summary>
    public BigInteger MinReward { get; init; } = 1;

    /// <summary>The tokens whose releases are taken as well, and the least reward per device in the smallest unit of
    /// each; none by default. A token is its makers' program, which may refuse to pay whom it will: name only those
    /// whose makers you trust with your rewards.</summary>
    public ImmutableDictionary<Address, BigInteger> Tokens { get; init; } =
        ImmutableDictionary<Address, BigInteger>.Empty;

    /// <summary>Largest package, in bytes.</summary>
    public int MaxPackageBytes { get; init; } = Limits.MaxImageBytes + 2 * Limits.MaxSegmentBytes;

    /// <summary>Most bytes of all packages and fleet lists together.</summary>
    public long MaxTotalBytes { get; init; } = 1L << 30;

    /// <summary>Whether a release that the chain shows is wanted.</summary>
    /// <param name="release">As the chain shows it.</param>
    /// <param name="now">Unix seconds.</param>
    public bool Wants(ReleaseView release, long now) =>
        Vendors?.Contains(release.Created.Vendor) != false
        && release.Created.Reward >= LeastReward(release.Created.Token)
        && release.Tranches.Count > 0
        && now < release.Created.ClaimDeadline - Limits.OpenBeforeDeadlineSeconds;

    /// <summary>Null, which nothing is as much as, for a token that is not taken.</summary>
    private BigInteger? LeastReward(Address token) =>
        token.IsZero ? MinReward : Tokens.TryGetValue(token, out BigInteger least) ? least : null;
}
