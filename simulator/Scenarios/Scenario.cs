using System.Collections.Immutable;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>A kind of distributor.</summary>
internal enum Behaviour
{
    /// <summary>Keeps the protocol.</summary>
    Honest,

    /// <summary>Keeps the protocol, and neither repairs nor gives anything away that it need not.</summary>
    Greedy,

    /// <summary>Serves, and reserves as late as its receipts allow.</summary>
    Lazy,

    /// <summary>Serves false segments among the right ones.</summary>
    Garbling,

    /// <summary>Takes receipts and never shows a key.</summary>
    Withholding,

    /// <summary>Answers falsely: manifests, commitments, samples, times.</summary>
    Lying,

    /// <summary>Serves slower than a device bears.</summary>
    Slow,

    /// <summary>Its process dies and starts again, over and over.</summary>
    Crashing,

    /// <summary>Its process is started again with books from a backup.</summary>
    Restored,
}

/// <summary>Distributors of one kind.</summary>
internal sealed record Crew(Behaviour Behaviour, int Count);

/// <summary>Something that a scenario expects beside the invariants.</summary>
internal enum Expectation
{
    /// <summary>Every honest device runs the newest image that was not taken back.</summary>
    HonestDevicesRun,

    /// <summary>The staged roll-out stopped itself, and nobody outside the first wave ever held the image.</summary>
    FirstWaveAloneTries,

    /// <summary>Every wave of the staged roll-out was funded, and the last one passed.</summary>
    AllWavesPass,

    /// <summary>Distributors learn that the first release was taken back, and open no more sessions for it.</summary>
    RecallHolds,

    /// <summary>All samples that were shown for no receipt, put together, are less than the package.</summary>
    PoolOpensNothing,

    /// <summary>A share of the honest devices with a right clock that run the newest image got it by a delivery that
    /// was paid for, and not whole from an origin, on which a device that cannot tell the time may depend.</summary>
    DeliveriesPaid,
}

/// <summary>What the devices are like. Shares are from 0 to 1.</summary>
internal sealed record DeviceMix
{
    /// <summary>Devices that lose power, again and again until the world heals.</summary>
    public double PowerCuts { get; init; }

    /// <summary>Their mean number of durable operations between two cuts.</summary>
    public double OperationsPerCut { get; init; } = 200;

    /// <summary>Devices that keep their receipts to themselves.</summary>
    public double FreeRiders { get; init; }

    /// <summary>Devices whose key another device has as well.</summary>
    public double Clones { get; init; }

    /// <summary>Devices without a clock.</summary>
    public double WithoutClock { get; init; }

    /// <summary>Devices whose clock is wrong by up to ten days.</summary>
    public double WrongClock { get; init; }

    /// <summary>Devices whose staging is too small for the package.</summary>
    public double LittleStorage { get; init; }

    /// <summary>How often bits of a staged package rot, by the hour and device.</summary>
    public double RotPerHour { get; init; }

    /// <summary>How often somebody switches a device off and on again, by the hour and device.</summary>
    public double RebootsPerHour { get; init; }
}

/// <summary>What the chain is like until the world heals.</summary>
internal sealed record ChainMix
{
    /// <summary>Mean blocks between two reorganisations; null for none.</summary>
    public double? BlocksPerReorganisation { get; init; }

    /// <summary>Most blocks that one replaces.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>Share of each block's gas that strangers want: gas comes to cost twice that share of what it costs at
    /// first, so 0.5 is calm and 5 is dear.</summary>
    public double Demand { get; init; } = 0.5;

    /// <summary>In which order blocks take transactions up. An adversary who makes them also copies what claimers
    /// send.</summary>
    public BlockOrder Order { get; init; }
}

/// <summary>Trouble between the vendor and each distributor and their nodes and signers, until the world
/// heals.</summary>
internal sealed record NodeMix
{
    /// <summary>Mean minutes between two times when a node answers nothing; null for none.</summary>
    public double? MinutesPerOutage { get; init; }

    /// <summary>Mean minutes between two times when a node is behind; null for none.</summary>
    public double? MinutesPerLag { get; init; }

    /// <summary>Mean minutes between two times when a node that is behind answers every other request; null for
    /// none.</summary>
    public double? MinutesPerFlip { get; init; }

    /// <summary>Mean minutes between two times when an account cannot sign; null for none.</summary>
    public double? MinutesPerSignerFailure { get; init; }

