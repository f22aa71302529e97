using System.Collections.Immutable;
using System.Linq;
using System.Numerics;

namespace FairOta.Simulator.Report;

/// <summary>What a run came to. Amounts are in wei, times in milliseconds.</summary>
public sealed record RunResult(
    ulong Seed,
    ReleaseFacts Release,
    ImmutableArray<DeviceResult> Devices,
    ImmutableArray<DistributorResult> Distributors,
    VendorResult Vendor,
    ImmutableArray<string> BookMistakes,
    double DurationMs)
{
    /// <summary>Whether every device runs the image.</summary>
    public bool AllUpdated => Devices.All(device => device.Updated);

    /// <summary>Whether the books balance to the wei.</summary>
    public bool Balanced => BookMistakes.IsEmpty;

    /// <summary>The process's exit code: one of <see cref="ExitCodes"/>.</summary>
    public int ExitCode => !AllUpdated ? ExitCodes.NotUpdated : !Balanced ? ExitCodes.NotBalanced : ExitCodes.Success;
}

/// <summary>The release that a run delivered.</summary>
public sealed record ReleaseFacts(
    string ReleaseId, string Version, long ImageBytes, int SegmentBytes, int Segments, int Samples, long ChainId,
    string Escrow);

/// <summary>One device at the end of a run.</summary>
public sealed record DeviceResult(
    int Index,
    string Address,
    string VersionBefore,
    string VersionAfter,
    bool Updated,
    string? Distributor,
    long PackageBytes,
    ImmutableArray<PhaseTime> Phases,
    string? Failure);

/// <summary>How long a device spent in a phase, in the order in which phases follow each other.</summary>
public sealed record PhaseTime(string Phase, double Ms);

/// <summary>One distributor at the end of a run.</summary>
public sealed record DistributorResult(
    int Number, string Address, string Url, int Deliveries, BigInteger EarnedWei, BigInteger FeesWei, long GasUsed,
    int Transactions);

/// <summary>The vendor at the end of a run.</summary>
public sealed record VendorResult(
    string Address, BigInteger LockedWei, BigInteger PaidWei, BigInteger LeftWei, BigInteger FeesWei, long GasUsed);
