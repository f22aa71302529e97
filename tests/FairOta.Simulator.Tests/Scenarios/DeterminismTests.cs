using FairOta.Simulator.Chain;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>One seed comes to the same, line by line, whatever runs it.</summary>
[TestClass]
public sealed class DeterminismTests
{
    /// <summary>Something of every kind.</summary>
    private static Scenario Everything => new()
    {
        Name = "everything",
        Meaning = "Something of every kind.",
        Devices = 6,
        Distributors =
        [
            new Crew(Behaviour.Honest, 1), new Crew(Behaviour.Withholding, 1), new Crew(Behaviour.Garbling, 1),
            new Crew(Behaviour.Lying, 1), new Crew(Behaviour.Crashing, 1), new Crew(Behaviour.Restored, 1),
        ],
        Weather = new Weather { JitterMs = 300, LostAnswers = 0.05, Duplicates = 0.1, BrokenAnswers = 0.05 },
        Mix = new DeviceMix { PowerCuts = 0.3, Clones = 0.2, WithoutClock = 0.3, RotPerHour = 2, RebootsPerHour = 1 },
        Chain = new ChainMix { BlocksPerReorganisation = 20, Depth = 4, Order = BlockOrder.Adversarial },
        Nodes = new NodeMix
        {
            MinutesPerOutage = 20,
            MinutesPerLag = 15,
            MinutesPerFlip = 15,
            MinutesPerSignerFailure = 20,
            MostMinutes = 8,
        },
        Waves = [0.3],
        MinutesPerPartition = 15,
        WakeMinutes = 20,
        HealMinutes = 60,
        MostHours = 3,
    };

    [TestMethod]
    public void Seed_WithOneThreadAndWithTwo_ComesToTheSameTrace() =>
        Assert.IsNull(Determinism.Check(new FleetSetting(Everything, 7)));

    [TestMethod]
    public void Seed_Twice_ComesToTheSameReport()
    {
        Scenario scenario = NamedScenarios.All[0] with { Devices = 4 };
        FleetReport one = Play.Run(scenario).Report, other = Play.Run(scenario).Report;
        Assert.AreEqual(one.TraceHash, other.TraceHash);
        Assert.AreEqual(one.Events, other.Events);
        Assert.AreNotEqual(one.TraceHash, Play.Run(scenario, seed: 2).Report.TraceHash);
    }

    [TestMethod]
    public void Compare_OfTwoSeeds_TellsTheFirstLineThatDiffers()
    {
        Scenario scenario = NamedScenarios.All[0] with { Devices = 2, HealMinutes = 1, MostHours = 1 };
        string? difference = Determinism.Compare(
            new FleetSetting(scenario, 1) { Parallelism = 1 }, new FleetSetting(scenario, 2) { Parallelism = 1 });
        Assert.IsNotNull(difference);
        StringAssert.StartsWith(difference, "Line ");
        StringAssert.Contains(difference, "in the first run");
    }
}
