using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>What the device tells of how installations ended, and to whom.</summary>
[TestClass]
public class ReportTests
{
    private static readonly TestRelease Release = new("2.0.0.0");
    private static readonly TestRelease Newer = new("3.0.0.0");
    private static readonly TestRelease Newest = new("4.0.0.0");

    private readonly World _world = World.Honest(Release);
    private readonly TestDevice _device;

    public ReportTests() => _device = new TestDevice(_world);

    [TestMethod]
    public void Report_ImageConfirmed_GoesToItsDistributorAndOneMore()
    {
        _device.RunUntilIdle();
        AssertTold(Release, Outcome.Installed, times: 2);
        Assert.AreEqual(_device.Chosen.Single(), _world.Reports[0].Url);
        Assert.AreNotEqual(_world.Reports[0].Url, _world.Reports[1].Url);
        CollectionAssert.AreEqual(
            _world.Reports.Select(told => (AgentEvent.OutcomeReported, (string?)told.Url)).ToArray(),
            _device.Events.Where(e => e.What == AgentEvent.OutcomeReported).ToArray());
        Assert.AreEqual(0, _device.Pending.Count);
        Assert.IsNull(_device.State.Load(RecordNames.Reports));
    }

    [TestMethod]
    public void Report_OnceTaken_IsNeverSentAgain()
    {
        _device.RunUntilIdle();
        _device.Restart();
        _device.RunFor(48 * 3600, () => false);
        Assert.HasCount(2, _world.Reports);
    }

    [TestMethod]
    public void Report_ImageRejected_IsAFailure()
    {
        RunToTrial();
        _device.Agent.Reject();
        _device.RunUntilIdle();
        AssertTold(Release, Outcome.Failed, times: 2);
    }

    [TestMethod]
    public void Report_ImageCrashesEveryTime_IsAFailureToldOnlyInTheEnd()
    {
        for (int i = 0; i < AgentLimits.Trials; i++)
        {
            RunToTrial();
            Assert.IsEmpty(_world.Reports);
            _device.Restart();
        }

        _device.RunUntilIdle();
        AssertTold(Release, Outcome.Failed, times: 2);
    }

    [TestMethod]
    public void Report_SlotRefusesTheImage_IsARefusal()
    {
        _device.Slot = new PickySlot(_device.Slots);
        _device.RunUntilIdle();
        AssertTold(Release, Outcome.Refused, times: 2);
        Assert.IsTrue(_device.Trust.IsBarred(Release.ReleaseId));
    }

    [TestMethod]
    public void Report_PackageFromAnOrigin_IsToldAllTheSame()
    {
        World world = World.Honest(Release, distributors: 0);
        TestDevice device = new(world);
        device.RunUntilIdle();
        Assert.AreEqual(
            new Told(world.Origin.Url, Bytes.ToHex(Release.ReleaseId), Outcome.Installed), world.Reports.Single());
        Assert.AreEqual(0, device.Pending.Count);
    }

