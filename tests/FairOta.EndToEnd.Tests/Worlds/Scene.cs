using System;
using System.Linq;
using FairOta.Agent;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>
/// One device that knows a rogue distributor and an honest one, and asks the rogue first wherever it asks by turns. The
/// origin gives the package to nobody, so that whatever the device installs came from a distributor.
/// </summary>
internal sealed class Scene : IDisposable
{
    public Scene(int imageBytes = 3000, Func<World, IWorldChain>? chain = null)
    {
        World = new World(chain);
        Vendor = World.AddVendor();
        Vendor.ServesPackages = false;
        Device = World.AddDevice("device", Vendor);
        Release = Vendor.Publish(Vendor.Make(imageBytes, [Device]));
        Honest = World.AddDistributor("honest", Release);
        Rogue = new WorldRogue(World, Vendor, Release);
        Device.Board.Distributors =
            [new Source(Rogue.Address.ToBytes(), Rogue.Url), new Source(Honest.Address.ToBytes(), Honest.Url)];
    }

    public World World { get; }

    public WorldVendor Vendor { get; }

    public WorldDevice Device { get; }

    public WorldRelease Release { get; }

    public WorldDistributor Honest { get; }

    public WorldRogue Rogue { get; }

    /// <summary>Lets the device meet the rogue for that long while nobody else serves.</summary>
    public void MeetRogue(long seconds = World.Hour / 2)
    {
        Honest.IsDown = true;
        World.Run(seconds);
        Honest.IsDown = false;
        Assert.IsTrue(Device.Chosen.Contains(Rogue.Url), "The device never met the rogue.");
    }

    /// <summary>The rogue is barred, which outlives a restart, without ever having been given a receipt.</summary>
    public void AssertRogueIsBarredForGood()
    {
        Assert.AreEqual(1, Device.Count(AgentEvent.DistributorBarred, Rogue.Url));
        int chosen = Device.Chosen.Count(url => url == Rogue.Url);
        Device.Restart();
        MeetRogue();
        Assert.AreEqual(chosen, Device.Chosen.Count(url => url == Rogue.Url));
        AssertRogueGotNothing();
    }

    /// <summary>No receipt for the rogue exists, and so no money can reach it.</summary>
    public void AssertRogueGotNothing()
    {
        Assert.AreEqual(0, Device.Count(AgentEvent.ReceiptSigned, Rogue.Url));
        Assert.IsTrue(Rogue.Sessions.All(session => session.Receipt is null));
        Assert.AreEqual(Rogue.StartWei, World.Chain.BalanceOf(Rogue.Account.Address));
    }

    /// <summary>The device gets its update from the honest distributor, which is paid to the wei.</summary>
    public void AssertHonestDelivers(long seconds = World.Hour)
    {
        Assert.IsTrue(
            World.RunUntil(() => Device.Runs(Release) && HonestEarned == Release.Reward, seconds),
            $"The device is in {Device.Agent.Phase}, runs {Device.InstalledVersion}; "
            + $"the honest one earned {HonestEarned}.");
    }

    /// <summary>The device gets its update from whomever it meets first.</summary>
    public void AssertSomebodyDelivers() =>
        Assert.IsTrue(World.RunUntil(() => Device.Runs(Release)), $"The device is in {Device.Agent.Phase}.");

    private System.Numerics.BigInteger HonestEarned =>
        World.Chain.BalanceOf(Honest.Address) - Honest.StartWei + Honest.FeesWei;

    /// <summary>The rogue takes the reward that a receipt entitles it to.</summary>
    public void RogueClaims()
    {
        RogueSession session = Rogue.Sessions.Single(s => s.Receipt is not null);
        World.Wait(Rogue.Escrow.SendAsync(new Claim(
            Release.Id, 0, [Rogue.DeliveryOf(session)], [Sdk.Hash32.FromBytes(session.Key)])));
    }

    public void Dispose() => World.Dispose();
}
