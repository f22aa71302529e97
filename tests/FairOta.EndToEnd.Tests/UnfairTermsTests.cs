using System;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>Distributors that serve rightly and then do not keep to the rest: silence, times, keys.</summary>
[TestClass]
public sealed class UnfairTermsTests
{
    [TestMethod]
    [DataRow(1L)]
    [DataRow(4 * World.Hour)]
    [DataRow((24 * World.Hour) + 1)]
    [DataRow(3 * 365 * World.Day)]
    public void Distributor_OffersAValidUntilTooNearOrTooFar_GetsNoReceipt(long ahead)
    {
        using Scene scene = new();
        scene.Rogue.ValidUntil = now => now + ahead;

        scene.MeetRogue();

        scene.AssertRogueGotNothing();
        scene.AssertHonestDelivers();
    }

    [TestMethod]
    public void Distributor_OffersYearsAndLiesAboutTheDate_ToADeviceWithoutAClock_GetsNoReceipt()
    {
        const long Years = 3 * 365 * World.Day;
        using Scene scene = new();
        scene.Device.Clock.IsKnown = false;
        scene.Rogue.ValidUntil = now => now + Years + (20 * World.Hour);
        scene.Rogue.Adversary = (_, reply) => reply with { DateSkewSeconds = Years };
        scene.Device.Know(scene.World.AddDistributor("second", scene.Release), scene.World.AddDistributor("third"));
        scene.World.Distributors[1].Adversary = (request, reply) =>
            request.Parts is ["sessions"] ? Reply.Refused(429) : reply;

        scene.MeetRogue();

        scene.AssertRogueGotNothing();
        scene.AssertHonestDelivers();
    }

    [TestMethod]
    public void Distributor_IsSilentAfterSeeingTheIndices_WhileAnotherServes_IsLeftUnpaid()
    {
        using Scene scene = new();
        scene.Rogue.InsteadOfAnswer = Reply.Silence;
        scene.Honest.IsDown = true;
        Assert.IsTrue(scene.World.RunUntil(() => scene.World.Wire.Any(e => e.Is("POST", "challenge"))));
        scene.Honest.IsDown = false;

        scene.AssertHonestDelivers();

        scene.AssertRogueGotNothing();
        Assert.IsLessThanOrEqualTo(2, scene.Device.Chosen.Count(url => url == scene.Rogue.Url));
    }

    [TestMethod]
    public void Distributor_IsSilentAfterSeeingTheIndices_ForADayWithoutAnother_IsBarredAndTheOriginHelps()
    {
        using Scene scene = new();
        scene.Rogue.InsteadOfAnswer = Reply.Silence;
        scene.Vendor.ServesPackages = true;
        scene.Device.Board.Distributors = scene.Device.Board.Distributors[..1];

        scene.World.Run(23 * World.Hour);
        Assert.AreEqual(0, scene.Device.Count(AgentEvent.DistributorBarred));
        scene.World.Run(6 * World.Hour);

        Assert.AreEqual(1, scene.Device.Count(AgentEvent.DistributorBarred, scene.Rogue.Url));
        Assert.AreEqual(1, scene.Device.Chosen.Count(url => url == scene.Rogue.Url));
        scene.AssertRogueGotNothing();
        Assert.IsTrue(scene.Device.Runs(scene.Release));
    }

    [TestMethod]
    public void Distributor_IsSilentWhileTheDeviceIsCutOff_IsNotBarred()
    {
        using Scene scene = new();
        scene.Honest.IsDown = true;
        scene.Rogue.InsteadOfAnswer = Reply.Silence;
        Assert.IsTrue(scene.World.RunUntil(() => scene.World.Wire.Any(e => e.Is("POST", "challenge"))));
        scene.Device.Link.IsDown = true;
        scene.World.Run(48 * World.Hour);

        Assert.AreEqual(0, scene.Device.Count(AgentEvent.DistributorBarred));
        scene.Device.Link.IsDown = false;
        scene.Rogue.InsteadOfAnswer = null;
        Assert.IsTrue(scene.World.RunUntil(() => scene.Device.Runs(scene.Release)));
    }

    [TestMethod]
    public void Distributor_WithholdsTheKey_IsUnpaidAndDeviceUpdatesElsewhereAfterTheReceiptLapsed()
    {
        using Scene scene = new();
        scene.Rogue.KeyGiven = _ => null;

        scene.MeetRogue();
        AssertKeyNeverComes(scene);
    }

    [TestMethod]
    public void Distributor_HandsOutAWrongKey_IsUnpaidAndDeviceUpdatesElsewhereAfterTheReceiptLapsed()
    {
        using Scene scene = new();
        scene.Rogue.KeyGiven = key => [.. key[..^1], (byte)(key[^1] ^ 1)];

        scene.MeetRogue();
        AssertKeyNeverComes(scene);
    }

    [TestMethod]
    [DataRow("0000000000000000000000000000000000000000000000000000000000000000")]
    [DataRow("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [DataRow("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Distributor_HandsOutAKeyThatIsNoScalar_DeviceIgnoresIt(string key)
    {
        using Scene scene = new();
        scene.Rogue.KeyGiven = _ => Bytes.FromHex(key);

        scene.MeetRogue();

        Assert.AreEqual(0, scene.Device.Count(AgentEvent.KeyObtained));
        scene.Rogue.KeyGiven = right => right;
        Assert.IsTrue(scene.World.RunUntil(() => scene.Device.Runs(scene.Release)));
    }

    [TestMethod]
    public void OtherDistributor_GivesAWrongKeyForADelivery_DeviceWaitsForTheRightOne()
    {
        using Scene scene = new();
        WorldDistributor liar = scene.World.AddDistributor("liar", scene.Release);
        scene.Device.Know(liar);
        liar.Adversary = (request, reply) => request.Parts is ["sessions"]
            ? Reply.Refused(429)
            : request.Parts is [.., "key"] ? Reply.Ok(new KeyAnswer { Key = Keys.Secret("lie") }.Encode()) : reply;
        scene.Rogue.KeyGiven = _ => null;

        scene.MeetRogue();

        Assert.IsTrue(scene.World.Wire.Any(e => e.BaseUrl == liar.Url && e.Is("GET", "key") && e.Reply.Status == 200));
        Assert.AreEqual(0, scene.Device.Count(AgentEvent.KeyObtained));
        scene.RogueClaims();
        liar.Adversary = null;
        Assert.IsTrue(scene.World.RunUntil(() => scene.Device.Runs(scene.Release)), "The key is public by now.");
    }

    private static void AssertKeyNeverComes(Scene scene)
    {
        Assert.AreEqual(1, scene.Device.Count(AgentEvent.ReceiptSigned, scene.Rogue.Url));
        long validUntil = scene.Rogue.Sessions.Single().ValidUntil;

        Assert.IsFalse(scene.World.RunUntil(
            () => scene.Device.Chosen.Contains(scene.Honest.Url), validUntil - scene.World.Now));
        scene.AssertHonestDelivers(2 * World.Hour);

        Assert.AreEqual(1, scene.Device.Count(AgentEvent.ReceiptLapsed, scene.Rogue.Url));
        Assert.AreEqual(1, scene.Device.Chosen.Count(url => url == scene.Rogue.Url));
        EscrowRevertedException refused = Assert.ThrowsExactly<EscrowRevertedException>(scene.RogueClaims);
        Assert.AreEqual("NothingAccepted", refused.Error);
        Assert.AreEqual(scene.Rogue.StartWei, scene.World.Chain.BalanceOf(scene.Rogue.Address));
    }
}
