using System.Linq;
using FairOta.Agent;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>A release goes to a fleet wave by wave, on the word of its devices: on while they succeed, and no further
/// once they fail.</summary>
[TestClass]
public sealed class StagedRolloutTests
{
    private static readonly byte[] FactoryImage = [1, 2, 3];
    private static readonly WaveRules Rules = new() { StopAtFailures = 1, SoakSeconds = World.Hour };

    [TestMethod]
    public void Rollout_WhereWavesSucceed_FundsTheNextByItselfUntilAllRunTheImage()
    {
        using World world = new();
        WorldVendor vendor = Vendor(world);
        WorldDevice[][] waves = [Devices(world, vendor, "canary", 2), Devices(world, vendor, "rest", 3)];
        using WorldRollout rollout = new(world, vendor, Rules, waves);
        rollout.Step();
        WorldDistributor distributor = Distributor(world, vendor, rollout, "distributor", waves);

        DeliverAndReport(world, rollout, waves[0]);
        Assert.IsInstanceOfType<RolloutDecision.Wait>(rollout.Settle());
        CollectionAssert.AreEqual(new[] { 2 }, rollout.Funded, "A wave soaks before the next is funded.");
        Assert.IsTrue(waves[1].All(device => device.Slots.RunningImage.SequenceEqual(FactoryImage)));

        world.Run(World.Hour);
        Assert.IsInstanceOfType<RolloutDecision.Wait>(rollout.Settle());
        CollectionAssert.AreEqual(new[] { 2, 3 }, rollout.Funded);
        Assert.AreEqual(2, rollout.Bring(distributor, vendor));
        DeliverAndReport(world, rollout, waves[1]);
        Assert.IsInstanceOfType<RolloutDecision.Done>(rollout.Settle());
        Assert.AreEqual(
            rollout.Release.Reward * 5, world.Chain.BalanceOf(distributor.Address) - distributor.StartWei);
    }

    [TestMethod]
    public void Rollout_OfABadImage_StopsItselfAtTheCanary()
    {
        using World world = new();
        WorldVendor vendor = Vendor(world);
        WorldDevice[][] waves = [Devices(world, vendor, "canary", 2), Devices(world, vendor, "rest", 3)];
        foreach (WorldDevice device in waves.SelectMany(wave => wave))
            device.Board.ConfirmAtStart = false; // The bad image never says that it works.
        using WorldRollout rollout = new(world, vendor, Rules, waves);
        rollout.Step();
        Distributor(world, vendor, rollout, "distributor", waves);
        var vendorHeld = world.Chain.BalanceOf(vendor.Account.Address);

        Assert.IsTrue(world.RunUntil(() => waves[0].All(d => d.Count(AgentEvent.RolledBack) == 1), World.Day));
        foreach (WorldDevice device in waves[0])
        {
            CollectionAssert.AreEqual(FactoryImage, device.Slots.RunningImage, "The image from before runs again.");
            Assert.IsTrue(world.RunUntil(() => rollout.Said(device) == Core.Outcome.Failed, World.Day));
        }

        RolloutStatus status = rollout.Step();
        Assert.AreEqual(
            "2 of 2 devices that reported failed in wave wave-0 of 2.",
            ((RolloutDecision.Stop)status.Decision).Sentence);
        Assert.AreEqual((2, 2, 0), (status.Seen.Waves[0].Delivered, status.Seen.Waves[0].Failed,
            status.Seen.Waves[0].Installed));

        for (int day = 0; day < 3; day++)
        {
            world.Run(World.Day);
            Assert.IsInstanceOfType<RolloutDecision.Stop>(rollout.Settle());
        }

        CollectionAssert.AreEqual(new[] { 2 }, rollout.Funded, "Nothing more was funded.");
        Assert.AreEqual(vendorHeld, world.Chain.BalanceOf(vendor.Account.Address));
        Assert.IsTrue(waves[1].All(device => device.Slots.RunningImage.SequenceEqual(FactoryImage)
            && device.Count(AgentEvent.RolledBack) == 0));
    }

