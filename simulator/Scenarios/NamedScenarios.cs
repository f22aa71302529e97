using System.Collections.Immutable;
using System.Linq;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>The scenarios that have a name.</summary>
internal static class NamedScenarios
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        new()
        {
            Name = "small-fleet",
            Meaning = "Everybody keeps the protocol, and nothing goes wrong.",
        },
        new()
        {
            Name = "flaky-network",
            Meaning = "Requests and answers get lost, break off and come twice, and parts of the network fall apart.",
            Weather = new Weather
            {
                LatencyMs = 80, JitterMs = 400, NoConnection = 0.1, LostAnswers = 0.05, BrokenAnswers = 0.1,
                Duplicates = 0.05, BytesPerSecond = 20_000,
            },
            MinutesPerPartition = 20,
        },
        new()
        {
            Name = "dishonest-majority",
            Meaning = "Of eight distributors six garble, withhold or lie, and rewards are taken for garbled packages.",
            Distributors =
            [
                new Crew(Behaviour.Garbling, 2), new Crew(Behaviour.Withholding, 2), new Crew(Behaviour.Lying, 2),
                new Crew(Behaviour.Honest, 1), new Crew(Behaviour.Greedy, 1),
            ],
            Devices = 24,
            MostHours = 144,
        },
        new()
        {
            Name = "power-cut-storm",
            Meaning = "Every device loses power again and again: before, amid and after what it writes.",
            Devices = 10,
            Mix = new DeviceMix { PowerCuts = 1, OperationsPerCut = 300 },
            WakeMinutes = 30,
            HealMinutes = 60,
        },
        new()
        {
            Name = "reorg-storm",
            Meaning = "Blocks are replaced by others all the time, a few at once.",
            Chain = new ChainMix { BlocksPerReorganisation = 12, Depth = 6, Order = BlockOrder.Shuffled },
        },
        new()
        {
            Name = "congestion",
            Meaning = "Strangers want twenty times the gas there is, and fees go up tenfold.",
            Chain = new ChainMix { Demand = 20, Order = BlockOrder.Shuffled },
        },
        new()
        {
            Name = "hostile-blocks",
            Meaning = "Whoever makes blocks lets the last come first, and copies what claimers send.",
            Distributors = [new Crew(Behaviour.Honest, 3), new Crew(Behaviour.Withholding, 1)],
            Chain = new ChainMix { Order = BlockOrder.Adversarial },
        },
        new()
        {
            Name = "failing-nodes",
            Meaning = "Nodes of vendor and distributors fail, fall behind and contradict each other; signers refuse.",
            Nodes = new NodeMix
            {
                MinutesPerOutage = 30,
                MinutesPerLag = 20,
                MinutesPerFlip = 20,
                MinutesPerSignerFailure = 30,
            },
        },
        new()
        {
            Name = "flash-crowd",
            Meaning = "The whole fleet wakes up in the same minute, upon distributors of whom one is slow.",
            Devices = 60,
            Distributors = [new Crew(Behaviour.Honest, 2), new Crew(Behaviour.Slow, 1)],
            WakeMinutes = 1,
        },
        new()
        {
            Name = "vendor-gone",
            Meaning = "The vendor's server is gone before half of the fleet woke up, and distributors crash.",
            Distributors = [new Crew(Behaviour.Honest, 2), new Crew(Behaviour.Crashing, 1)],
            VendorGoneMinutes = 30,
            WakeMinutes = 90,
        },
        new()
        {
            Name = "staged-rollout-bad-image",
            Meaning = "An image that works nowhere goes out in waves, and the roll-out stops itself at the first.",
            Devices = 30,
            Waves = [0.1, 0.3],
            IsBadImage = true,
            Expects = [Expectation.FirstWaveAloneTries],
        },
        new()
        {
            Name = "staged-rollout-good",
            Meaning = "An image goes out in waves, each funded on the word of the one before it.",
            Devices = 30,
            Waves = [0.1, 0.3],
            Mix = new DeviceMix { RebootsPerHour = 0.2 },
            IsVendorCrashing = true,
            // A device that asks after its wave was funded and before a distributor has the list goes to the origin.
            LeastPaidShare = 0.8,
            Expects = [Expectation.HonestDevicesRun, Expectation.DeliveriesPaid, Expectation.AllWavesPass],
        },
        new()
        {
            Name = "superseded",
            Meaning = "A newer release comes while the first is under way, and the first is taken back.",
            Devices = 30,
            Distributors = [new Crew(Behaviour.Honest, 2), new Crew(Behaviour.Crashing, 1)],
            NewerReleaseMinutes = 30,
            IsRecalled = true,
            IsVendorCrashing = true,
            Expects = [Expectation.HonestDevicesRun, Expectation.DeliveriesPaid, Expectation.RecallHolds],
        },
        new()
        {
            Name = "colluding-devices",
            Meaning = "Devices take samples, put them together and sign no receipt.",
            Devices = 40,
            SegmentBytes = 64,
            Mix = new DeviceMix { FreeRiders = 0.25 },
            Credit = 8,
            Expects = [Expectation.HonestDevicesRun, Expectation.DeliveriesPaid, Expectation.PoolOpensNothing],
        },
        new()
        {
            Name = "cheating-devices",
            Meaning = "Devices keep receipts to themselves, and devices with one key race each other for one reward.",
            Mix = new DeviceMix { FreeRiders = 0.15, Clones = 0.25 },
        },
        new()
        {
            Name = "odd-devices",
            Meaning = "Devices have no clock, a wrong clock or little storage, restart, and their flash forgets.",
            Mix = new DeviceMix
            {
                WithoutClock = 0.25, WrongClock = 0.25, LittleStorage = 0.15, RotPerHour = 4, RebootsPerHour = 3,
            },
        },
        new()
        {
            Name = "restored-distributors",
            Meaning = "Distributors are put back to books from a backup while devices are in the midst of sessions.",
            Distributors = [new Crew(Behaviour.Restored, 3), new Crew(Behaviour.Lazy, 1)],
        },
    ];

    /// <summary>The names, in that order, and the one whose configuration follows from the seed.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(each => each.Name), Exploration.Name];

    /// <summary>The scenario of that name; null if there is none.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">What the configuration of <see cref="Exploration"/> follows from.</param>
    public static Scenario? Find(string name, ulong seed = 1) =>
        name == Exploration.Name ? Exploration.Draw(seed) : All.FirstOrDefault(each => each.Name == name);
}
