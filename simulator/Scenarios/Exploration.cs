using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>Whole configurations, drawn from a seed: the scenario that is called <see cref="Name"/>.</summary>
/// <remarks>What is drawn together is what PROTOCOL.md promises to survive: there always is one honest distributor, and
/// where the vendor's server goes away no device depends on it alone.</remarks>
internal static class Exploration
{
    /// <summary>Its name.</summary>
    public const string Name = "explore";

    private const int HoursPerRogue = 30;
    private static readonly Behaviour[] Kinds = Enum.GetValues<Behaviour>();

    /// <summary>The configuration of a seed.</summary>
    public static Scenario Draw(ulong seed)
    {
        SimRandom random = new(seed, Name);
        bool isStaged = random.Chance(0.25);
        bool isBad = isStaged && random.Chance(0.4);
        bool isGone = !isStaged && random.Chance(0.25);
        // From a stream of its own, so that what older seeds draw stays.
        SimRandom newer = random.Fork("newer");
        bool isNewer = !isStaged && !isGone && newer.Chance(0.25);
        ImmutableArray<Crew> crews = Crews(random);
        int rogues = crews.Where(crew => crew.Behaviour is not (Behaviour.Honest or Behaviour.Greedy))
            .Sum(crew => crew.Count);
        return new Scenario
        {
            Name = Name,
            Meaning = "Whatever the seed says.",
            Devices = (int)random.Between(5, random.Chance(0.2) ? 60 : 20),
            ImageBytes = (int)random.Between(1, 48 * 1024),
            SegmentBytes = random.Chance(0.3) ? 16 * (int)random.Between(1, 32) : null,
            Distributors = crews,
            Weather = random.Chance(0.6) ? Bad(random) : Weather.Fair,
            Mix = Mix(random, isStaged, isGone),
            Chain = Chain(random),
            Nodes = Nodes(random.Fork("nodes")),
            WakeMinutes = (int)random.Between(0, 180),
            MinutesPerPartition = random.Chance(0.3) ? random.Between(5, 60) : null,
            VendorGoneMinutes = isGone ? (int)random.Between(0, 120) : null,
            NewerReleaseMinutes = isNewer ? (int)newer.Between(5, 120) : null,
            IsRecalled = isNewer && newer.Chance(0.5),
            IsVendorCrashing = random.Fork("vendor").Chance(0.3),
            HealMinutes = (int)random.Between(60, 360),
            MostHours = 96 + HoursPerRogue * rogues,
            Waves = isStaged
                ? [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => 0.05 + 0.2 * random.NextDouble())]
                : [],
            WaveRules = new WaveMix
            {
                AdvanceAt = 0.5 + 0.5 * random.NextDouble(),
                StopAtFailures = 1,
                SoakMinutes = random.Next(120),
            },
            IsBadImage = isBad,
            Credit = (int)random.Between(16, 256),
            LeastPaidShare = 0.7,
            Expects = isBad ? [Expectation.FirstWaveAloneTries]
                : isStaged ? [Expectation.HonestDevicesRun, Expectation.DeliveriesPaid, Expectation.AllWavesPass]
                : [Expectation.HonestDevicesRun, Expectation.DeliveriesPaid],
        };
    }

    private static ImmutableArray<Crew> Crews(SimRandom random)
    {
        SortedDictionary<Behaviour, int> counts = new() { [Behaviour.Honest] = 1 };
        for (int left = random.Next(7); left > 0; left--)
        {
            Behaviour kind = Kinds[random.Next(Kinds.Length)];
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return [.. counts.Select(each => new Crew(each.Key, each.Value))];
    }

    private static Weather Bad(SimRandom random) => new()
    {
        LatencyMs = random.Between(SimWorld.LeastDelayMs, 300),
        JitterMs = random.Between(0, 800),
        NoConnection = 0.25 * random.NextDouble(),
        LostAnswers = Some(random, 0.1),
        BrokenAnswers = Some(random, 0.15),
        Duplicates = Some(random, 0.1),
        BytesPerSecond = random.Between(2_000, 200_000),
    };

    /// <summary>Devices that keep the protocol alone where waves wait for them. Where the origin is gone, none with a
    /// wrong clock, which depend on it, and none without, to which three others have to tell the time.</summary>
    private static DeviceMix Mix(SimRandom random, bool isStaged, bool isGone) => new()
    {
        PowerCuts = Some(random, 1),
        OperationsPerCut = random.Between(30, 1000),
        FreeRiders = isStaged ? 0 : Some(random, 0.3),
        Clones = isStaged ? 0 : Some(random, 0.3),
        WithoutClock = isGone ? 0 : Some(random, 0.5),
        WrongClock = isStaged || isGone ? 0 : Some(random, 0.5),
        LittleStorage = isStaged ? 0 : Some(random, 0.3),
        RotPerHour = Some(random, 1),
        RebootsPerHour = Some(random, 2),
    };

    private static ChainMix Chain(SimRandom random) => new()
    {
        BlocksPerReorganisation = random.Chance(0.4) ? random.Between(5, 200) : null,
        Depth = (int)random.Between(1, 8),
        Demand = random.Chance(0.3) ? Math.Pow(10, 1.3 * random.NextDouble()) : 0.5,
        Order = (random.Chance(0.5), random.Fork("order").Chance(0.25)) switch
        {
            (_, true) => BlockOrder.Adversarial,
            (true, _) => BlockOrder.Shuffled,
            _ => BlockOrder.ByTip,
        },
    };

    /// <summary>From a stream of its own, so that what older seeds draw stays.</summary>
    private static NodeMix Nodes(SimRandom random) => random.Chance(0.5) ? new NodeMix() : new NodeMix
    {
        MinutesPerOutage = Now(random),
        MinutesPerLag = Now(random),
        MinutesPerFlip = Now(random),
        MinutesPerSignerFailure = Now(random),
        MostMinutes = random.Between(1, 30),
        MostBlocks = (int)random.Between(1, 40),
    };

    private static double? Now(SimRandom random) => random.Chance(0.5) ? random.Between(10, 60) : null;

    /// <summary>Nothing more often than not, else up to that much.</summary>
    private static double Some(SimRandom random, double most) => random.Chance(0.6) ? 0 : most * random.NextDouble();
}
