using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>Reports of shards, joined.</summary>
[TestClass]
public class MergeTests
{
    private static readonly FleetReport[] Shards =
    [
        ReportExample.Draw(first: 0, count: 400, fleet: 1_000),
        ReportExample.Draw(first: 400, count: 350, fleet: 1_000),
        ReportExample.Draw(first: 750, count: 250, fleet: 1_000),
    ];

    [TestMethod]
    public void Join_OfAllShards_AddsWhatTheyCount()
    {
        FleetReport joined = FleetReports.Join(Shards);
        Assert.AreEqual(new DeviceRange(0, 1_000, 1_000), joined.Devices);
        Assert.AreEqual(Shards.Sum(shard => shard.Events), joined.Events);
        Assert.AreEqual(Shards.Sum(shard => shard.UsefulBytes), joined.UsefulBytes);
        Assert.AreEqual(Shards.Max(shard => shard.WallMs), joined.WallMs);
        Assert.AreEqual(
            Sum(Shards, shard => shard.Releases[0].PaidWei), joined.Releases.Single().PaidWei);
        Assert.AreEqual(Shards.Sum(shard => shard.Traffic[0].BytesDown), joined.Traffic[0].BytesDown);
        Assert.AreEqual(Shards.Sum(shard => shard.Calls[1].Gas), joined.Calls[1].Gas);
        Assert.AreEqual(Shards.Sum(shard => shard.Invariants[0].Checks), joined.Invariants[0].Checks);
        Assert.AreEqual(Shards.Sum(shard => shard.Phases[4].Times.Count), joined.Phases[4].Times.Count);
        Assert.AreEqual(Shards.Max(shard => shard.Phases[4].Times.MaxMs), joined.Phases[4].Times.MaxMs);
        foreach (string cause in Shards[0].Failures.Select(each => each.Cause))
            Assert.AreEqual(Shards.Sum(shard => Count(shard, cause)), Count(joined, cause));
        Assert.IsTrue(joined.IsGood);
    }

    [TestMethod]
    public void Join_OfDistributors_IsByAddress()
    {
        FleetReport joined = FleetReports.Join(Shards);
        Assert.HasCount(12, joined.Distributors);
        foreach (FleetDistributor distributor in joined.Distributors)
        {
            FleetDistributor[] same =
            [
                .. Shards.SelectMany(shard => shard.Distributors)
                    .Where(each => each.Address == distributor.Address),
            ];
            Assert.HasCount(3, same);
            Assert.AreEqual(same.Sum(each => each.Paid), distributor.Paid);
            Assert.AreEqual(Sum(same, each => each.EarnedWei), distributor.EarnedWei);
            Assert.AreEqual(Sum(same, each => each.FeesWei), distributor.FeesWei);
        }
    }

    [TestMethod]
    public void Join_OfCurves_IsTheirSumAtEveryMoment()
    {
        FleetReport joined = FleetReports.Join(Shards);
        foreach (RolloutPoint point in joined.Rollout)
        {
            RolloutPoint[] parts = [.. Shards.Select(shard => shard.Rollout.LastOrDefault(
                each => each.AtMs <= point.AtMs) ?? new RolloutPoint(0, 0, 0, 0, 0, 0, 0))];
            Assert.AreEqual(parts.Sum(part => part.Opened), point.Opened);
            Assert.AreEqual(parts.Sum(part => part.Confirmed), point.Confirmed);
            Assert.AreEqual(parts.Sum(part => part.Paid), point.Paid);
        }

        Assert.AreEqual(Shards.Sum(shard => shard.Rollout[^1].Confirmed), joined.Rollout[^1].Confirmed);
    }

    [TestMethod]
    public void Join_InAnyOrder_IsTheSame() => CollectionAssert.AreEqual(
        FleetReportJson.ToBytes([FleetReports.Join(Shards)]),
        FleetReportJson.ToBytes([FleetReports.Join([Shards[2], Shards[0], Shards[1]])]));

    [TestMethod]
    public void Join_OfTheWhole_IsTheWhole()
    {
        FleetReport whole = ReportExample.Bad();
        CollectionAssert.AreEqual(
            FleetReportJson.ToBytes([whole]), FleetReportJson.ToBytes([FleetReports.Join([whole])]));
    }

    [TestMethod]
    public void Join_WithAShardThatIsBad_IsBadAndSaysWhich()
    {
        FleetReport[] shards = [.. Shards];
        shards[1] = shards[1] with
        {
            Unmet = ["all confirm"],
            Invariants = shards[1].Invariants.SetItem(
                0, shards[1].Invariants[0] with { Violations = [new Violation(7, "a wei is missing")] }),
        };
        FleetReport joined = FleetReports.Join(shards);
        Assert.IsFalse(joined.IsGood);
        Assert.AreEqual("devices 400 to 749: all confirm", joined.Unmet.Single());
        Assert.AreEqual("a wei is missing", joined.Invariants[0].Violations.Single().What);
    }

    [TestMethod]
    public void Join_OfPredictions_WeighsThemByDevices()
    {
        FleetReport[] shards =
        [
            .. Shards.Select((shard, i) => shard with
            {
                Hardware = [new("ESP32", i, 10 * i, [new("radio", i, 10 * i, "b")])],
            }),
        ];
        HardwareEstimate joined = FleetReports.Join(shards).Hardware.Single();
        Assert.AreEqual(0.85, joined.Seconds, 1e-9);
        Assert.AreEqual(8.5, joined.Steps.Single().Joules, 1e-9);
    }

