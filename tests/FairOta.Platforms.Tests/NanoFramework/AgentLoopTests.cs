using System;
using System.Collections.Generic;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host.Memory;
using FairOta.Platforms.NanoFramework;
using FairOta.Platforms.Storage;
using FairOta.Platforms.Tests.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.NanoFramework;

[TestClass]
public sealed class AgentLoopTests
{
    private readonly FaultyStorage _storage = new();
    private readonly ManualClock _clock = new(1_800_000_000);
    private readonly ScriptedPort _port = new() { Response = new LinkResponse(0) };
    private readonly List<string> _lines = [];

    [TestMethod]
    public void Turn_WhereNobodyAnswers_WaitsForTheLinkAndThenForTime()
    {
        NanoLink link = new(_port);
        AgentLoop loop = Loop(link);
        bool hasPended = false;
        for (int i = 0; i < 100; i++)
        {
            int wait = loop.Turn();
            Assert.IsLessThanOrEqualTo(1000, wait);
            hasPended |= loop.IsPending;
            if (i % 3 == 0)
                link.Work();
            _clock.Advance(wait);
        }

        Assert.IsTrue(hasPended);
        Assert.IsNull(loop.Failure);
        Assert.IsFalse(loop.RestartNeeded);
        CollectionAssert.Contains(_lines, "fairota: source unavailable http://origin.example");
    }

    [TestMethod]
    public void Turn_WherePortsFail_TriesAgainLaterAndLater()
    {
        RecordStore store = new(_storage, new HostSymmetric());
        store.Save("trust", [1]);
        _storage.Rot("trust-a");
        _storage.Rot("trust-b");
        AgentLoop loop = Loop(new NanoLink(_port));
        Assert.AreEqual(AgentLoop.RetryMs, loop.Turn());
        Assert.IsInstanceOfType<ProtocolException>(loop.Failure);
        Assert.AreEqual(2 * AgentLoop.RetryMs, loop.Turn());
        for (int i = 0; i < 20; i++)
            Assert.IsLessThanOrEqualTo(AgentLoop.LongestRetryMs, loop.Turn());
        store.Save("trust", null);
        Assert.IsLessThanOrEqualTo(1000, loop.Turn());
    }

    [TestMethod]
    public void IsStalled_AfterALongTurn_IsTrueUntilTheNext()
    {
        AgentLoop loop = Loop(new NanoLink(_port));
        _clock.Advance(AgentLoop.StallMs);
        Assert.IsFalse(loop.IsStalled());
        _clock.Advance(2000);
        Assert.IsTrue(loop.IsStalled());
        loop.Turn();
        Assert.IsFalse(loop.IsStalled());
    }

    [TestMethod]
    [DataRow(TrialState.None, false)]
    [DataRow(TrialState.Pending, false)]
    [DataRow(TrialState.Trial, true)]
    [DataRow(TrialState.Confirmed, false)]
    [DataRow(TrialState.Reverted, false)]
    public void IsOverdue_LongAfterTheStart_IsTrueOfATrialAlone(TrialState state, bool expected)
    {
        Assert.IsFalse(AgentLoop.IsOverdue(state, AgentLoop.StallMs));
        Assert.AreEqual(expected, AgentLoop.IsOverdue(state, AgentLoop.StallMs + 1));
    }

    [TestMethod]
    public void StatusLines_OfEveryPhaseAndEvent_HaveWords()
    {
        StatusLines lines = new(_lines.Add);
        foreach (AgentPhase phase in Enum.GetValues<AgentPhase>())
            lines.PhaseChanged(phase);
        foreach (AgentEvent what in Enum.GetValues<AgentEvent>())
            lines.Noted(what, null);
        lines.SourceChosen(null, "http://a");
        for (int i = 0; i <= 100; i++)
            lines.Progress(i, 100);
        Assert.HasCount(11 + 16 + 1 + 10, _lines);
    }

    private AgentLoop Loop(NanoLink link)
    {
        HostSymmetric symmetric = new();
        AssemblySets sets = new(_storage, symmetric);
        sets.Start();
        byte[] key = new byte[32];
        key[31] = 1;
        return new AgentLoop(
            new AgentConfiguration
            {
                ProductId = new byte[16],
                ManifestKeys = [[2, .. Ecdsa.PublicKey(key)[..32]]],
                InstalledVersion = new ImageVersion(1, 0, 0, 0),
                Origins = ["http://origin.example"],
            },
            new AgentPorts
            {
                Link = link,
                Staging = new StoredPackage(_storage, 65536),
                State = new RecordStore(_storage, symmetric),
                Slot = sets,
                Trial = sets,
                Clock = _clock,
                Key = new SoftwareDeviceKey(symmetric, key),
                Symmetric = symmetric,
                Observer = new StatusLines(_lines.Add),
            });
    }
}
