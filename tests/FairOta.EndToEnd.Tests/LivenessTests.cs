using System.Linq;
using FairOta.Agent;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>That a device gets its update in the end it owes to any one honest source, if need be an origin.</summary>
[TestClass]
public sealed class LivenessTests
{
    private const int MostRequests = 2000;

    [TestMethod]
    [DataRow(404)]
    [DataRow(410)]
    public void OnlyDistributor_EndsEverySessionItOpened_OriginHelps(int status)
    {
        using Scene scene = OnlyRogueAndOrigin();
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "segments"] ? Reply.Refused(status) : reply;

        AssertOriginHelps(scene);
    }

    [TestMethod]
    [DataRow(503)]
    [DataRow(429)]
    [DataRow(0)]
    public void OnlyDistributor_StopsServingWithinADownload_OriginHelps(int status)
    {
        using Scene scene = OnlyRogueAndOrigin();
        int served = 0;
        scene.Rogue.Adversary = (request, reply) =>
            request.Parts is [.., "segments"] && served++ > 0 ? Reply.Refused(status) : reply;

        AssertOriginHelps(scene);
    }

    [TestMethod]
    public void OnlyDistributor_RefusesTheChallenge_OriginHelps()
    {
        using Scene scene = OnlyRogueAndOrigin();
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "challenge"] ? Reply.Refused(503) : reply;

        AssertOriginHelps(scene);
    }

    [TestMethod]
    public void OnlyDistributor_DisputesTheDigestForEver_OriginHelps()
    {
        using Scene scene = OnlyRogueAndOrigin();
        scene.Rogue.Adversary = (request, reply) => request.Parts is [.., "challenge"] ? Reply.Refused(412) : reply;

        AssertOriginHelps(scene);
    }

    [TestMethod]
    public void OnlyDistributor_WithholdsTheKey_OriginHelpsAfterTheReceiptLapsed()
    {
        using Scene scene = OnlyRogueAndOrigin();
        scene.Rogue.KeyGiven = _ => null;

        AssertOriginHelps(scene);
    }

    [TestMethod]
    public void ManyDistributors_CheatInEveryWay_TheOneHonestDelivers()
    {
        using Scene scene = new();
        WorldRogue[] rogues = [.. Enumerable.Range(0, 8).Select(i => new WorldRogue(
            scene.World, scene.Vendor, scene.Release, $"rogue{i}"))];
        rogues[0].SpoilEvaluation = (_, f) => f[31] ^= 1;
        rogues[1].SpoilCommitments = commitments => commitments[5] ^= 1;
        rogues[2].ValidUntil = now => now + 1;
        rogues[3].Adversary = (request, reply) => request.Parts is [.., "segments"] ? reply.Garbled() : reply;
        rogues[4].Adversary = (request, reply) => request.Parts is ["sessions", ..] ? Reply.Refused(503) : reply;
        rogues[5].Adversary = (request, reply) => request.Parts is [.., "challenge"] ? Reply.Nobody : reply;
        rogues[6].KeyGiven = _ => null;
        rogues[7].Adversary = (_, _) => Reply.Silence;
        scene.Device.Board.Distributors =
        [
            .. rogues.Select(rogue => new Source(rogue.Address.ToBytes(), rogue.Url)),
            new Source(scene.Honest.Address.ToBytes(), scene.Honest.Url),
        ];

        scene.AssertHonestDelivers(3 * World.Day);
    }

    [TestMethod]
    public void Device_IsDeliveredButLosesItsWholeState_GoesToAnOrigin()
    {
        using var world = new World();
        WorldVendor vendor = world.AddVendor();
        WorldDevice device = world.AddDevice("device", vendor);
        WorldRelease release = vendor.Publish(vendor.Make(3000, [device]));
        WorldDistributor distributor = world.AddDistributor("distributor", release);
        Exchange before = new Exchange(world, distributor, release, device.Secret, counter: 99).UpToChallenge();
        before.Receipt();
        device.Link.IsDown = true;
        world.Run(World.Hour);
        Assert.AreEqual(200, before.Key().Status);

        // The device has forgotten all of that: its reward is gone, and every distributor refuses it.
        device.Link.IsDown = false;
        device.Know(distributor);
        Assert.IsTrue(world.RunUntil(() => device.Runs(release), World.Day));

        Assert.AreEqual(0, device.Count(AgentEvent.ReceiptSigned));
        Assert.AreEqual(distributor.StartWei + release.Reward, world.Chain.BalanceOf(distributor.Address));
    }

    private static Scene OnlyRogueAndOrigin()
    {
        Scene scene = new();
        scene.Vendor.ServesPackages = true;
        scene.Device.Board.Distributors = scene.Device.Board.Distributors[..1];
        return scene;
    }

    private static void AssertOriginHelps(Scene scene)
    {
        scene.World.RunUntil(
            () => scene.Device.Runs(scene.Release) || scene.World.Wire.Count > MostRequests, 3 * World.Day);
        Assert.IsTrue(
            scene.Device.Runs(scene.Release),
            $"After {scene.World.Wire.Count} requests and {(scene.World.Now - World.Beginning) / World.Hour} hours "
            + $"the device is in {scene.Device.Agent.Phase}.");
        Assert.AreEqual(scene.Rogue.StartWei, scene.World.Chain.BalanceOf(scene.Rogue.Account.Address));
    }
}