    /// <summary>Longest that one of these lasts, in minutes.</summary>
    public double MostMinutes { get; init; } = 20;

    /// <summary>Most blocks by which a node is behind.</summary>
    public int MostBlocks { get; init; } = 8;

    /// <summary>Whether none of it ever happens.</summary>
    internal bool IsCalm => this is
    {
        MinutesPerOutage: null, MinutesPerLag: null, MinutesPerFlip: null, MinutesPerSignerFailure: null,
    };

    /// <summary>Blocks by which some node may be behind; 0 where none ever is.</summary>
    internal int MostBehind => MinutesPerLag is null && MinutesPerFlip is null ? 0 : MostBlocks;
}

/// <summary>When a wave of a staged roll-out passes, and when the roll-out stops.</summary>
internal sealed record WaveMix
{
    /// <summary>The share of a wave's devices that must report success, above 0 and at most 1.</summary>
    public double AdvanceAt { get; init; } = 0.9;

    /// <summary>So many failures stop the roll-out; at least 1.</summary>
    public int StopAtFailures { get; init; } = 2;

    /// <summary>Minutes for which a wave must have been good.</summary>
    public int SoakMinutes { get; init; } = 60;
}

/// <summary>A whole network and its trouble: data, from which a seed makes a world.</summary>
internal sealed record Scenario
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about, in a sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>Devices of the fleet.</summary>
    public int Devices { get; init; } = 40;

    /// <summary>Bytes of the image.</summary>
    public int ImageBytes { get; init; } = 16 * 1024;

    /// <summary>Bytes of a segment; null for what suits the image.</summary>
    public int? SegmentBytes { get; init; }

    /// <summary>The distributors.</summary>
    public ImmutableArray<Crew> Distributors { get; init; } = [new Crew(Behaviour.Honest, 3)];

    /// <summary>What the network is like until the world heals.</summary>
    public Weather Weather { get; init; } = Weather.Fair;

    /// <summary>What the devices are like.</summary>
    public DeviceMix Mix { get; init; } = new();

    /// <summary>What the chain is like.</summary>
    public ChainMix Chain { get; init; } = new();

    /// <summary>What the vendor's and the distributors' nodes are like.</summary>
    public NodeMix Nodes { get; init; } = new();

    /// <summary>Over how many minutes the devices wake up for the first time.</summary>
    public int WakeMinutes { get; init; } = 60;

    /// <summary>Mean minutes between two partitions of a part of the devices, or of a distributor, from a host; null
    /// for none.</summary>
    public double? MinutesPerPartition { get; init; }

    /// <summary>Minutes after which the vendor's origin is gone; null where it stays.</summary>
    public int? VendorGoneMinutes { get; init; }

    /// <summary>Minutes after which the vendor publishes a second release to the whole fleet; null for never.</summary>
    public int? NewerReleaseMinutes { get; init; }

    /// <summary>Whether the vendor takes the first release back then.</summary>
    public bool IsRecalled { get; init; }

    /// <summary>Minutes after which all trouble ends, but that of bad distributors and devices.</summary>
    public int HealMinutes { get; init; } = 240;

    /// <summary>Hours within which every honest device must be done, from the beginning.</summary>
    public int MostHours { get; init; } = 72;

    /// <summary>Waves by shares of the fleet, each of which is funded once those before it reported success; empty to
    /// fund everybody at once.</summary>
    public ImmutableArray<double> Waves { get; init; } = [];

    /// <summary>When these waves pass, and when they stop the roll-out.</summary>
    public WaveMix WaveRules { get; init; } = new();

    /// <summary>Whether the vendor's tool dies again and again as it pays: before it writes down what it sends, before
    /// it sends, and after.</summary>
    public bool IsVendorCrashing { get; init; }

    /// <summary>Whether the image does not work on any device.</summary>
    public bool IsBadImage { get; init; }

    /// <summary>Answered challenges that a release may owe each distributor.</summary>
    public int Credit { get; init; } = 256;

    /// <summary>Bytes that each distributor has for packages and fleet lists; null for more than it needs.</summary>
    public long? RoomBytes { get; init; }

    /// <summary>Of honest devices with a right clock that run the newest image, the share that got it by a paid
    /// delivery at least.</summary>
    public double LeastPaidShare { get; init; } = 0.95;

    /// <summary>What it expects beside the invariants.</summary>
    public ImmutableArray<Expectation> Expects { get; init; } =
        [Expectation.HonestDevicesRun, Expectation.DeliveriesPaid];
}
