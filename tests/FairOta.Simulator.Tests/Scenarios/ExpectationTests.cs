using System.Linq;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>Every expectation of a scenario can fail.</summary>
[TestClass]
public sealed class ExpectationTests
{
    [TestMethod]
    public void HonestDevicesRun_WhereNobodyServes_IsUnmet() => AssertUnmet(
        Named("small-fleet") with
        {
            Devices = 3,
            MostHours = 2,
            HealMinutes = 60,
            VendorGoneMinutes = 0,
            Distributors = [new Crew(Behaviour.Withholding, 1)],
        },
        "3 honest devices do not run the image after 2 hours.");

    [TestMethod]
    public void FirstWaveAloneTries_WithoutWaves_IsUnmet() => AssertUnmet(
        Named("staged-rollout-bad-image") with { Devices = 4, Waves = [], HealMinutes = 60, MostHours = 2 },
        "The roll-out did not stop itself.");

    [TestMethod]
    public void FirstWaveAloneTries_WhereWavesPassUnjudged_IsUnmet()
    {
        // The image is good, so each wave passes: the first is not alone.
        FleetReport report = Run(Named("staged-rollout-bad-image") with
        {
            Devices = 4,
            IsBadImage = false,
            Waves = [0.25],
            WaveRules = new WaveMix { SoakMinutes = 0 },
            WakeMinutes = 5,
            HealMinutes = 60,
            MostHours = 4,
        });
        Assert.Contains("3 devices beside the first 1 tried the image.", report.Unmet);
    }

    [TestMethod]
    public void AllWavesPass_WhereOneFailureStops_IsUnmet() => AssertUnmet(
        Named("staged-rollout-good") with
        {
            Devices = 4,
            IsBadImage = true,
            Waves = [0.25],
            WaveRules = new WaveMix { StopAtFailures = 1 },
            WakeMinutes = 5,
            HealMinutes = 60,
            MostHours = 4,
        },
        "The roll-out is not done: 1 of 1 devices that reported failed in wave wave-0 of 1.");

    [TestMethod]
    public void RecallHolds_WhereNothingIsTakenBack_IsUnmet() => AssertUnmet(
        Named("superseded") with { Devices = 2, IsRecalled = false, WakeMinutes = 5, HealMinutes = 60, MostHours = 4 },
        "Not every distributor knows that the release was taken back.");

    [TestMethod]
    public void Calm_WithAnyTroubleOnTheWayToARecall_IsNot()
    {
        Scenario calm = Named("superseded");
        Assert.IsTrue(Expectations.IsCalm(calm));
        Scenario[] troubled =
        [
            calm with { MinutesPerPartition = 20 },
            calm with { VendorGoneMinutes = 40 },
            calm with { Weather = Weather.Fair with { NoConnection = 0.1 } },
            calm with { Weather = Weather.Fair with { LostAnswers = 0.1 } },
            calm with { Weather = Weather.Fair with { BrokenAnswers = 0.1 } },
            calm with { Nodes = new NodeMix { MinutesPerOutage = 30 } },
            calm with { Nodes = new NodeMix { MinutesPerLag = 30 } },
            calm with { Nodes = new NodeMix { MinutesPerFlip = 30 } },
            calm with { Nodes = new NodeMix { MinutesPerSignerFailure = 30 } },
        ];
        foreach (Scenario scenario in troubled) Assert.IsFalse(Expectations.IsCalm(scenario), scenario.ToString());
    }

    [TestMethod]
    public void PoolOpensNothing_WhereCreditIsLargeAndMostCollude_IsUnmet() => AssertUnmet(
        Named("colluding-devices") with
        {
            Devices = 100,
            Credit = 1000,
            Mix = new DeviceMix { FreeRiders = 1 },
            WakeMinutes = 1,
            Expects = [Expectation.PoolOpensNothing],
            MostHours = 2,
            HealMinutes = 60,
        },
        "Samples shown for no receipt make up all 257 segments.");

    [TestMethod]
    public void DeliveriesPaid_WhereDistributorsShowNoKeyAndAllUseTheOrigin_IsUnmet()
    {
        Scenario scenario = Named("staged-rollout-good") with
        {
            Devices = 4,
            Waves = [0.25],
            WaveRules = new WaveMix { SoakMinutes = 0 },
            WakeMinutes = 5,
            HealMinutes = 60,
            MostHours = 240,
            Distributors = [new Crew(Behaviour.Withholding, 2)],
            Mix = new DeviceMix(),
        };
        FleetReport report = ScenarioRun.Run(
            new FleetSetting(scenario, 1) { Parallelism = 1, MakeHost = Withhold }, "again");
        CollectionAssert.AreEqual(
            new[] { "Of 4 honest devices with a clock 0 got the image by a paid delivery, less than 80%." },
            report.Unmet.ToArray());
    }

    [TestMethod]
    public void Expectations_OfEveryScenario_AreSentences()
    {
        foreach (Scenario scenario in NamedScenarios.All)
            Assert.IsTrue(Expectations.Of(scenario).All(each => each.EndsWith('.')), scenario.Name);
    }

    /// <summary>Not even at the last minute.</summary>
    private static SimHost Withhold(FleetWorld world, Behaviour behaviour, int number, string name)
    {
        SimHost made = Crews.Make(world, behaviour, number, name);
        ((SimRogue)made).Claims = static (_, _) => null;
        return made;
    }

    private static Scenario Named(string name) => NamedScenarios.Find(name, 1)!;

    private static FleetReport Run(Scenario scenario) =>
        ScenarioRun.Run(new FleetSetting(scenario, 1) { Parallelism = 1 }, "again");

    private static void AssertUnmet(Scenario scenario, string sentence)
    {
        FleetReport report = Run(scenario);
        Assert.Contains(sentence, report.Unmet, string.Join(' ', report.Unmet));
        Assert.IsFalse(report.IsGood);
        Assert.AreNotEqual(ExitCodes.Success, FleetReportFiles.ExitCode([report]));
    }
}
