using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Checks;

[TestClass]
public sealed class SilenceTests
{
    [TestMethod]
    public void Invariants_HonestWorld_AllLookAndNoneFires() =>
        CheckedWorld.AssertSilent(CheckedWorld.Run(CheckedWorld.Small));

    [TestMethod]
    [DataRow(1UL)]
    [DataRow(2UL)]
    public void Invariants_StormOfTrouble_NoneFires(ulong seed)
    {
        Scenario storm = CheckedWorld.Small with
        {
            Devices = 14,
            Distributors =
            [
                new Crew(Behaviour.Honest, 2), new Crew(Behaviour.Garbling, 1), new Crew(Behaviour.Crashing, 1),
                new Crew(Behaviour.Restored, 1),
            ],
            Weather = new Weather
            {
                LatencyMs = 60,
                JitterMs = 200,
                NoConnection = 0.05,
                LostAnswers = 0.05,
                BrokenAnswers = 0.05,
                Duplicates = 0.05,
            },
            Mix = new DeviceMix
            {
                PowerCuts = 0.3,
                OperationsPerCut = 300,
                FreeRiders = 0.1,
                WithoutClock = 0.2,
                RotPerHour = 0.5,
            },
            Chain = new ChainMix { BlocksPerReorganisation = 25, Depth = 4 },
        };
        CheckedWorld.AssertSilent(CheckedWorld.Run(storm, seed));
    }

    [TestMethod]
    public void Invariants_BadImage_NoneFires() =>
        CheckedWorld.AssertSilent(CheckedWorld.Run(
            CheckedWorld.Small with { Devices = 4, IsBadImage = true, MostHours = 6 }));
}
