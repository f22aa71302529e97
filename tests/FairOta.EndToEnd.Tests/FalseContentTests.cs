using System;
using System.IO;
using System.Linq;
using FairOta.Agent;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>Sources that serve other things than they should: manifests, fleet lists, lengths.</summary>
[TestClass]
public sealed class FalseContentTests
{
    [TestMethod]
    [DataRow("fewer")]
    [DataRow("fewer than announced")]
    [DataRow("more")]
    [DataRow("more than announced")]
    [DataRow("none")]
    [DataRow("none and silence")]
    [DataRow("without end")]
    public void Distributor_SendsMoreBytesFewerOrNone_IsLeftUnpaid(string kind)
    {
        using Scene scene = new();
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "segments"] ? Spoil(kind, reply) : reply;
        scene.Honest.IsDown = true;
        Assert.IsTrue(scene.World.RunUntil(() => scene.World.Wire.Any(e => e.Is("GET", "segments"))));
        scene.Honest.IsDown = false;

        scene.AssertHonestDelivers();

        scene.AssertRogueGotNothing();
        Assert.IsLessThanOrEqualTo(2, scene.Device.Chosen.Count(url => url == scene.Rogue.Url));
    }

    [TestMethod]
    [DataRow("fewer")]
    [DataRow("more")]
    [DataRow("none")]
    [DataRow("none and silence")]
    [DataRow("without end")]
    public void Distributor_AnswersTheChallengeWithMoreBytesFewerOrNone_GetsNoReceipt(string kind)
    {
        using Scene scene = new();
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "challenge"] ? Spoil(kind, reply) : reply;
        scene.Honest.IsDown = true;
        Assert.IsTrue(scene.World.RunUntil(() => scene.World.Wire.Any(e => e.Is("POST", "challenge"))));
        scene.Honest.IsDown = false;

        scene.AssertHonestDelivers();

        scene.AssertRogueGotNothing();
    }

    [TestMethod]
    public void Distributor_ServesAnOldManifest_DeviceTakesTheNewestOfItsSources()
    {
        using Scene scene = new();
        WorldRelease old = scene.Vendor.Make(100, [scene.Device], "1.5.0.0");
        scene.Rogue.Adversary = (request, reply) =>
            request.Parts is ["products", ..] ? Reply.Ok(old.SignedManifest) : reply;

        scene.World.Run(World.Hour);

        Assert.IsTrue(scene.Device.Runs(scene.Release));
    }

    [TestMethod]
    public void Distributor_ServesAnOldManifestToADeviceThatRunsTheNewOne_NothingIsInstalled()
    {
        using Scene scene = new();
        scene.AssertSomebodyDelivers();
        WorldRelease old = scene.Vendor.Make(100, [scene.Device], "1.5.0.0");
        Adversary replay = (request, reply) => request.Parts is ["products", ..] ? Reply.Ok(old.SignedManifest) : reply;
        scene.Rogue.Adversary = scene.Honest.Adversary = scene.Vendor.Adversary = replay;

        scene.World.Run(World.Day);

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        Assert.IsNull(scene.Device.Agent.Target);
    }

    [TestMethod]
    public void Distributor_ServesAForeignManifest_DeviceRefusesIt()
    {
        using Scene scene = new();
        WorldVendor foreign = scene.World.AddVendor("foreign");
        WorldRelease higher = foreign.Make(100, [scene.Device], "9.0.0.0");
        scene.Rogue.Adversary = (request, reply) =>
            request.Parts is ["products", ..] ? Reply.Ok(higher.SignedManifest) : reply;

        scene.World.Run(World.Hour);

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        Assert.IsGreaterThan(0, scene.Device.Count(AgentEvent.SourceUnavailable, scene.Rogue.Url)
            + scene.Device.Count(AgentEvent.ManifestRefused, scene.Rogue.Url));
    }

    [TestMethod]
    public void Distributor_ServesTheManifestOfAnotherProductOfTheVendor_DeviceRefusesIt()
    {
        using Scene scene = new();
        WorldRelease other = scene.Vendor.Make(
            100, [scene.Device], "9.0.0.0", ProductId.Of(WorldVendor.Domain, "pump"));
        scene.Rogue.Adversary = (request, reply) =>
            request.Parts is ["products", ..] ? Reply.Ok(other.SignedManifest) : reply;

        scene.World.Run(World.Hour);

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        Assert.IsGreaterThan(0, scene.Device.Count(AgentEvent.ManifestRefused, scene.Rogue.Url));
    }

    [TestMethod]
    [DataRow("another device")]
    [DataRow("one more")]
    [DataRow("one less")]
    [DataRow("repeated")]
    [DataRow("zero")]
    public void Origin_ServesAWrongFleetList_DistributorDoesNotTakeUpTheTranche(string kind)
    {
        using var world = new World();
        WorldVendor vendor = world.AddVendor();
        WorldDevice[] devices = [.. Enumerable.Range(0, 3).Select(i => world.AddDevice($"device {i}", vendor))];
        WorldRelease release = vendor.Publish(vendor.Make(100, devices));
        WorldDistributor distributor = world.AddDistributor("distributor", release);
        Address[] list = [.. devices.Select(d => d.Address)];
        Address[] wrong = kind switch
        {
            "another device" => [list[0], list[1], Keys.Account("sham").Address],
            "one more" => [.. list, Keys.Account("sham").Address],
            "one less" => list[..2],
            "repeated" => [list[0], list[1], list[1]],
            _ => [list[0], list[1], default],
        };
        byte[] bytes = [.. wrong.SelectMany(address => address.ToBytes())];

        Assert.ThrowsExactly<InvalidDataException>(() =>
            HeldFleet.Verify(bytes, distributor.Service.Chain.View.Find(release.Id)!.Tranches[0]));
    }

    [TestMethod]
    public void Device_OfATrancheWhoseListIsNotAtHand_GetsNoBytes()
    {
        using var world = new World();
        WorldVendor vendor = world.AddVendor();
        WorldDevice device = world.AddDevice("device", vendor);
        WorldRelease release = vendor.Publish(vendor.Make(100, [device]));
        WorldDistributor distributor = world.AddDistributor("distributor");
        distributor.TakeUp(Holding.Verify(release.SignedManifest, release.Package.Content));

        Reply reply = new Exchange(world, distributor, release, device.Secret).Open();

        Assert.AreEqual(503, reply.Status);
        Assert.IsEmpty(distributor.Books.OfDevice(release.Id, device.Address));
    }

    private static Reply Spoil(string kind, Reply reply) => kind switch
    {
        "fewer" => reply with { Body = reply.Body[..^1] },
        "fewer than announced" => reply with
        {
            Body = reply.Body[..^1],
            AnnouncedBytes = reply.Body.Length,
            IsBroken = true,
        },
        "more" => reply with { Body = [.. reply.Body, 0] },
        "more than announced" => reply with { Body = [.. reply.Body, 0], AnnouncedBytes = reply.Body.Length },
        "none" => reply with { Body = [] },
        "none and silence" => Reply.Silence,
        _ => reply with { Body = [.. reply.Body, .. new byte[1 << 20]], AnnouncedBytes = -1 },
    };
}
