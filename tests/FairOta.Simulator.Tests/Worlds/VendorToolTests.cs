using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Tests.Checks;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Worlds;

/// <summary>A vendor's tool that dies as it pays goes on when it is started again, and nothing is paid twice.</summary>
[TestClass]
public sealed class VendorToolTests
{
    [TestMethod]
    [DataRow("Now")]
    [DataRow("BeforeSending")]
    [DataRow("AfterSending")]
    public void Tool_DiesOnceAtEachTranche_PaysEachOnce(string point)
    {
        HashSet<string> died = [];
        List<Happening> seen = [];
        Scenario scenario = CheckedWorld.Small with
        {
            Waves = [0.5],
            WaveRules = new WaveMix { SoakMinutes = 0 },
            Expects = [Expectation.AllWavesPass],
        };
        FleetWorld? ended = null;
        CheckedWorld.Run(
            scenario, 1, setting => setting with { Parallelism = 1 },
            world =>
            {
                ended = world;
                world.Vendor.Mishap = call =>
                    died.Add(call.GetType().Name) ? System.Enum.Parse<CrashPoint>(point) : null;
            },
            [new Meddler(seen.Add)]);

        CollectionAssert.AreEquivalent(new[] { nameof(CreateRelease), nameof(AddTranche) }, died.ToArray());
        foreach (string call in died)
        {
            Assert.AreEqual(
                1, seen.OfType<CallEnded>().Count(each => each.Call == call && each.Fate == TransactionFate.Mined));
        }

        Assert.HasCount(2, ended!.View.Find(ended.Release.Id)!.Tranches);
        Assert.IsEmpty(Expectations.Unmet(ended));
    }
}
