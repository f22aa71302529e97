using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>A distributor that garbles a share of the segments: caught by the samples, or mended by repair.</summary>
[TestClass]
public sealed class GarblingTests
{
    private const int Garbled = 8;
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    [TestMethod]
    public void Distributor_GarblesEverySegment_IsBarredUnpaid()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = _ => Enumerable.Range(1, scene.Release.Manifest.SegmentCount).ToHashSet();

        scene.MeetRogue();

        scene.AssertRogueIsBarredForGood();
        scene.AssertHonestDelivers();
    }

    [TestMethod]
    public void Distributor_GarblesAFewAndIsSampled_IsBarredUnpaid()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: true);

        scene.MeetRogue();

        scene.AssertRogueIsBarredForGood();
        scene.AssertHonestDelivers();
    }

    [TestMethod]
    public void Distributor_GarblesAFewAndSlipsThrough_DeviceRepairsFromItAndOpens()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.Rogue.Repairs = true;

        scene.MeetRogue();

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        Assert.IsGreaterThan(0, scene.Device.Count(AgentEvent.SegmentsBad));
        Assert.IsTrue(scene.World.Wire.Any(e => e.BaseUrl == scene.Rogue.Url && e.Is("POST", "repair")));
    }

    [TestMethod]
    public void Distributor_GarblesSlipsThroughAndRefusesRepair_DeviceRepairsFromAnOriginAndOpens()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.Vendor.ServesPackages = true;

        scene.MeetRogue();

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        WireEntry[] pieces = [.. scene.World.Wire.Where(e => e.BaseUrl == scene.Vendor.Url && e.Is("GET", "package"))];
        Assert.HasCount(Garbled, pieces);
        Assert.IsTrue(pieces.All(e => e.Reply.Body.Length == scene.Release.Manifest.SegmentSize));
    }

    [TestMethod]
    public void Distributor_IsPaidForAGarbledPackageAndNoOriginIsLeft_AnotherDistributorRepairs()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.MeetRogue();
        scene.RogueClaims();

        AssertHonestRepairs(scene);
    }

    [TestMethod]
    public void Distributor_RepairsWithGarbageAndNoOriginIsLeft_IsBarredAndAnotherRepairs()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.Rogue.Repairs = true;
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "repair"] ? reply.Garbled() : reply;
        scene.MeetRogue();
        scene.RogueClaims();

        AssertHonestRepairs(scene);
        Assert.AreEqual(1, scene.Device.Count(AgentEvent.DistributorBarred, scene.Rogue.Url));
        Assert.AreEqual(1, scene.World.Wire.Count(e => e.BaseUrl == scene.Rogue.Url && e.Is("POST", "repair")));
    }

    /// <summary>Until then no honest distributor may mend; afterwards none opens a session. A device that had let go of
    /// the package in between would be left with nothing.</summary>
    [TestMethod]
    public void Distributor_TakesItsRewardAtTheLastMoment_AnotherDistributorRepairs()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.MeetRogue();
        scene.World.Run(scene.Rogue.Sessions.Single().ValidUntil - scene.World.Now - 60);
        Assert.IsFalse(scene.Device.Runs(scene.Release));
        scene.RogueClaims();

        AssertHonestRepairs(scene);
    }

    [TestMethod]
    public void Distributor_NeverTakesItsRewardAndRefusesRepair_AnotherDelivers()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.MeetRogue();

        scene.AssertHonestDelivers(2 * World.Day);
        Assert.IsGreaterThan(scene.Rogue.Sessions.First().ValidUntil, scene.World.Now);
    }

    [TestMethod]
    public void Distributor_GarblesSlipsThroughAndRepairsWithGarbage_DeviceRepairsFromAnOriginAndOpens()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.Rogue.Repairs = true;
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "repair"] ? reply.Garbled() : reply;
        scene.Vendor.ServesPackages = true;

        scene.MeetRogue();

        Assert.IsTrue(scene.Device.Runs(scene.Release));
    }

    [TestMethod]
    public void Distributor_GarblesSlipsThroughAndLiesAboutLeaves_DeviceTakesThemElsewhereAndOpens()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => Choose(scene, session, isCaught: false);
        scene.Rogue.Repairs = true;
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "leaves"] ? reply.Garbled() : reply;

        scene.MeetRogue();

        Assert.IsTrue(scene.Device.Runs(scene.Release));
    }

    /// <summary>The samples are a PRF of the device's own secret: over many devices they fall as if drawn at
    /// random.</summary>
    [TestMethod]
    [DataRow(1, 257)]
    [DataRow(8, 257)]
    [DataRow(26, 257)]
    public void Samples_OverManyDevices_MissAGarbledShareAsOftenAsTheFormulaSays(int garbled, int segments)
    {
        const int Devices = 4000;
        int slipped = Enumerable.Range(0, Devices).Count(device =>
        {
            int[] indices = Challenge.Indices(Symmetric, Keys.Secret($"seed {device}"), segments, Limits.MinSamples);
            return indices.All(index => index > garbled);
        });

        // Samples are distinct, so the exact chance is hypergeometric; (1 - ε)^λ is its upper bound.
        double chance = 1;
        for (int t = 0; t < Limits.MinSamples; t++) chance *= (double)(segments - garbled - t) / (segments - t);
        Assert.IsLessThanOrEqualTo(Math.Pow(1 - ((double)garbled / segments), Limits.MinSamples), chance);
        double deviation = Math.Sqrt(Devices * chance * (1 - chance));
        Assert.AreEqual(Devices * chance, slipped, 4 * deviation);
    }

    /// <summary>No origin answers any more; the honest distributor, which is not paid, mends what the rogue
    /// spoilt.</summary>
    private static void AssertHonestRepairs(Scene scene)
    {
        scene.World.Host(scene.Vendor.Url, new NobodyHost());
        Assert.IsFalse(scene.Device.Runs(scene.Release));

        Assert.IsTrue(
            scene.World.RunUntil(() => scene.Device.Runs(scene.Release)),
            $"The device is in {scene.Device.Agent.Phase}.");
        Assert.IsTrue(scene.World.Wire.Any(
            e => e.BaseUrl == scene.Honest.Url && e.Is("POST", "repair") && e.Reply.Status == 200));
        Assert.IsEmpty(scene.Honest.Sent);
        Assert.HasCount(1, scene.Device.Chosen);
    }

    private sealed class NobodyHost : IHost
    {
        public Reply Answer(ServiceRequest request, long now) => Reply.Nobody;
    }

    /// <summary>Finds segments to garble that the device will, or will not, sample: it knows what no distributor can,
    /// the device's secret.</summary>
    internal static HashSet<int> Choose(Scene scene, RogueSession session, bool isCaught)
    {
        byte[] secret = Challenge.Secret(Symmetric, scene.Device.Secret);
        int count = scene.Release.Manifest.SegmentCount;
        for (int attempt = 0; ; attempt++)
        {
            HashSet<int> garbled = [];
            for (int i = 0; garbled.Count < Garbled; i++)
                garbled.Add(1 + (int)(Bytes.ReadBe32(Keys.Secret($"garble {attempt} {i}"), 0) % (uint)count));
            byte[] digest = scene.Rogue.DigestOf(session, garbled);
            byte[] seed = Challenge.Seed(Symmetric, secret, session.Digest, session.Commitments, digest);
            int[] samples = Challenge.Indices(Symmetric, seed, count, Limits.MinSamples);
            if (samples.Any(garbled.Contains) == isCaught) return garbled;
        }
    }
}