    [TestMethod]
    public void Report_SwitchedOff_IsToldNobody()
    {
        _device.Board.ReportsOutcomes = false;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Release));
        Assert.IsEmpty(Posts());
        Assert.AreEqual(0, _device.Pending.Count);
    }

    [TestMethod]
    public void Report_ReleaseGivenUpWithoutATrial_IsToldNobody()
    {
        Assert.IsTrue(_device.RunUntil(_ => _device.Phases.Contains(AgentPhase.Download)));
        _world.Publish(Newer);
        _device.Restart();
        _device.RunUntilIdle();
        Assert.IsTrue(_world.Reports.TrueForAll(told => told.Outcome == Outcome.Installed));
        Assert.IsTrue(_device.Runs(Release) || _device.Runs(Newer));
    }

    [TestMethod]
    public void Report_TakenByAKeeper_ReachesASecondSource()
    {
        Answer(request => IsOfDistributor(request) ? FakeAnswer.Of(202) : null);
        _device.RunUntilIdle();
        Assert.HasCount(2, Posts());
        AssertTold(Release, Outcome.Installed, times: 1);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(200)]
    [DataRow(302)]
    [DataRow(429)]
    [DataRow(500)]
    [DataRow(503)]
    public void Report_NotTakenForNow_IsSentAgainAfterGrowingPauses(int status)
    {
        Answer(_ => FakeAnswer.Of(status));
        _device.RunUntilIdle();
        Assert.HasCount(3, Posts());
        Assert.AreEqual(1, _device.Pending.Next.Rounds);
        List<long> rounds = [];
        int before = 3;
        Assert.IsFalse(_device.RunFor(12 * 3600, () =>
        {
            if (Posts().Count > before)
                rounds.Add(_world.Clock.UptimeMs);
            before = Posts().Count;
            return false;
        }));

        long[] starts = [.. rounds.Chunk(3).Select(round => round[0])];
        long[] pauses = [.. starts.Zip(starts.Skip(1), (one, next) => next - one)];
        Assert.IsGreaterThan(8, pauses.Length);
        for (int i = 1; i < 8; i++)
            Assert.IsGreaterThan(pauses[i - 1], pauses[i]);
        Answer(null);
        Assert.IsTrue(_device.RunFor(3 * 3600, () => _world.Reports.Count == 2));
        AssertTold(Release, Outcome.Installed, times: 2);
    }

    [TestMethod]
    public void Report_NobodyEverTakesIt_IsGivenUp()
    {
        Answer(_ => FakeAnswer.Of(503));
        _device.RunUntilIdle();
        Assert.IsTrue(_device.RunFor(4 * 24 * 3600, () => _device.Pending.Count == 0));
        Assert.HasCount(3 * AgentLimits.ReportRounds, Posts());
        Answer(null);
        _device.RunFor(24 * 3600, () => false);
        Assert.IsEmpty(_world.Reports);
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(403)]
    [DataRow(404)]
    [DataRow(410)]
    public void Report_RefusedByEverybody_IsGivenUpAtOnce(int status)
    {
        Answer(_ => FakeAnswer.Of(status));
        _device.RunUntilIdle();
        Assert.HasCount(3, Posts());
        Assert.AreEqual(0, _device.Pending.Count);
    }

    [TestMethod]
    public void Report_RefusedBySome_IsTakenByTheOthers()
    {
        Answer(request => IsOfDistributor(request) ? FakeAnswer.Of(404) : null);
        _device.RunUntilIdle();
        Assert.AreEqual(_world.Origin.Url, _world.Reports.Single().Url);
        Assert.AreEqual(0, _device.Pending.Count);
    }

    [TestMethod]
    public void Report_PowerCutBeforeItIsTaken_IsSentAfterTheRestart()
    {
        Answer(_ => FakeAnswer.Of(503));
        _device.RunUntilIdle();
        Answer(null);
        _device.Restart();
        _device.RunUntilIdle();
        AssertTold(Release, Outcome.Installed, times: 2);
        Assert.AreEqual(_device.Chosen.Single(), _world.Reports[0].Url);
    }

    [TestMethod]
    public void Report_RecordTheStoreFindsDamaged_IsLostAndNothingElse()
    {
        Answer(_ => FakeAnswer.Of(503));
        _device.RunUntilIdle();
        Answer(null);
        _device.State.Damage(RecordNames.Reports);
        _device.Restart();
        _world.Publish(Newer);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(Newer));
        AssertTold(Newer, Outcome.Installed, times: 2);
    }

    [TestMethod]
    public void Report_SourcesThatNeverAnswer_HoldUpNoUpdate()
    {
        Answer(_ => FakeAnswer.Silent);
        _device.RunUntilIdle();
        _world.Publish(Newer);
        long begins = _world.Clock.TrueUnixMs;
        Assert.IsTrue(_device.RunUntil(_ => _device.Runs(Newer)));
        long hold = AgentLimits.ReportSources * (long)_device.Board.Limits.RequestMs;
        Assert.IsLessThan(begins + _device.Board.Limits.DiscoveryMs + hold + (10 * 60 * 1000), _world.Clock.TrueUnixMs);
    }

    [TestMethod]
    public void Report_NewerReleaseInstalledMeanwhile_BothAreTold()
    {
        Answer(_ => FakeAnswer.Of(503));
        RunToTrial();
        _device.Agent.Reject();
        _device.RunUntilIdle();
        Install(Newer);
        Assert.AreEqual(2, _device.Pending.Count);
        Answer(null);
        Assert.IsTrue(_device.RunFor(3 * 3600, () => _device.Pending.Count == 0));
        Assert.HasCount(4, _world.Reports);
        Assert.AreEqual(2, _world.Reports.Count(told => IsOf(told, Release, Outcome.Failed)));
        Assert.AreEqual(2, _world.Reports.Count(told => IsOf(told, Newer, Outcome.Installed)));
    }

    [TestMethod]
    public void Report_NewerReleaseThatNobodyGivesYet_IsToldMeanwhile()
    {
        Answer(_ => FakeAnswer.Of(503));
        _device.RunUntilIdle();
        _world.Publish(Newer);
        foreach (FakeServer server in _world.Distributors.Append<FakeServer>(_world.Origin))
        {
            server.Override = request =>
                request.Url.EndsWith("/sessions", StringComparison.Ordinal) ? FakeAnswer.Of(404)
                : request.Url.Contains("/package", StringComparison.Ordinal) ? FakeAnswer.Of(403)
                : null;
        }

        _device.Restart();
        Assert.IsTrue(_device.RunFor(3600, () => _device.Pending.Count == 0));
        AssertTold(Release, Outcome.Installed, times: 2);
        Assert.AreEqual("3.0.0.0", _device.Agent.Target.Version.ToString());
        Answer(null);
        Assert.IsTrue(_device.RunUntil(_ => _device.Runs(Newer)));
    }

    [TestMethod]
    public void Report_MoreReleasesThanAreKept_OldestIsForgotten()
    {
        Answer(_ => FakeAnswer.Of(503));
        _device.RunUntilIdle();
        Install(Newer);
        Install(Newest);
        Answer(null);
        Assert.IsTrue(_device.RunFor(3 * 3600, () => _device.Pending.Count == 0));
        Assert.IsFalse(_world.Reports.Exists(told => IsOf(told, Release, Outcome.Installed)));
        Assert.IsTrue(_world.Reports.Exists(told => IsOf(told, Newer, Outcome.Installed)));
        Assert.IsTrue(_world.Reports.Exists(told => IsOf(told, Newest, Outcome.Installed)));
    }

    [TestMethod]
    public void Report_MoreSourcesThanARoundHas_EachIsAskedInTurn()
    {
        for (int i = 3; i <= 20; i++)
            _world.AddDistributor(i);
        Answer(_ => FakeAnswer.Of(503));
        _device.RunUntilIdle();
        Assert.HasCount(AgentLimits.ReportSources, Posts());
        _device.RunFor(3600, () => false);
        Assert.HasCount(21, Posts().Distinct().ToList());
    }

    [TestMethod]
    public void Report_ToAStranger_LeadsIntoNoPrivateNetwork()
    {
        List<LinkRequest> sent = [];
        Answer(request =>
        {
            sent.Add(request);
            return null;
        });
        _device.RunUntilIdle();
        Assert.AreEqual(_device.Chosen.Single(), new Uri(sent[0].Url).GetLeftPart(UriPartial.Authority));
        Assert.IsTrue(sent[0].PublicOnly);
        Assert.IsTrue(sent.TrueForAll(r => r.Method == "POST" && r.ContentType == "application/cbor"));
        Assert.IsTrue(sent.TrueForAll(r => IsOfDistributor(r) == r.PublicOnly));
    }

    private static bool IsOf(Told told, TestRelease release, int outcome) =>
        told.ReleaseId == Bytes.ToHex(release.ReleaseId) && told.Outcome == outcome;

    private static bool IsOfDistributor(LinkRequest request) =>
        request.Url.StartsWith("http://distributor", StringComparison.Ordinal);

    private void Answer(Func<LinkRequest, FakeAnswer?>? answer)
    {
        foreach (FakeServer server in _world.Distributors.Append<FakeServer>(_world.Origin))
        {
            server.Override = request =>
                request.Url.EndsWith("/reports", StringComparison.Ordinal) ? answer?.Invoke(request) : null;
        }
    }

    private List<string> Posts() => [.. _world.Log.Where(line => line.EndsWith("/reports", StringComparison.Ordinal))];

    private void AssertTold(TestRelease release, int outcome, int times)
    {
        Assert.HasCount(times, _world.Reports);
        Assert.IsTrue(_world.Reports.TrueForAll(told => IsOf(told, release, outcome)));
    }

    private void RunToTrial()
    {
        _device.Board.ConfirmAtStart = false;
        Assert.IsTrue(_device.RunUntil(_ => _device.Slots.State == TrialState.Trial));
        _device.Board.ConfirmAtStart = true;
    }

    private void Install(TestRelease release)
    {
        _world.Publish(release);
        _device.Restart();
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(release));
    }

    /// <summary>A slot that likes no image.</summary>
    private sealed class PickySlot(IImageSlot slot) : IImageSlot
    {
        public void Begin(Manifest manifest) => slot.Begin(manifest);

        public void Append(byte[] data, int offset, int count) => slot.Append(data, offset, count);

        public bool Complete()
        {
            slot.Abort();
            return false;
        }

        public void Abort() => slot.Abort();
    }
}
