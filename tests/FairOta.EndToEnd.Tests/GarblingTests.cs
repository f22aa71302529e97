using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.EndToEnd.Tests.Worlds;
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

    /// <summary>Finds segments to garble that the device will, or will not, sample: it knows what no distributor can,
    /// the device's secret.</summary>
    private static HashSet<int> Choose(Scene scene, RogueSession session, bool isCaught)
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
