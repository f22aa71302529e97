using System;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>Distributors that fall silent, serve too little, too much or nothing, or end what they began.</summary>
[TestClass]
public class StalledServiceTests : CheatScene
{
    [TestMethod]
    public void Cheat_SilentAfterTheChallenge_IsLeftUnpaid()
    {
        Cheat.Override = r => Ends(r, "/challenge") ? FakeAnswer.Silent : null;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_SilentForADayWhileAnOriginAnswers_IsBarred()
    {
        World.Remove(World.Distributors.Single(d => d != Cheat));
        Cheat.Override = r => Ends(r, "/challenge") ? FakeAnswer.Silent : null;

        Assert.IsTrue(Device.RunUntil(_ => IsBarredEvent()));
        Assert.IsTrue(Find(Cheat)!.Barred);
        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
        Assert.HasCount(1, Cheat.Sessions.ToList());
    }

    [TestMethod]
    public void Honest_SilentForADayWhileNobodyAnswers_IsNotBarred()
    {
        World.Remove(World.Distributors.Single(d => d != Cheat));
        Assert.IsTrue(Device.RunUntil(_ => Device.Phases.LastOrDefault() == AgentPhase.Challenge));
        long back = World.Now + 30 * 3600;
        Cheat.Override = _ => World.Now < back ? FakeAnswer.Silent : null;
        World.Origin.Override = _ => World.Now < back ? FakeAnswer.Silent : null;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.IsFalse(IsBarredEvent());
        CollectionAssert.AreEqual(Cheat.Address, World.Receipts[0].Distributor);
    }

    [TestMethod]
    public void Cheat_ServesMoreBytesThanAsked_IsLeftUnpaid()
    {
        OnPath("/segments", answer => new FakeAnswer { Status = 200, Body = new byte[1 << 20], HasLength = false });

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesFewerBytesThanAsked_IsLeftUnpaid()
    {
        OnPath("/segments", answer => FakeAnswer.Ok(answer.Body[..^1]));

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesNoBytes_IsLeftUnpaid()
    {
        OnPath("/segments", _ => FakeAnswer.Silent);

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_DribblesBytes_IsLeftUnpaid()
    {
        OnPath("/segments", a => new FakeAnswer { Status = 200, Body = a.Body, BytesPerSecond = 20 });

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesEveryPieceJustInTime_IsLeftForItsAverage()
    {
        TestRelease large = new("3.0.0.0", segmentSize: 64);
        World.Publish(large);
        OnPath("/segments", a => new FakeAnswer { Status = 200, Body = a.Body, BytesPerSecond = 100 });

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(large));
        ExpectUnpaid();
        Assert.IsLessThan(large.Package.Content.Length, Cheat.Sessions.Sum(s => s.BytesServed));
    }

    [TestMethod]
    public void Honest_BreaksOff_IsResumed()
    {
        int times = 0;
        OnPath("/segments", a => times++ < 3 ? new FakeAnswer { Status = 200, Body = a.Body, BreaksAfter = 100 } : a);

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.HasCount(1, Device.Chosen);
    }

    [TestMethod]
    public void Honest_EndsTheSession_IsOpenedAnewWithAnotherSecret()
    {
        int times = 0;
        World.Remove(World.Distributors.Single(d => d != Cheat));
        OnPath("/segments", answer => times++ < 3 ? FakeAnswer.Of(410) : answer);

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.HasCount(4, Cheat.Sessions.ToList());
        Assert.AreEqual(4, Cheat.Sessions.Select(s => Bytes.ToHex(s.Open.Nonce)).Distinct().Count());
    }

    [TestMethod]
    public void Honest_LostBytes_AreFetchedAgainInTheSameSession()
    {
        int times = 0;
        Cheat.Override = r => Ends(r, "/challenge") && times++ == 0 ? FakeAnswer.Of(412) : null;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.AreEqual(2 * Release.Package.Content.Length, Cheat.Sessions.Single().BytesServed);
    }

    [TestMethod]
    public void Cheat_SaysForeverThatBytesWereLost_IsLeftUnpaid()
    {
        Cheat.Override = r => Ends(r, "/challenge") ? FakeAnswer.Of(412) : null;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
        Assert.IsTrue(Cheat.Sessions.All(s => s.BytesServed <= 4 * Release.Package.Content.Length));
    }

    [TestMethod]
    public void Refusals_OfAllDistributors_AreWaitedOutWithRetryAfter()
    {
        long free = World.Now + 1800;
        foreach (FakeDistributor distributor in World.Distributors)
            distributor.Override = r => Ends(r, "/v1/sessions") && World.Now < free ? FakeAnswer.Of(429, 600) : null;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.IsLessThan(12, World.Log.Count(l => l.EndsWith("/v1/sessions", StringComparison.Ordinal)));
        Assert.IsFalse(IsBarredEvent());
    }
}
