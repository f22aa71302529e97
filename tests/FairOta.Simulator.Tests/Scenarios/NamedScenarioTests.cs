using System.Linq;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>The named scenarios: each is good, and what its name says does happen.</summary>
[TestClass]
public sealed class NamedScenarioTests
{
    [TestMethod]
    public void Scenarios_All_HaveNamesMeaningsExpectationsAndKeepTheRules()
    {
        foreach (Scenario scenario in NamedScenarios.All)
        {
            Assert.IsEmpty(ScenarioRules.Errors(scenario), scenario.Name);
            Assert.IsFalse(scenario.Expects.IsEmpty, scenario.Name);
            Assert.AreSame(scenario, NamedScenarios.Find(scenario.Name, 1));
        }

        Assert.HasCount(NamedScenarios.Names.Length, NamedScenarios.Names.Distinct());
        Assert.IsNull(NamedScenarios.Find("no-such-scenario", 1));
    }

    [TestMethod]
    public void SmallFleet_IsGood_AndNothingGoesWrong()
    {
        Play play = Good("small-fleet", 8);
        Assert.AreEqual(8, play.Report.Releases[0].PaidWei / play.Report.Releases[0].RewardWei);
        Assert.IsTrue(play.Report.Faults.All(fault => fault.Cause == "healed"));
    }

    [TestMethod]
    public void FlakyNetwork_IsGood_ThoughAnswersGetLostAndPartsFallApart()
    {
        Play play = Good("flaky-network", 12);
        Assert.IsGreaterThan(0, play.Count("fault partition"));
        Assert.IsGreaterThan(20, play.CountWith("unreachable"));
        string[] kinds = ["partition", "no connection", "lost answer", "broken answer", "repeated request"];
        foreach (string kind in kinds)
            Assert.IsGreaterThan(0, Faults(play, kind), kind);
        Assert.IsGreaterThan(0, play.Count("notes SourceUnavailable") + play.Count("notes SessionLeft"));
    }

    [TestMethod]
    public void DishonestMajority_IsGood_ThoughRoguesGarbleAndClaim()
    {
        Play play = Good("dishonest-majority", 16);
        Assert.IsGreaterThan(0, play.Count("garbles"));
        Assert.IsGreaterThan(0, play.Count("notes DistributorBarred"));
        Assert.IsGreaterThan(0, play.Count("fault rogue claim"));
        Assert.IsGreaterThan(0, play.CountWith("Claim Mined"));
    }

    [TestMethod]
    public void PowerCutStorm_IsGood_ThoughPowerIsCutInAllThreeWays()
    {
        Play play = Good("power-cut-storm", 5);
        foreach (string way in new[] { "before", "torn", "after" })
            Assert.IsGreaterThan(0, play.Count($"fault power cut {way}"), way);
    }

    [TestMethod]
    public void ReorgStorm_IsGood_ThoughReservationsAreUndone()
    {
        Play play = Good("reorg-storm", 16);
        Assert.IsGreaterThan(20, play.Count("reorganises"));
        Assert.AreEqual(play.Count("reorganises"), Faults(play, "reorganisation"));
        Assert.IsGreaterThan(0, play.CountWith("call ", " Reorganised "));
    }

    [TestMethod]
    public void Congestion_IsGood_ThoughGasIsDear()
    {
        Play calm = Play.Run("small-fleet", 8), play = Good("congestion", 8);
        Assert.IsGreaterThan(PerGas(calm.Report) * 5, PerGas(play.Report));
    }

    [TestMethod]
    public void HostileBlocks_IsGood_ThoughRevealsAreCopied()
    {
        Play play = Good("hostile-blocks", 16);
        Assert.IsGreaterThan(4, Faults(play, "copied call"));
        Assert.IsGreaterThan(0, play.CountWith("copied Reveal Mined"));
        Assert.IsGreaterThan(0, play.CountWith(" Reveal Reverted UnknownReservation"));
    }

    [TestMethod]
    public void FailingNodes_IsGood_ThoughNodesAndSignersFail()
    {
        Play play = Good("failing-nodes", 16);
        string[] kinds = ["node outage", "node lagging", "node flipping", "signer failing"];
        foreach (string kind in kinds) Assert.IsGreaterThan(2, Faults(play, kind), kind);
    }

    [TestMethod]
    public void FlashCrowd_IsGood_AndTheSlowDistributorSlowsItDown()
    {
        Play play = Good("flash-crowd", 20);
        Assert.HasCount(20, play.Actors("starts"));
        Assert.IsGreaterThan(0, play.Report.Distributors.Single(d => d.Behaviour == "slow").BytesServed);
    }

