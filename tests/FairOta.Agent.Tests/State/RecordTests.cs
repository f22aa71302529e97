using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.State;

[TestClass]
public class RecordTests
{
    private static readonly byte[] Word = TestRelease.Seeded("word");

    [TestMethod]
    public void Trust_EveryField_ComesBack()
    {
        TestRelease release = new(
            "2.0.0.0", m => m.ManifestKeys = [TestRelease.Compressed(TestRelease.OtherManifestKey)]);
        TrustState trust = TrustState.Initial(new TestDevice(World.Honest(release)).Board);
        trust.Accept(release.Manifest);
        trust.Rotate(release.Manifest);
        trust.Install(release.Manifest);
        trust.Fail(Word);
        trust.Accept(release.Manifest);
        trust.Bindings.Add(new Binding(Word, Word, 77));
        trust.NextOpenCounter();

        TrustState back = TrustState.Parse(trust.Encode());

        CollectionAssert.AreEqual(trust.Encode(), back.Encode());
        Assert.AreEqual("2.0.0.0", back.InstalledVersion.ToString());
        Assert.IsTrue(back.IsBarred(Word));
        Assert.AreEqual(2u, back.NextOpenCounter());
        Assert.IsTrue(back.HasBinding(Word));
    }

    [TestMethod]
    public void Trust_MoreFailedReleasesThanAreKept_ForgetsTheOldest()
    {
        TrustState trust = TrustState.Initial(new TestDevice(World.Honest(new("2.0.0.0"))).Board);
        for (int i = 0; i <= AgentLimits.BarredReleases; i++)
            trust.Fail(TestRelease.Seeded("release " + i));
        Assert.IsFalse(trust.IsBarred(TestRelease.Seeded("release 0")));
        Assert.HasCount(AgentLimits.BarredReleases, TrustState.Parse(trust.Encode()).BarredReleases.ToArray());
    }

    [TestMethod]
    public void Trust_Damaged_IsNotReplacedByTheFactorys()
    {
        TestDevice device = new(World.Honest(new("2.0.0.0")));
        device.State.Save(RecordNames.Trust, [1, 2, 3]);
        Assert.ThrowsExactly<ProtocolException>(() => device.Trust);
    }

    [TestMethod]
    public void Release_EveryField_ComesBack()
    {
        ReleaseState state = new(Word) { Session = new SessionState(Word[..20], "http://a.example") };
        state.Session.Stage = SessionStage.Signed;
        state.Session.Digest = Word;
        state.Session.SegmentsDigest = Word;
        state.Session.ValidUntil = 5;
        state.Session.WaitedSeconds = 6;
        state.Session.FailedTrials = 1;
        state.Remember(Word[..20], "http://b.example").Barred = true;
        state.Remember(Word[..20], "http://c.example").Lapsed = true;
        state.Remember(Word[..20], "http://d.example").OpenCounter = 8;
        state.Remember(Word[..20], "http://d.example").OpenBoundUntil = 9;

        ReleaseState back = ReleaseState.Parse(state.Encode());

        CollectionAssert.AreEqual(state.Encode(), back.Encode());
        Assert.IsTrue(back.Find(Word[..20], "http://b.example")!.Barred);
        Assert.AreEqual(SessionStage.Signed, back.Session!.Stage);
    }

    [TestMethod]
    public void Samples_EveryField_ComesBack()
    {
        Samples samples = new(Word, [3, 9]);
        for (int i = 0; i < 2; i++)
        {
            Scalar evaluation = new();
            evaluation.SetUInt((uint)i + 7);
            samples.SetEvaluation(i, evaluation.ToBytes());
        }

        Samples back = Samples.Parse(samples.Encode());

        CollectionAssert.AreEqual(samples.Encode(), back.Encode());
        Scalar seven = new();
        seven.SetUInt(7);
        Assert.IsTrue(back.Evaluations()[0].EqualTo(seven));
    }

    [TestMethod]
    public void Samples_EvaluationNotBelowTheOrder_AreRefused()
    {
        Samples samples = new(Word, [3]);
        samples.SetEvaluation(0, [.. Enumerable.Repeat((byte)0xFF, 32)]);
        Assert.ThrowsExactly<ProtocolException>(() => Samples.Parse(samples.Encode()));
    }

    [TestMethod]
    public void Download_OfAnotherSession_BeginsAnew()
    {
        TestRelease release = new("2.0.0.0");
        PowerSupply power = new();
        MemoryStateStore store = new(power);
        Journal journal = new(store, new TestDevice(World.Honest(release)).Board);
        journal.BeginRelease(release.Manifest);
        journal.Release!.Session = new SessionState(null, "http://o.example") { Digest = Word };
        journal.SaveDownload(new DownloadState(TestRelease.Seeded("other")) { Count = 9 });
        Assert.AreEqual(0, journal.LoadDownload().Count);
    }

    [TestMethod]
    [DataRow(RecordNames.Manifest)]
    [DataRow(RecordNames.Release)]
    [DataRow(RecordNames.Offer)]
    [DataRow(RecordNames.Download)]
    [DataRow(RecordNames.Samples)]
    [DataRow(RecordNames.Reports)]
    public void Journal_RecordTheStoreFindsDamaged_IsAsGoodAsNone(string name)
    {
        TestRelease release = new("2.0.0.0");
        World world = World.Honest(release);
        TestDevice device = new(world);
        Assert.IsTrue(device.RunUntil(_ => world.Receipts.Count > 0));
        device.State.Damage(name);
        device.Restart();

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(release));
    }

    [TestMethod]
    public void Journal_TrustTheStoreFindsDamaged_IsNotReplacedByTheFactorys()
    {
        TestDevice device = new(World.Honest(new("2.0.0.0")));
        device.RunUntilIdle();
        device.State.Damage(RecordNames.Trust);
        device.Restart();
        Assert.ThrowsExactly<ProtocolException>(() => device.Agent);
    }

    [TestMethod]
    public void Journal_DamagedRelease_IsAsGoodAsNone()
    {
        TestRelease release = new("2.0.0.0");
        TestDevice device = new(World.Honest(release));
        Assert.IsTrue(device.RunUntil(_ => device.Release?.Session != null));
        device.State.Save(RecordNames.Release, [0xFF]);
        device.Restart();
        device.RunUntilIdle();
        Assert.IsTrue(device.Runs(release));
    }
}
