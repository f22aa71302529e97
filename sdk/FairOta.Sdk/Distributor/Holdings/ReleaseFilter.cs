using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Core;

namespace FairOta.Sdk.Distributor;

/// <summary>Which releases a distributor takes up by itself when it sees them on the chain, and how much room they
/// have. <see cref="WorkRules"/> judge by it.</summary>
public sealed record ReleaseFilter
{
    /// <summary>Takes none.</summary>
    public static ReleaseFilter None { get; } = new() { Vendors = [] };

    /// <summary>Takes every release that pays anything in ETH.</summary>
    public static ReleaseFilter All { get; } = new();

    /// <summary>Vendor accounts whose releases are taken; null for all.</summary>
    public ImmutableHashSet<Address>? Vendors { get; init; }

    /// <summary>Vendor accounts whose releases are not taken, whatever else speaks for them.</summary>
    public ImmutableHashSet<Address> BarredVendors { get; init; } = [];

    /// <summary>Least reward per device of releases that pay in ETH, in wei.</summary>
    public BigInteger MinReward { get; init; } = 1;

    /// <summary>The tokens whose releases are taken as well, and the least reward per device in the smallest unit of
    /// each; none by default. A token is its makers' program, which may refuse to pay whom it will: name only those
    /// whose makers you trust with your rewards.</summary>
    public ImmutableDictionary<Address, BigInteger> Tokens { get; init; } =
        ImmutableDictionary<Address, BigInteger>.Empty;

    /// <summary>A reward is worth at least this share of what a delivery costs in gas, in percent; 0 asks nothing. It
    /// counts where the price of gas is known (<see cref="DistributorOptions.GasPrice"/>), and the reward's worth
    /// (<see cref="DistributorPolicy.Worth"/>).</summary>
    public int GasMarginPercent { get; init; } = 120;

    /// <summary>What a delivery is taken to cost: reserve and reveal in batches of 100, measured as 28,796 gas each
    /// where the chain's word for the device's neighbours is in use, and 45,725 where it is fresh.</summary>
    public long GasPerDelivery { get; init; } = 45_725;

    /// <summary>A release is taken up only with this long left until its claim deadline, in seconds; no session opens
    /// in the last six hours.</summary>
    public long MinSecondsLeft { get; init; } = 12 * Times.Hour;

    /// <summary>A release is taken up only with this many devices neither paid nor reserved.</summary>
    public int MinDevicesLeft { get; init; } = 1;

    /// <summary>Smallest package, in bytes.</summary>
    public int MinPackageBytes { get; init; }

    /// <summary>Largest package, in bytes.</summary>
    public int MaxPackageBytes { get; init; } = Limits.MaxImageBytes + 2 * Limits.MaxSegmentBytes;

    /// <summary>Most bytes of all packages and fleet lists together, on disk.</summary>
    public long MaxTotalBytes { get; init; } = 1L << 30;

    /// <summary>Most devices of all fleets together; each takes about 170 bytes of memory.</summary>
    public long MaxTotalDevices { get; init; } = 1L << 21;

    /// <summary>Most releases; each takes up to 1 MiB of memory for its tree.</summary>
    public int MaxReleases { get; init; } = 256;

    /// <summary>What is wrong with it, in sentences; empty where nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (Tokens.Any(token => token.Key.IsZero || token.Value.Sign < 0))
            yield return $"{nameof(Tokens)} are contracts, their least rewards not negative.";
        if (MinReward.Sign < 0) yield return $"{nameof(MinReward)} is not negative.";
        if (GasMarginPercent is < 0 or > 100_000) yield return $"{nameof(GasMarginPercent)} is 0 to 100,000.";
        if (GasPerDelivery is < 1 or > 10_000_000) yield return $"{nameof(GasPerDelivery)} is 1 to 10,000,000.";
        if (MinSecondsLeft is < Limits.OpenBeforeDeadlineSeconds or > 365 * Times.Day)
            yield return $"{nameof(MinSecondsLeft)} is 6 hours to 365 days.";
        if (MinDevicesLeft < 1) yield return $"{nameof(MinDevicesLeft)} is positive.";
        if (MaxPackageBytes < 1) yield return $"{nameof(MaxPackageBytes)} is positive.";
        if (MinPackageBytes < 0 || MinPackageBytes > MaxPackageBytes)
            yield return $"{nameof(MinPackageBytes)} is not negative and not above {nameof(MaxPackageBytes)}.";
        if (MaxTotalBytes < 1) yield return $"{nameof(MaxTotalBytes)} is positive.";
        if (MaxTotalDevices < 1) yield return $"{nameof(MaxTotalDevices)} is positive.";
        if (MaxReleases is < 1 or > 100_000) yield return $"{nameof(MaxReleases)} is 1 to 100,000.";
    }
}
