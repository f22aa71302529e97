using System;
using System.Linq;
using FairOta.Agent;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>Anybody who passes for a vendor or for a distributor.</summary>
[TestClass]
public sealed class ImpostorTests
{
    [TestMethod]
    public void Stranger_FundsAHigherVersionUnderTheSameProduct_DeviceTakesItsOwnVendors()
    {
        using Scene scene = new();
        WorldVendor stranger = scene.World.AddVendor("stranger");
        WorldRelease higher = stranger.Publish(stranger.Make(100, [scene.Device], "9.0.0.0"));
        scene.Honest.TakeUp(higher);
        scene.Rogue.Adversary = (request, reply) =>
            request.Parts is ["products", ..] ? Reply.Ok(higher.SignedManifest) : reply;

        scene.World.Run(World.Hour);

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        Assert.AreEqual(0, scene.World.Wire.Count(
            e => e.Is("POST", "sessions") && e.Request.Body.AsSpan().IndexOf(higher.Id.ToBytes()) >= 0));
    }

    [TestMethod]
    public void Stranger_FundsTheVendorsOwnManifest_MakesAReleaseThatNoDeviceTakes()
    {
        using Scene scene = new();
        WorldVendor stranger = scene.World.AddVendor("stranger");
        World.Wait(stranger.Escrow.SendAsync(scene.Release.Funding));

        // What the chain shows of it is another release id, under which the manifest does not hash.
        scene.Honest.Follow();
        Assert.AreEqual(2, scene.Honest.Service.Chain.View.Releases.Count);
        scene.Rogue.Adversary = (_, _) => Reply.Nobody;
        scene.AssertHonestDelivers();
        Assert.IsTrue(scene.Device.Runs(scene.Release));
    }

    [TestMethod]
    public void Impostor_CheatsUnderADistributorsAddress_OnlyItsUrlIsBarred()
    {
        using Scene scene = new();
        Impersonate(scene);
        scene.Rogue.SpoilEvaluation = (t, f) => f[31] ^= 1;

        scene.MeetRogue();

        scene.AssertRogueIsBarredForGood();
        scene.AssertHonestDelivers();
    }

    [TestMethod]
    public void Impostor_ServesUnderADistributorsAddressAndWithholdsTheKey_DistributorDeliversAfterTheReceiptLapsed()
    {
        using Scene scene = new();
        Impersonate(scene);
        scene.Rogue.KeyGiven = _ => null;

        scene.MeetRogue();

        Assert.AreEqual(1, scene.Device.Count(AgentEvent.ReceiptSigned, scene.Rogue.Url));
        scene.AssertHonestDelivers(24 * World.Hour);
        Assert.AreEqual(1, scene.Device.Chosen.Count(url => url == scene.Rogue.Url));
        Assert.AreEqual(scene.Rogue.StartWei, scene.World.Chain.BalanceOf(scene.Rogue.Account.Address));
    }

    [TestMethod]
    public void Impostor_ForwardsTheDistributorsOwnAnswers_DistributorIsPaid()
    {
        using Scene scene = new();
        scene.World.Host(scene.Rogue.Url, scene.Honest);
        Impersonate(scene);
        scene.Device.Board.Distributors = [new Source(scene.Honest.Address.ToBytes(), scene.Rogue.Url)];

        scene.AssertHonestDelivers();
    }

    private static void Impersonate(Scene scene)
    {
        scene.Rogue.Address = scene.Honest.Address;
        byte[] address = scene.Honest.Address.ToBytes();
        scene.Device.Board.Distributors = [new Source(address, scene.Rogue.Url), new Source(address, scene.Honest.Url)];
    }
}