    [TestMethod]
    public void VendorGone_IsGood_WithoutItsOriginAndWithCrashes()
    {
        Play play = Good("vendor-gone", 14);
        Assert.AreEqual(1, play.Count("fault vendor gone"));
        Assert.IsGreaterThan(0, play.Count("fault crash"));
    }

    [TestMethod]
    public void CrashingDistributors_AlsoBetweenBooksAndChain_ClaimWhatTheyServed()
    {
        Scenario scenario = NamedScenarios.Find("small-fleet")! with
        {
            Devices = 24,
            Distributors = [new Crew(Behaviour.Honest, 1), new Crew(Behaviour.Crashing, 3)],
        };
        Play play = Good(scenario, seed: 4);
        Assert.IsGreaterThan(0, Faults(play, "crash"));
        Assert.IsGreaterThan(0, Faults(play, "crash before sending"));
        Assert.IsGreaterThan(0, Faults(play, "crash after sending"));
        Assert.AreEqual(4, play.CountWith("call ", " Announce Mined"));
    }

    [TestMethod]
    public void StagedRollout_OfAGoodImage_FundsEveryWave()
    {
        Play play = Good("staged-rollout-good", 12);
        Assert.AreEqual(2, play.CountWith("AddTranche Mined"));
        Assert.AreEqual(1, play.Count("decides Every wave is funded, and wave wave-2 passed."));
    }

    [TestMethod]
    public void StagedRollout_OfABadImage_StopsItselfAtTheFirstWave()
    {
        Play play = Good("staged-rollout-bad-image", 20);
        Assert.AreEqual(0, play.CountWith("AddTranche"));
        Assert.HasCount(2, play.Actors("completes"));
        Assert.AreEqual(play.Report.Releases[0].RewardWei * 2, play.Report.Releases[0].LockedWei);
    }

    [TestMethod]
    public void Superseded_IsGood_ThoughSomeAlreadyRunWhatIsTakenBack()
    {
        Play play = Good("superseded", 14);
        Assert.HasCount(2, play.Report.Releases);
        Assert.AreEqual(1, play.Count("funds"));
        Assert.IsGreaterThan(14, play.Count("confirms"));
        Assert.IsTrue(play.Report.Releases.All(release => !release.PaidWei.IsZero));
    }

    [TestMethod]
    public void CheatingDevices_AreNotPaidFor_AndHonestOnesAreServed()
    {
        Play play = Good("cheating-devices", 16);
        Assert.IsLessThan(16, (int)(play.Report.Releases[0].PaidWei / play.Report.Releases[0].RewardWei));
        Assert.IsGreaterThan(
            play.Report.Releases[0].PaidWei / play.Report.Releases[0].RewardWei, play.Report.Rollout[^1].Opened);
    }

    [TestMethod]
    public void ColludingDevices_HaveLessThanThePackageTogether() => Good("colluding-devices", 24);

    [TestMethod]
    public void OddDevices_AreServed_ThoughTheyRestartAndForget()
    {
        Play play = Good("odd-devices", 16);
        Assert.IsGreaterThan(0, play.Count("fault bit rot"));
        Assert.IsGreaterThan(0, play.Count("fault reboot"));
    }

    [TestMethod]
    public void RestoredDistributors_ServeOn_WithBooksThatAreOlderThanTheirAnswers()
    {
        Play play = Good("restored-distributors", 16);
        Assert.IsGreaterThan(2, play.Count("fault restored from backup"));
        Assert.IsGreaterThan(2, play.Report.Distributors.Sum(each => each.Restarts));
    }

    private static long Faults(Play play, string kind) =>
        play.Report.Faults.SingleOrDefault(fault => fault.Cause == kind)?.Count ?? 0;

    private static Play Good(string name, int devices) => Good(NamedScenarios.Find(name)! with { Devices = devices });

    private static Play Good(Scenario scenario, ulong seed = 1)
    {
        Play play = Play.Run(scenario, seed);
        Assert.IsNull(ReportOptions.Verdict(play.Report));
        FleetReportRules.Require(play.Report);
        return play;
    }

    private static double PerGas(FleetReport report) =>
        (double)report.Calls.Aggregate(System.Numerics.BigInteger.Zero, (sum, call) => sum + call.FeesWei)
        / report.Calls.Sum(call => call.Gas);
}