    private static IEnumerable<(string Says, Func<FleetReport, FleetReport> Alter)> Alterations =>
    [
        ("scenario", shard => shard with { Scenario = "other" }),
        ("seed", shard => shard with { Seed = 8 }),
        ("commit", shard => shard with { Commit = "0000" }),
        ("chain", shard => shard with { Chain = "evm" }),
        ("fleet", shard => shard with { Devices = shard.Devices with { Fleet = 1_001 } }),
        ("drawn", shard => shard with { Drawn = shard.Drawn[1..] }),
        ("loss", shard => shard with
        {
            Drawn = shard.Drawn.Replace(new DrawnValue("loss", "4.1 %"), new DrawnValue("loss", "5 %")),
        }),
        ("expectations", shard => shard with { Expected = [] }),
        ("release", shard => shard with { Releases = [shard.Releases[0] with { Id = "0x00" }] }),
        ("shape", shard => shard with { Releases = [shard.Releases[0] with { Samples = 31 }] }),
        ("releases", shard => shard with { Releases = [] }),
        ("behaviour", shard => shard with
        {
            Distributors = shard.Distributors.SetItem(0, shard.Distributors[0] with { Behaviour = "odd" }),
        }),
        ("meaning", shard => shard with
        {
            Invariants = shard.Invariants.SetItem(0, shard.Invariants[0] with { Meaning = "odd" }),
        }),
        ("boards", shard => shard with { Hardware = [] }),
        ("Device 399", shard => shard with { Devices = new DeviceRange(399, 351, 1_000) }),
        ("Devices 400 to 400", shard => shard with { Devices = new DeviceRange(401, 349, 1_000) }),
        ("Device 750", shard => shard with { Devices = new DeviceRange(400, 351, 1_000) }),
        ("Device 0", shard => shard with { Devices = new DeviceRange(0, 350, 1_000) }),
    ];

    [TestMethod]
    public void Join_OfShardsThatDoNotBelongTogether_IsRefused()
    {
        foreach (var (says, alter) in Alterations)
        {
            ReportException refused = Assert.ThrowsExactly<ReportException>(
                () => FleetReports.Join([Shards[0], alter(Shards[1]), Shards[2]]), says);
            StringAssert.Contains(refused.Message, says);
        }
    }

    [TestMethod]
    public void Join_WithoutTheLastShard_IsRefused()
    {
        ReportException refused =
            Assert.ThrowsExactly<ReportException>(() => FleetReports.Join([Shards[0], Shards[1]]));
        StringAssert.Contains(refused.Message, "Devices 750 to 999");
        Assert.ThrowsExactly<ReportException>(() => FleetReports.Join([]));
    }

    [TestMethod]
    public async Task Merge_OfFiles_WritesEveryForm()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string[] files = [.. Shards.Select((shard, i) => Save(folder, $"shard-{i}.json", shard))];
            string joined = Path.Combine(folder.FullName, "out", "report.json");
            string html = Path.Combine(folder.FullName, "report.html"), junit = Path.Combine(folder.FullName, "j.xml");
            Assert.AreEqual(ExitCodes.Success, await SimulatorCommand.RunAsync(["merge", .. files, "--out", joined]));
            Assert.AreEqual(ExitCodes.Success, await SimulatorCommand.RunAsync(
                ["report", joined, "--html", html, "--junit", junit]));
            Assert.AreEqual(1_000, FleetReportJson.Read(new FileInfo(joined)).Single().Devices.Count);
            string again = Path.Combine(folder.FullName, "again.json");
            Assert.AreEqual(
                ExitCodes.Success, await SimulatorCommand.RunAsync(["merge", folder.FullName, "--out", again]));
            CollectionAssert.AreEqual(await File.ReadAllBytesAsync(joined), await File.ReadAllBytesAsync(again));
            StringAssert.Contains(await File.ReadAllTextAsync(html), "1,000 devices");
            StringAssert.Contains(await File.ReadAllTextAsync(junit), "testsuite");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task Merge_OfFilesThatDoNotSuit_FailsAsBadInputAndWritesNothing()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string first = Save(folder, "0.json", Shards[0]);
            string two = Save(folder, "1.json", Shards[1], Shards[2]);
            string result = Path.Combine(folder.FullName, "report.json");
            string[][] unsuitable = [[first], [first, two], [first, "/no/such/file"], [first, first]];
            foreach (string[] files in unsuitable)
            {
                Assert.AreEqual(
                    ExitCodes.BadInput, await SimulatorCommand.RunAsync(["merge", .. files, "--out", result]));
            }

            Assert.AreEqual(
                ExitCodes.BadInput, await SimulatorCommand.RunAsync(["merge", folder.FullName, "--out", result]));
            Assert.IsFalse(File.Exists(result));
            Assert.AreEqual(ExitCodes.BadInput, await SimulatorCommand.RunAsync(["merge", first]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task Report_OfABadRun_EndsAsTheRunDid()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            FleetReport bad = ReportExample.Bad();
            string violated = Save(folder, "v.json", bad);
            string unmet = Save(folder, "u.json", bad with { Invariants = [] });
            Assert.AreEqual(ExitCodes.Violated, await SimulatorCommand.RunAsync(["report", violated]));
            Assert.AreEqual(ExitCodes.Unmet, await SimulatorCommand.RunAsync(["report", unmet]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Save(DirectoryInfo folder, string name, params FleetReport[] reports)
    {
        FileInfo file = new(Path.Combine(folder.FullName, name));
        FleetReportJson.Write(file, [.. reports]);
        return file.FullName;
    }

    private static long Count(FleetReport report, string cause) =>
        report.Failures.Single(each => each.Cause == cause).Count;

    private static BigInteger Sum<T>(IEnumerable<T> all, Func<T, BigInteger> amount) =>
        all.Aggregate(BigInteger.Zero, (sum, each) => sum + amount(each));
}
