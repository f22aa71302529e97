using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class RolloutRulesTests
{
    private const long Now = Sample.Now;
    private static readonly ReleaseId Release = ReleaseId.Parse(new string('1', 64));

    private static readonly WaveRules Usual = new()
    {
        AdvanceAt = new Share(9000),
        LeastReports = 5,
        SoakSeconds = 100,
        StopAtShare = new Share(2000),
        LeastReportsToStop = 5,
    };

    private static readonly WaveProgress Canary = new(10, IsFunded: true);
    private static readonly WaveProgress Rest = new(100);

    [TestMethod]
    public void Next_NothingFunded_FundsTheFirstWave() =>
        Assert.AreEqual(0, Decide<RolloutDecision.Fund>(Plan(), Canary with { IsFunded = false }, Rest).Wave);

    [TestMethod]
    public void Next_BelowTheShare_WaitsAndSaysWhatIsMissing()
    {
        var wait = Decide<RolloutDecision.Wait>(Plan(), Canary with { Installed = 8 }, Rest);
        Assert.IsNull(wait.Until);
        Assert.AreEqual(
            "Wave rest is not due: 8 devices of wave canary reported success, 9 of 10 have to.", wait.Sentence);
    }

    [TestMethod]
    public void Next_FewReports_Waits()
    {
        RolloutPlan plan = Plan(Usual with { AdvanceAt = new Share(1000), LeastReports = 5 });
        var wait = Decide<RolloutDecision.Wait>(plan, Canary with { Installed = 4 }, Rest);
        Assert.AreEqual("Wave rest is not due: 4 devices of wave canary reported, 5 have to.", wait.Sentence);
    }

    [TestMethod]
    public void Next_MoreReportsWantedThanThereAreDevices_TakesThoseOfAll()
    {
        RolloutPlan plan = Plan(Usual with { LeastReports = 50, SoakSeconds = 0 });
        Decide<RolloutDecision.Wait>(plan, Canary with { Installed = 9 }, Rest);
        Decide<RolloutDecision.Fund>(plan, Canary with { Installed = 10 }, Rest);
    }

    [TestMethod]
    public void Next_GoodWave_SoaksAndThenTheNextIsFunded()
    {
        RolloutPlan plan = Plan();
        RolloutJournal journal = RolloutJournal.Of(Release, plan);
        WaveProgress good = Canary with { Installed = 9 };
        journal = RolloutRules.Note(plan, Seen(Now, good, Rest), journal);
        var wait = (RolloutDecision.Wait)RolloutRules.Next(plan, Seen(Now, good, Rest), journal);
        Assert.AreEqual(Now + 100, wait.Until);
        journal = RolloutRules.Note(plan, Seen(Now + 99, good, Rest), journal);
        Assert.IsInstanceOfType<RolloutDecision.Wait>(RolloutRules.Next(plan, Seen(Now + 99, good, Rest), journal));
        journal = RolloutRules.Note(plan, Seen(Now + 100, good, Rest), journal);
        Assert.AreEqual(
            new RolloutDecision.Fund(1, "Wave rest is due: wave canary passed."),
            RolloutRules.Next(plan, Seen(Now + 100, good, Rest), journal));
    }

    [TestMethod]
    public void Next_LateFailureWithinTheSoak_SoaksAnew()
    {
        RolloutPlan plan = Plan();
        WaveProgress good = Canary with { Installed = 9 }, worse = Canary with { Installed = 8, Failed = 1 };
        RolloutJournal journal = RolloutRules.Note(plan, Seen(Now, good, Rest), RolloutJournal.Of(Release, plan));
        journal = RolloutRules.Note(plan, Seen(Now + 50, worse, Rest), journal);
        Assert.IsNull(journal.Waves[0].PassedAt);
        good = worse with { Installed = 9 };
        journal = RolloutRules.Note(plan, Seen(Now + 60, good, Rest), journal);
        Assert.AreEqual(
            Now + 160, ((RolloutDecision.Wait)RolloutRules.Next(plan, Seen(Now + 60, good, Rest), journal)).Until);
    }

    [TestMethod]
    public void Next_PlanByHand_AsksWhetherOrNotTheWavePassed()
    {
        RolloutPlan plan = Plan(Usual with { SoakSeconds = 0 }, isByHand: true);
        var early = Decide<RolloutDecision.AskByHand>(plan, Canary with { Installed = 8 }, Rest);
        Assert.AreEqual((1, false), (early.Wave, early.IsPassed));
        Assert.IsTrue(Decide<RolloutDecision.AskByHand>(plan, Canary with { Installed = 9 }, Rest).IsPassed);
    }

    [TestMethod]
    public void Next_AgreedToByHand_FundsBelowTheShareThatWaveAndNoFurther()
    {
        RolloutPlan plan = Plan();
        RolloutJournal agreed = RolloutJournal.Of(Release, plan).Approve(1);
        Assert.AreEqual(1, ((RolloutDecision.Fund)RolloutRules.Next(plan, Seen(Now, Canary, Rest), agreed)).Wave);
        Assert.IsInstanceOfType<RolloutDecision.Wait>(
            RolloutRules.Next(plan, Seen(Now, Canary, Rest with { IsFunded = true }), agreed));
        Assert.ThrowsExactly<RolloutException>(() => agreed.Approve(2));
    }

    [TestMethod]
    public void Next_LastWavePassed_IsDone()
    {
        WaveProgress good = Canary with { Installed = 10 }, rest = Rest with { IsFunded = true, Installed = 89 };
        Decide<RolloutDecision.Wait>(Plan(), good, rest);
        Decide<RolloutDecision.Done>(Plan(), good, rest with { Installed = 90 });
    }

    [TestMethod]
    public void Next_FundingGoneFromTheChain_FundsThatWaveAgain()
    {
        RolloutPlan plan = Plan(Usual with { SoakSeconds = 0 });
        WaveProgress good = Canary with { Installed = 10 };
        Assert.AreEqual(1, Decide<RolloutDecision.Fund>(plan, good, Rest).Wave);
        Assert.AreEqual(0, Decide<RolloutDecision.Fund>(plan, good with { IsFunded = false }, Rest).Wave);
    }

    [TestMethod]
    public void Stop_AtTheFirstFailure_WhereOneFailureStops() => Assert.AreEqual(
        "1 of 1 devices that reported failed in wave canary of 10.",
        Decide<RolloutDecision.Stop>(
            Plan(Usual with { StopAtShare = null, StopAtFailures = 1 }), Canary with { Failed = 1 }, Rest).Sentence);

    [TestMethod]
    public void Stop_RefusedPackages_CountAsFailures() => Decide<RolloutDecision.Stop>(
        Plan(Usual with { StopAtFailures = 2 }), Canary with { Failed = 1, Refused = 1 }, Rest);

    [TestMethod]
    public void Stop_OneOfOneReports_DoesNotStopALargeWaveByShare()
    {
        WaveProgress good = Canary with { Installed = 10 }, rest = Rest with { IsFunded = true };
        Decide<RolloutDecision.Wait>(Plan(), good, rest with { Failed = 1 });
        Decide<RolloutDecision.Wait>(Plan(), good, rest with { Failed = 4 });
        Decide<RolloutDecision.Stop>(Plan(), good, rest with { Failed = 5 });
        Decide<RolloutDecision.Wait>(Plan(), good, rest with { Failed = 5, Installed = 21 });
        Decide<RolloutDecision.Stop>(Plan(), good, rest with { Failed = 5, Installed = 20 });
    }

    [TestMethod]
    public void Stop_ShareOfTheWaveFailed_StopsBeforeThereAreManyReports()
    {
        RolloutPlan plan = Plan(Usual with { AdvanceAt = new Share(5000), LeastReportsToStop = 1000 });
        Decide<RolloutDecision.Wait>(plan, Canary with { Failed = 1 }, Rest);
        Decide<RolloutDecision.Stop>(plan, Canary with { Failed = 2 }, Rest);
    }

    [TestMethod]
    public void Stop_WaveThatCannotPassAnyMore_Stops()
    {
        RolloutPlan plan = Plan(Usual with { StopAtShare = null, StopAtFailures = 100 });
        Decide<RolloutDecision.Wait>(plan, Canary with { Failed = 1 }, Rest);
        Assert.AreEqual(
            "2 devices failed in wave canary of 10: it cannot pass any more.",
            Decide<RolloutDecision.Stop>(plan, Canary with { Failed = 2 }, Rest).Sentence);
    }

    [TestMethod]
    public void Stop_LateFailuresInAnEarlierWave_StopAlso() => Decide<RolloutDecision.Stop>(
        Plan(), Canary with { Installed = 8, Failed = 2 }, Rest with { IsFunded = true, Installed = 90 });

    [TestMethod]
    public void Stop_Recalled_StopsWhateverIsReported()
    {
        RolloutPlan plan = Plan();
        RolloutSituation seen = Seen(Now, Canary with { Installed = 10 }, Rest) with { IsRecalled = true };
        RolloutJournal journal = RolloutRules.Note(plan, seen, RolloutJournal.Of(Release, plan));
        Assert.AreEqual(new RolloutDecision.Stop("The release is recalled."), RolloutRules.Next(plan, seen, journal));
    }

    [TestMethod]
    public void Stop_ClaimDeadlineNear_StopsWhileAWaveIsUnfunded()
    {
        RolloutPlan plan = Plan(Usual with { SoakSeconds = 0 });
        WaveProgress good = Canary with { Installed = 10 };
        RolloutSituation last = Seen(Now, good, Rest) with { FundUntil = Now }, late = last with { Now = Now + 1 };
        RolloutJournal journal = RolloutJournal.Of(Release, plan);
        Assert.IsNull(RolloutRules.Note(plan, last, journal).Stop);
        Assert.IsNotNull(RolloutRules.Note(plan, late, journal).Stop);
        RolloutSituation all = late with { Waves = [good, Rest with { IsFunded = true }] };
        Assert.IsNull(RolloutRules.Note(plan, all, journal).Stop);
    }

    [TestMethod]
    public void Stop_Stays_UntilSomebodyResumes()
    {
        RolloutPlan plan = Plan(Usual with { SoakSeconds = 0 });
        RolloutSituation bad = Seen(Now, Canary with { Failed = 2 }, Rest);
        RolloutJournal journal = RolloutRules.Note(plan, bad, RolloutJournal.Of(Release, plan));
        RolloutStop stop = journal.Stop!;
        RolloutSituation good = Seen(Now + 5, Canary with { Installed = 8, Failed = 2 }, Rest);
        journal = RolloutRules.Note(plan, good, journal);
        Assert.AreEqual(stop, journal.Stop);
        Assert.IsInstanceOfType<RolloutDecision.Stop>(RolloutRules.Next(plan, good, journal));
        Assert.ThrowsExactly<RolloutException>(() => journal.Approve(1));

        // The eight others pass without the two that are excused.
        journal = RolloutRules.Note(plan, good, journal.Resumed(good));
        Assert.IsInstanceOfType<RolloutDecision.Fund>(RolloutRules.Next(plan, good, journal));
        Assert.ThrowsExactly<RolloutException>(() => journal.Resumed(good));

        RolloutSituation again = Seen(Now + 6, Canary with { Installed = 6, Failed = 4 }, Rest);
        Assert.IsNotNull(RolloutRules.Note(plan, again, journal).Stop);
    }

    private static RolloutPlan Plan(WaveRules? rules = null, bool isByHand = false) => new(
        [
            new RolloutWave("canary", Sample.Fleet(10), rules ?? Usual),
            new RolloutWave("rest", Sample.Fleet(100, 11), rules ?? Usual),
        ],
        isByHand);

    private static RolloutSituation Seen(long now, params WaveProgress[] waves) => new([.. waves], now, Now + 1000);

    /// <summary>Decides about a roll-out that has seen nothing yet, and so noted nothing.</summary>
    private static T Decide<T>(RolloutPlan plan, params WaveProgress[] waves)
        where T : RolloutDecision
    {
        RolloutSituation seen = Seen(Now, waves);
        RolloutJournal journal = RolloutRules.Note(plan, seen, RolloutJournal.Of(Release, plan));
        RolloutDecision decision = RolloutRules.Next(plan, seen, journal);
        Assert.IsInstanceOfType<T>(decision, decision.Sentence);
        return (T)decision;
    }
}
