using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace FairOta.Simulator.Report;

/// <summary>What became of a fleet under a scenario. It holds no device by itself: shards of a fleet can be joined, and
/// a hundred thousand devices fit into a few kilobytes. Amounts are in wei, times in virtual milliseconds since the
/// world began, unless a name says otherwise.</summary>
public sealed record FleetReport
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>What decided everything.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Commit of the simulator, as hex; <c>unknown</c> where the build does not know.</summary>
    public required string Commit { get; init; }

    /// <summary><c>memory</c> or <c>evm</c>.</summary>
    public required string Chain { get; init; }

    /// <summary>The command that does it again.</summary>
    public required string Replay { get; init; }

    /// <summary>What the seed drew before anything happened, as printed first.</summary>
    public required ImmutableArray<DrawnValue> Drawn { get; init; }

    /// <summary>The devices that this report is about.</summary>
    public required DeviceRange Devices { get; init; }

    /// <summary>The releases, in the order in which they were published.</summary>
    public required ImmutableArray<FleetRelease> Releases { get; init; }

    /// <summary>How many devices had what, over time; ascending.</summary>
    public required ImmutableArray<RolloutPoint> Rollout { get; init; }

    /// <summary>Durations of the phases of all devices, in the order of the phases.</summary>
    public required ImmutableArray<PhaseStatistics> Phases { get; init; }

    /// <summary>What went over the network, by endpoint.</summary>
    public required ImmutableArray<EndpointTraffic> Traffic { get; init; }

    /// <summary>The distributors.</summary>
    public required ImmutableArray<FleetDistributor> Distributors { get; init; }

    /// <summary>What the chain charged, by call.</summary>
    public required ImmutableArray<CallCost> Calls { get; init; }

    /// <summary>What went wrong for devices, by cause: the agent's own words for it, the commonest first.</summary>
    public required ImmutableArray<FailureCount> Failures { get; init; }

    /// <summary>What was injected, by kind.</summary>
    public required ImmutableArray<FailureCount> Faults { get; init; }

    /// <summary>What was checked, and how often.</summary>
    public required ImmutableArray<InvariantResult> Invariants { get; init; }

    /// <summary>Predictions for hardware; empty where none were asked for.</summary>
    public required ImmutableArray<HardwareEstimate> Hardware { get; init; }

    /// <summary>SHA-256 over everything that happened, hex: two runs of a seed have the same.</summary>
    public required string TraceHash { get; init; }

    /// <summary>Things that happened.</summary>
    public required long Events { get; init; }

    /// <summary>Virtual time that passed, in milliseconds.</summary>
    public required long VirtualMs { get; init; }

    /// <summary>Real time that passed, in milliseconds; not part of the trace.</summary>
    public required double WallMs { get; init; }

    /// <summary>Most memory the process had, in bytes; not part of the trace.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Bytes of images that devices asked for and came to run, confirmed: what all the traffic was for.
    /// 0 where nobody counted.</summary>
    public long UsefulBytes { get; init; }

    /// <summary>All that the scenario expects, whether or not it came true; empty where nobody listed it.</summary>
    public ImmutableArray<string> Expected { get; init; } = [];

    /// <summary>What the scenario expects and did not come true; empty where all did.</summary>
    public required ImmutableArray<string> Unmet { get; init; }

    /// <summary>Whether no invariant was violated and all expectations came true.</summary>
    public bool IsGood => Unmet.IsEmpty && Invariants.All(each => each.Violations.IsEmpty);
}

/// <summary>Something that the seed drew.</summary>
public sealed record DrawnValue(string Name, string Value);

/// <summary>Devices from <paramref name="First"/> (from 0), <paramref name="Count"/> of them, of a fleet of
/// <paramref name="Fleet"/>.</summary>
public sealed record DeviceRange(int First, int Count, int Fleet);

/// <summary>A release.</summary>
public sealed record FleetRelease(
    string Id, string Version, long ImageBytes, int SegmentBytes, int Segments, int Samples, BigInteger RewardWei,
    BigInteger LockedWei, BigInteger PaidWei, BigInteger ReclaimedWei);

/// <summary>A moment of the roll-out: devices so far that opened a session, got their package whole, got their key, run
/// the newest image of theirs confirmed, and rolled back or gave up; and deliveries paid.</summary>
public sealed record RolloutPoint(
    long AtMs, int Opened, int Staged, int Unlocked, int Confirmed, int Failed, int Paid);

/// <summary>Durations of one phase.</summary>
public sealed record PhaseStatistics(string Phase, TimeHistogram Times);

/// <summary>Traffic of one endpoint: bodies only, both ways, repeated ones included.</summary>
public sealed record EndpointTraffic(
    string Endpoint, long Requests, long Lost, long Refused, long BytesUp, long BytesDown);

/// <summary>A distributor. <paramref name="Behaviour"/> is what the scenario made of it.</summary>
public sealed record FleetDistributor(
    int Number, string Address, string Behaviour, long Sessions, int Paid, int LostToOthers, BigInteger EarnedWei,
    BigInteger FeesWei, long BytesServed, int Restarts);

/// <summary>Calls of one kind.</summary>
public sealed record CallCost(string Call, int Mined, int Reverted, int Deliveries, long Gas, BigInteger FeesWei);

/// <summary>How often something happened.</summary>
public sealed record FailureCount(string Cause, long Count);

/// <summary>An invariant: how often it looked, and what it found.</summary>
public sealed record InvariantResult(string Name, string Meaning, long Checks, ImmutableArray<Violation> Violations)
{
    /// <summary>What it looked at; empty where nobody counted.</summary>
    public ImmutableArray<SeenCount> Seen { get; init; } = [];

    /// <summary>What it looked at, in words; empty where nobody counted.</summary>
    public string Sight => string.Join(", ", Seen.Select(
        each => string.Create(CultureInfo.InvariantCulture, $"{each.Count:#,0} {each.What}")));
}

/// <summary>How much an invariant looked at of something, in its own words for it.</summary>
public sealed record SeenCount(string What, long Count);

/// <summary>A violated invariant.</summary>
public sealed record Violation(long AtMs, string What);

/// <summary>A prediction for one board: a whole update of one device.</summary>
public sealed record HardwareEstimate(
    string Board, double Seconds, double Joules, ImmutableArray<HardwareStep> Steps);

/// <summary>A part of the prediction.</summary>
public sealed record HardwareStep(string Step, double Seconds, double Joules, string Basis);
