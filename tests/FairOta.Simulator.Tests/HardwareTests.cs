using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using FairOta.Simulator.Devnet;
using FairOta.Simulator.Hardware;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>Predictions for boards, and what they rest on.</summary>
[TestClass]
public class HardwareTests
{
    /// <summary>As of the device cost bench: set to 1, the copy of its counts is written anew.</summary>
    private const string UpdateVariable = "FAIROTA_UPDATE_DEVICE_COST";

    private static readonly ReleaseShape Roomy = new(256 * 1024, 256, 32);

    private static readonly ImmutableArray<(string Scenario, ReleaseShape Shape)> Bench =
    [
        ("128 KiB, 48 samples", new(128 * 1024, 256, 48)),
        ("256 KiB", Roomy),
        ("32 KiB", new(32 * 1024, 128, 32)),
        ("64 KiB, 64 samples", new(64 * 1024, 128, 64)),
    ];

    [TestMethod]
    public void Instructions_OfTheProgram_AreThoseOfTheBench()
    {
        string counted = JsonSerializer.Serialize(Counted(), InstructionRow.Layout) + "\n";
        string file = Path.Combine(RepositoryRoot.Path, "simulator", "Hardware", "instructions.json");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1") File.WriteAllText(file, counted);
        Assert.AreEqual(
            counted, File.ReadAllText(file),
            $"The device cost bench counts otherwise. Run once with {UpdateVariable}=1, then build again.");
        Assert.AreEqual(counted, JsonSerializer.Serialize(InstructionRow.All, InstructionRow.Layout) + "\n");
    }

    /// <summary>Of the small stretches a larger share may be wrong; it is nothing of the whole.</summary>
    [TestMethod]
    public void Model_OfTheBenchsExchanges_IsOffByLittle()
    {
        foreach (InstructionRow row in InstructionRow.All)
        {
            double whole = row.Instructions.Values.Sum(), predicted = 0;
            foreach (string stretch in InstructionModel.Stretches)
            {
                double stretchs = InstructionModel.Counted.Predict(stretch, row.Shape);
                predicted += stretchs;
                Assert.AreEqual(
                    row.Instructions[stretch], stretchs, 0.01 * whole, $"{row.Scenario}, {stretch}");
                Assert.AreEqual(1, stretchs / row.Instructions[stretch], 0.05, $"{row.Scenario}, {stretch}");
            }

            Assert.AreEqual(1, predicted / whole, 0.01, row.Scenario);
        }
    }

    /// <summary>The exchange in the middle of the others, predicted by a model that does not know it.</summary>
    [TestMethod]
    public void Model_OfAnExchangeItDoesNotKnow_IsOffByLittle()
    {
        InstructionRow unknown = InstructionRow.All.Single(row => row.Samples == 48);
        InstructionModel model = InstructionModel.Fit([.. InstructionRow.All.Where(row => row != unknown)]);
        double counted = unknown.Instructions.Values.Sum();
        double predicted = InstructionModel.Stretches.Sum(stretch => model.Predict(stretch, unknown.Shape));
        Assert.AreEqual(1, predicted / counted, 0.03);
    }

    [TestMethod]
    public void Model_OfAnyRelease_GrowsWithSegmentsAndSamples()
    {
        foreach (string stretch in InstructionModel.Stretches)
        {
            double last = 0;
            foreach (ReleaseShape shape in new ReleaseShape[]
            {
                new(4_096, 16, 32), new(64 * 1024, 128, 32), Roomy, new(256 * 1024, 256, 64), new(1 << 20, 64, 64),
            })
            {
                double now = InstructionModel.Counted.Predict(stretch, shape);
                Assert.IsGreaterThan(0, now, stretch);
                Assert.IsGreaterThanOrEqualTo(last * (1 - 1e-9), now, stretch);
                last = now;
            }
        }
    }

    [TestMethod]
    [DataRow(262_144, 256, 32, 1_025, 65, 11)]
    [DataRow(32_768, 128, 32, 257, 9, 9)]
    [DataRow(1, 16, 64, 513, 3, 10)]
    public void Shape_OfARelease_IsThatOfTheProtocol(
        int image, int segment, int samples, int segments, int pieces, int levels)
    {
        ReleaseShape shape = new(image, segment, samples);
        Assert.AreEqual(segments, shape.Segments);
        Assert.AreEqual(pieces, shape.Pieces);
        Assert.AreEqual(levels, shape.Levels);
    }

