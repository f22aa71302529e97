using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FairOta.Simulator.Hardware;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Tests;

/// <summary>Reports as a fleet could have left them, drawn from a seed: all tests of reports look at these.</summary>
internal static class ReportExample
{
    private static readonly string[] Kinds =
        ["honest", "honest", "honest", "greedy", "garbling", "withholding", "lying", "slow", "crashing"];

    private static readonly (string Name, double MedianMs, double Spread)[] Phases =
    [
        ("Discovery", 900, 0.6), ("Opening", 450, 0.5), ("Download", 14_000, 0.8), ("Challenge", 2_300, 0.5),
        ("Key", 95_000, 0.9), ("Unsealing", 1_400, 0.2), ("Repair", 6_000, 1.2), ("Installation", 600, 0.2),
        ("Trial", 20_000, 0.3), ("Idle", 3_600_000, 0.1), ("Report", 800, 0.7),
    ];

    private static readonly string[] Endpoints =
    [
        "GET segments", "GET manifest", "POST sessions", "POST challenge", "POST receipt", "GET key", "POST repair",
        "GET distributors", "POST reports",
    ];

    /// <summary>The report of devices <paramref name="first"/> on, <paramref name="count"/> of
    /// <paramref name="fleet"/>.</summary>
    public static FleetReport Draw(
        string scenario = "flaky network", int seed = 7, int first = 0, int count = 2_000, int fleet = 2_000,
        int distributors = 12)
    {
        Random random = new((seed * 7919) + first);
        double[] ends =
        [
            .. Enumerable.Range(0, count)
                .Select(_ => 120_000 + (1_500_000 * Math.Exp(0.6 * Normal(random)))).Order(),
        ];
        int failed = count / 160;
        ImmutableArray<RolloutPoint> rollout = Rollout(ends, failed);
        BigInteger reward = BigInteger.Pow(10, 13) * 4;
        int paid = rollout[^1].Paid;
        return new FleetReport
        {
            Scenario = scenario,
            Seed = (ulong)seed,
            Commit = "b804f6f0c2a94d7e8a3bb1f0d5e6a7c8b9d0e1f2",
            Chain = "memory",
            Replay = Invariant(
                $"dotnet run --project simulator -- run '{scenario}' --seed {seed} --devices {fleet} --chain memory"),
            Drawn =
            [
                new("devices", Invariant($"{fleet}")), new("distributors", Invariant($"{distributors}")),
                new("latency", "35 ms to 900 ms"), new("loss", "4.1 %"), new("duplication", "1.2 %"),
                new("partition", "2 of 14 min"), new("image", "256 KiB"), new("samples", "32"),
                new("block time", "12 s"), new("reorg depth", "3"), new("power cuts", "1 in 900 writes"),
                new("bit rot", "1 in 4,000,000"),
            ],
            Devices = new DeviceRange(first, count, fleet),
            Releases =
            [
                new("0x5f3c9a0e6b1d48277c3e", "2.0.0.0", 262_144, 256, 1025, 32, reward,
                    reward * count, reward * paid, reward * (count - paid)),
            ],
            Rollout = rollout,
            Phases =
            [
                .. Phases.Select(phase => new PhaseStatistics(
                    phase.Name,
                    Histogram(phase.Name == "Repair" ? count / 40 : count, random, phase.MedianMs, phase.Spread))),
            ],
            Traffic =
            [
                .. Endpoints.Select((endpoint, i) => new EndpointTraffic(
                    endpoint, count * (i == 0 ? 24L : 3), count / 12, count / 50,
                    i == 0 ? count * 900L : count * 260L, i == 0 ? count * 281_000L : count * (5_000L / (i + 1)))),
            ],
            Distributors = [.. Distributors(distributors, paid, reward, new Random(seed), random)],
            Calls =
            [
                new("createRelease", 1, 0, 0, 120_038, Gwei(120_038)),
                new("claim", paid / 90, 4, paid * 4 / 5, paid * 22_000L, Gwei(paid * 22_000L)),
                new("reserve", paid / 300, 1, paid / 5, paid * 2_600L, Gwei(paid * 2_600L)),
                new("reveal", paid / 300, 0, paid / 5, paid * 3_100L, Gwei(paid * 3_100L)),
                new("announce", 12, 0, 0, 700_000, Gwei(700_000)),
            ],
            Failures =
            [
                new("SourceUnavailable", count * 2L), new("ChallengeRefused", count / 6),
                new("LeafDiffers", count / 20), new("ReceiptLapsed", count / 90), new("TrialFailed", failed),
            ],
            Faults =
            [
                .. new FailureCount[]
                {
                    new("request lost", count * 3L), new("request repeated", count), new("power cut", count / 4),
                    new("torn write", count / 9), new("flipped bit", count / 200), new("block reorganised", 11),
                    new("distributor restarted", 7),
                }.OrderByDescending(fault => fault.Count),
            ],
            Invariants =
            [
                new("money is conserved", "Every wei locked is paid, reclaimed or still there.", 1_204 + count, []),
                new("no payment without a delivery", "What is paid opens after repair.", paid, []),
                new("no image before its key", "No slot holds the image of a package that is locked.", count * 9L, []),
                new("no older image survives", "A confirmed image is never replaced by an older one.", count, []),
                new("all honest devices finish", "Once the world healed, all end in time.", 1, []),
            ],
            Hardware =
            [
                .. DeviceProfiles.All.Select(profile => HardwareEstimates.For(
                    profile, new ReleaseShape(262_144, 256, 32), new DeviceTraffic(100, 287_000 + (count % 7), 3_240))),
            ],
            TraceHash = Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())).PadRight(64, 'a'),
            Events = count * 120L,
            VirtualMs = rollout[^1].AtMs + 3_600_000,
            WallMs = count * 11.5,
            PeakBytes = 180_000_000 + (count * 3_900L),
            UsefulBytes = 262_144L * rollout[^1].Confirmed,
            Expected = ["99 % of honest devices run 2.0.0.0", "nobody pays twice"],
            Unmet = [],
        };
    }

    /// <summary>One in which two things went wrong.</summary>
    public static FleetReport Bad()
    {
        FleetReport report = Draw("dishonest majority", seed: 11, count: 1_000, fleet: 1_000, distributors: 30);
        InvariantResult broken = report.Invariants[1] with
        {
            Violations =
            [
                .. Enumerable.Range(0, 23).Select(i => new Violation(
                    60_000 + (i * 1_000), Invariant($"device {i * 31} paid for a package that stayed shut"))),
            ],
        };
        return report with
        {
            Invariants = report.Invariants.SetItem(1, broken),
            Unmet = [report.Expected[0]],
        };
    }

    private static ImmutableArray<RolloutPoint> Rollout(double[] ends, int failed)
    {
        int count = ends.Length;
        return
        [
            .. Enumerable.Range(1, 400)
                .Select(step => (long)(ends[^1] * step / 400))
                .Select(at => new RolloutPoint(
                    at, By(ends, at + 700_000), By(ends, at + 420_000), By(ends, at + 90_000),
                    Math.Min(By(ends, at), count - failed), Math.Min(failed, By(ends, at - 900_000) / 90),
                    By(ends, at + 60_000))),
        ];
    }

    private static int By(double[] ends, double at)
    {
        int index = Array.BinarySearch(ends, at);
        return index >= 0 ? index + 1 : ~index;
    }

    private static IEnumerable<FleetDistributor> Distributors(
        int count, int paid, BigInteger reward, Random kinds, Random random)
    {
        for (int i = 0; i < count; i++)
        {
            string kind = Kinds[kinds.Next(Kinds.Length)];
            byte[] address = new byte[20];
            kinds.NextBytes(address);
            int share = kind switch
            {
                "honest" => paid * (60 + random.Next(60)) / (100 * count),
                "greedy" or "slow" or "crashing" => paid * (20 + random.Next(30)) / (100 * count),
                _ => paid * random.Next(6) / (100 * count),
            };
            yield return new FleetDistributor(
                i, "0x" + Convert.ToHexStringLower(address), kind, share * 6L / 5, share, share / 14, reward * share,
                Gwei(25_000L * (share + 3)), share * 281_000L, kind == "crashing" ? 4 : 0);
        }
    }

    private static TimeHistogram Histogram(int count, Random random, double medianMs, double spread)
    {
        double[] times = [.. Enumerable.Range(0, count).Select(_ => medianMs * Math.Exp(spread * Normal(random)))];
        long[] buckets = new long[times.Max(TimeHistogram.BucketOf) + 1];
        foreach (double time in times) buckets[TimeHistogram.BucketOf(time)]++;
        return new TimeHistogram([.. buckets], times.Sum(), times.Max());
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static BigInteger Gwei(long gas) => new BigInteger(gas) * 120_000_000;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