    /// <summary>From the moment when a distributor holds release and fleet list, nothing needs the vendor's server;
    /// a further wave needs it until one distributor has its list.</summary>
    [TestMethod]
    public void Rollout_WithTheOriginSwitchedOff_GoesOn()
    {
        using World world = new();
        WorldVendor vendor = Vendor(world);
        WorldDevice[][] waves = [Devices(world, vendor, "canary", 2), Devices(world, vendor, "rest", 3)];
        using WorldRollout rollout = new(world, vendor, Rules, waves);
        rollout.Step();
        WorldDistributor first = Distributor(world, vendor, rollout, "first", waves);
        WorldDistributor second = Distributor(world, vendor, rollout, "second", waves);
        vendor.IsDown = true;
        int asked = world.Wire.Count;

        // Delivery, key, reports, watching and funding.
        DeliverAndReport(world, rollout, waves[0]);
        world.Run(World.Hour);
        rollout.Settle();
        world.Run(World.Hour);
        rollout.Settle();
        CollectionAssert.AreEqual(new[] { 2, 3 }, rollout.Funded);

        // Nobody has the list of the new tranche, and nobody can make it up.
        Assert.AreEqual(1, rollout.Bring(first, vendor, second));
        world.Run(World.Hour);
        Assert.IsFalse(waves[1].Any(device => device.Runs(rollout.Release)));

        // One distributor fetches it while the origin is up for once, and the other has it from that one.
        vendor.IsDown = false;
        Assert.AreEqual(2, rollout.Bring(first, vendor));
        vendor.IsDown = true;
        Assert.AreEqual(2, rollout.Bring(second, vendor, first));
        first.IsDown = true;
        DeliverAndReport(world, rollout, waves[1]);
        Assert.IsInstanceOfType<RolloutDecision.Done>(rollout.Settle());
        Assert.IsTrue(world.Wire.Skip(asked).Where(e => e.BaseUrl == vendor.Url).All(e => e.Reply.Status == 0));
    }

    [TestMethod]
    public void Repair_WithTheOriginSwitchedOff_ComesFromAnotherDistributor()
    {
        using Scene scene = new();
        scene.Rogue.Garbled = session => GarblingTests.Choose(scene, session, isCaught: false);
        scene.MeetRogue();
        scene.Vendor.IsDown = true;
        scene.RogueClaims();

        Assert.IsTrue(scene.World.RunUntil(() => scene.Device.Runs(scene.Release), World.Day));
        Assert.IsTrue(scene.World.Wire.Any(
            e => e.BaseUrl == scene.Honest.Url && e.Is("POST", "repair") && e.Reply.Status == 200));
    }

    [TestMethod]
    public void Recall_WithTheOriginSwitchedOff_KeepsDevicesFromTheRelease()
    {
        using World world = new();
        WorldVendor vendor = Vendor(world);
        WorldDevice device = world.AddDevice("device", vendor);
        WorldRelease release = vendor.Publish(vendor.Make(3000, [device]));
        WorldDistributor distributor = world.AddDistributor("distributor", release);
        device.Know(distributor);
        vendor.IsDown = true;

        string path = $"/v1/releases/{release.Id.ToWire()}/recall";
        byte[] notice = vendor.Recall(release);
        var post = new ServiceRequest("POST", path) { ContentType = Answer.Cose, Body = notice };
        Assert.AreEqual(202, distributor.Answer(post, world.Now).Status);
        CollectionAssert.AreEqual(
            notice, distributor.Answer(new ServiceRequest("GET", path), world.Now).Demand());

        world.Run(World.Day);
        CollectionAssert.AreEqual(FactoryImage, device.Slots.RunningImage);
        Assert.IsFalse(world.Wire.Any(e => e.Is("POST", "sessions") && e.Reply.Status == 200));
    }

    private static WorldVendor Vendor(World world)
    {
        WorldVendor vendor = world.AddVendor();
        vendor.ServesPackages = false; // Whatever a device installs comes from a distributor.
        return vendor;
    }

    private static WorldDevice[] Devices(World world, WorldVendor vendor, string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => world.AddDevice($"{name}-{i}", vendor))];

    /// <summary>A distributor that announced itself, holds the release, and is known to the devices.</summary>
    private static WorldDistributor Distributor(
        World world, WorldVendor vendor, WorldRollout rollout, string name, WorldDevice[][] waves)
    {
        WorldDistributor distributor = world.AddDistributor(name);
        distributor.Send(new Announce(distributor.Url));
        rollout.Bring(distributor, vendor);
        foreach (WorldDevice device in waves.SelectMany(wave => wave)) device.Know(distributor);
        return distributor;
    }

    private static void DeliverAndReport(
        World world, WorldRollout rollout, WorldDevice[] devices)
    {
        Assert.IsTrue(
            world.RunUntil(() => devices.All(device => device.Runs(rollout.Release)), World.Day),
            string.Join(", ", devices.Select(device => $"{device.Name} {device.Agent.Phase}")));
        Assert.IsTrue(world.RunUntil(
            () => devices.All(device => rollout.Said(device) == Core.Outcome.Installed), World.Day));
    }
}