    [TestMethod]
    public void Profiles_OfAllBoards_NameTheSourceOfEveryFigure()
    {
        Assert.HasCount(4, DeviceProfiles.All);
        foreach (DeviceProfile profile in DeviceProfiles.All)
        {
            Assert.HasCount(15, profile.Figures);
            foreach (var (name, figure) in profile.Figures)
            {
                Assert.IsGreaterThan(0, figure.Value, $"{profile.Board}, {name}");
                Assert.IsGreaterThan(5, figure.Source.Length, $"{profile.Board}, {name}");
                if (figure.Kind == FigureKind.Measured)
                    StringAssert.Contains(figure.Source, "datasheet", $"{profile.Board}, {name}");
            }

            Assert.AreEqual(FigureKind.Assumed, profile.InstructionRate.Kind);
        }
    }

    [TestMethod]
    public void Estimate_OfAnEsp32_AddsUpAndNamesItsBasis()
    {
        HardwareEstimate estimate =
            HardwareEstimates.For(DeviceProfiles.Esp32, Roomy, DeviceTraffic.Undisturbed(Roomy));
        Assert.AreEqual(estimate.Seconds, estimate.Steps.Sum(step => step.Seconds), 1e-9);
        Assert.AreEqual(estimate.Joules, estimate.Steps.Sum(step => step.Joules), 1e-9);
        double interpreted = estimate.Steps.Take(5).Sum(step => step.Seconds);
        double counted = InstructionRow.All.Single(row => row.Scenario == "256 KiB").Instructions.Values.Sum();
        Assert.AreEqual(1, interpreted * 500_000 / counted, 0.01);
        Assert.IsInRange(60, 180, estimate.Seconds);
        Assert.IsInRange(10, 60, estimate.Joules);
        foreach (HardwareStep step in estimate.Steps) StringAssert.Contains(step.Basis, "assumed");
    }

    [TestMethod]
    public void Estimate_OfASet_HasItsCheckOnNanoFrameworkAlone()
    {
        ReleaseShape small = new(32 * 1024, 128, 32);
        Assert.Contains("check the set", Steps(DeviceProfiles.Esp32, small));
        Assert.DoesNotContain("check the set", Steps(DeviceProfiles.MeadowF7, small));
        Assert.DoesNotContain("check the set", Steps(DeviceProfiles.Esp32, Roomy));
    }

    [TestMethod]
    public void Estimate_WithMoreTraffic_TakesMoreOfTheNetworkAlone()
    {
        FleetReport report = ReportExample.Draw();
        DeviceTraffic traffic = DeviceTraffic.Of(report);
        Assert.AreEqual(report.Traffic.Sum(each => each.Requests) / 2_000.0, traffic.Requests, 1e-9);
        HardwareEstimate few = HardwareEstimates.For(DeviceProfiles.Stm32F7, Roomy, traffic);
        HardwareEstimate many = HardwareEstimates.For(
            DeviceProfiles.Stm32F7, Roomy, traffic with { BytesDown = 2 * traffic.BytesDown });
        Assert.HasCount(4, HardwareEstimates.Of(report, DeviceProfiles.All));
        Assert.IsEmpty(HardwareEstimates.Of(report with { Releases = [] }, DeviceProfiles.All));
        foreach (var (one, other) in few.Steps.Zip(many.Steps))
        {
            if (one.Step == "network") Assert.IsGreaterThan(one.Seconds, other.Seconds);
            else Assert.AreEqual(one, other);
        }
    }

    private static IEnumerable<string> Steps(DeviceProfile profile, ReleaseShape shape) =>
        HardwareEstimates.For(profile, shape, DeviceTraffic.Undisturbed(shape)).Steps.Select(step => step.Step);

    /// <summary>The rows of the bench's baseline, without the sum of them.</summary>
    private static ImmutableArray<InstructionRow> Counted()
    {
        string baseline = Path.Combine(RepositoryRoot.Path, "tests", "FairOta.DeviceCost.Tests", "baseline.json");
        using JsonDocument counts = JsonDocument.Parse(File.ReadAllText(baseline));
        return
        [
            .. Bench.Select(each => new InstructionRow(
                each.Scenario, each.Shape.ImageBytes, each.Shape.SegmentBytes, each.Shape.Samples,
                counts.RootElement.GetProperty(each.Scenario).EnumerateArray()
                    .Where(row => row.GetProperty("Stretch").GetString() != "Total")
                    .ToImmutableSortedDictionary(
                        row => row.GetProperty("Stretch").GetString()!,
                        row => row.GetProperty("Instructions").GetInt64()))),
        ];
    }
}
