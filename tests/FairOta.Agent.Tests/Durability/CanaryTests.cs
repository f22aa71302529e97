using System;
using System.Linq;
using FairOta.Agent.Tests.Durability.Canaries;
using FairOta.Agent.Tests.Durability.Invariants;
using FairOta.Platforms.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// Devices with a bad part. Each has to make the invariant fire that it breaks, so that silence means something.
/// </summary>
[TestClass]
public class CanaryTests
{
    [TestMethod]
    public void AlwaysStarts_StoreWithOneCopy_Fires() => Expect<AlwaysStarts>(
        Scenarios.Update, Parts.Torn() with { State = s => new SingleCopyStore(s) });

    [TestMethod]
    public void RunsTheOldOrTheNewImage_SlotThatOverwritesTheRunningImage_Fires() => Expect<RunsTheOldOrTheNewImage>(
        Scenarios.Update, Parts.Torn() with { Loader = OverwritingSlot.Start });

    [TestMethod]
    public void FinishesTheUpdate_StoreThatForgetsTheRelease_Fires() => Expect<FinishesTheUpdate>(
        Scenarios.Update, Forgets(RecordNames.Release), from: _ => false);

    [TestMethod]
    public void SignsForOneDistributorAtATime_StoreThatForgetsEverything_Fires() =>
        Expect<SignsForOneDistributorAtATime>(Scenarios.Withheld, Parts.Torn() with
        {
            State = s => new ForgetfulStore(new RecordStore(s, TestRelease.Symmetric), _ => true),
        }, from: rig => rig.History.OfType<Signed>().Any());

    [TestMethod]
    public void NeverCountsDown_StoreThatAcknowledgesBeforeItWrites_Fires() =>
        Expect<NeverCountsDown>(Scenarios.Update, Lazy());

    [TestMethod]
    public void NeverCountsDown_StoreThatForgetsTrust_Fires() =>
        Expect<NeverCountsDown>(Scenarios.Withheld, Forgets(RecordNames.Trust));

    [TestMethod]
    public void FetchesNothingTwice_StoreThatForgetsTheDownload_Fires() =>
        Expect<FetchesNothingTwice>(Scenarios.Update, Forgets(RecordNames.Download));

    [TestMethod]
    public void NumbersNoTwoSessionsAlike_StoreThatForgetsTrust_Fires() =>
        Expect<NumbersNoTwoSessionsAlike>(Scenarios.Cheat, Forgets(RecordNames.Trust));

    [TestMethod]
    public void NeverReturnsToACheat_StoreThatForgetsTheRelease_Fires() => Expect<NeverReturnsToACheat>(
        Scenarios.Cheat, Forgets(RecordNames.Release), from: rig => rig.History.OfType<Barred>().Any());

    [TestMethod]
    public void TellsHowItEnded_StoreThatForgetsReports_Fires() =>
        Expect<TellsHowItEnded>(Scenarios.Update, Forgets(RecordNames.Reports));

    private static Parts Lazy() => Parts.Torn() with
    {
        State = s => new LazyStore(new RecordStore(s, TestRelease.Symmetric)),
    };

    private static Parts Forgets(string record) => Parts.Torn() with
    {
        State = s => new ForgetfulStore(new RecordStore(s, TestRelease.Symmetric), name => name == record),
    };

    private static void Expect<T>(Scenario scenario, Parts parts, Func<Rig, bool>? from = null)
        where T : Invariant
    {
        Exploration all = new(scenario, parts) { From = from ?? (_ => true), Until = v => v.Invariant is T };
        all.CutEverywhere();
        Assert.IsTrue(
            all.Violations.Any(v => v.Invariant is T),
            typeof(T).Name + " did not fire: " + string.Join('\n', all.Violations));
    }
}
