using System;
using System.Collections.Generic;
using System.Net;
using FairOta.Agent;
using FairOta.Platforms.Meadow;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Meadow;

/// <summary>What the light shows, and where a stranger's URL may lead.</summary>
[TestClass]
public sealed class StatusTests
{
    [TestMethod]
    public void Phases_EachKindOfWork_LooksDifferent()
    {
        AgentPhase[] kinds =
        [
            AgentPhase.Idle, AgentPhase.Discovery, AgentPhase.Download, AgentPhase.Installation, AgentPhase.Trial,
        ];
        HashSet<Light> lights = [];
        foreach (AgentPhase kind in kinds)
            Assert.IsTrue(lights.Add(StatusRules.Of(kind)));
        Assert.AreEqual(StatusRules.Of(AgentPhase.Download), StatusRules.Of(AgentPhase.Key));
        Assert.AreEqual(LightMotion.Steady, StatusRules.Of(AgentPhase.Idle).Motion);
    }

    [TestMethod]
    [DataRow(AgentEvent.RolledBack)]
    [DataRow(AgentEvent.ReleaseUnusable)]
    [DataRow(AgentEvent.DistributorBarred)]
    public void Events_OfFailure_BlinkRed(AgentEvent what) =>
        Assert.AreEqual(new Light(255, 0, 0, LightMotion.Blink), StatusRules.Of(what));

    [TestMethod]
    public void Events_OfOrdinaryWork_ChangeNothing() => Assert.IsNull(StatusRules.Of(AgentEvent.KeyObtained));

    [TestMethod]
    public void Observer_SameLight_IsShownOnce()
    {
        Lights lights = new();
        LightObserver observer = new(lights);
        observer.PhaseChanged(AgentPhase.Download);
        observer.PhaseChanged(AgentPhase.Challenge);
        observer.Noted(AgentEvent.KeyObtained, null!);
        observer.Noted(AgentEvent.RestartNeeded, null!);
        observer.Progress(1, 2);
        observer.SourceChosen([], "");
        Assert.AreSequenceEqual(
            [StatusRules.Of(AgentPhase.Download), StatusRules.Of(AgentEvent.RestartNeeded)!.Value], lights.Shown);
    }

    [TestMethod]
    [DataRow("93.184.216.34", true)]
    [DataRow("93.184.216.34,10.0.0.1", false)]
    [DataRow("192.168.1.1", false)]
    [DataRow("127.0.0.1", false)]
    [DataRow("2606:2800:220:1:248:1893:25c8:1946", false)]
    [DataRow("2606:2800:220:1:248:1893:25c8:1946,93.184.216.34", true)]
    public void StrangersHost_LeadsToPublicAddressesAlone(string addresses, bool isPublic) => Assert.AreEqual(
        isPublic, PublicHost.Choose(Array.ConvertAll(addresses.Split(','), IPAddress.Parse)) != null);

    private sealed class Lights : ILight
    {
        public List<Light> Shown { get; } = [];

        public void Show(Light light) => Shown.Add(light);
    }
}
