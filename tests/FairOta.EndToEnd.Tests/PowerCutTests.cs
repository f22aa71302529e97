using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Platforms.Host.Memory;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>Power cuts of a device, and restarts of its distributor, amid an exchange of the real parts.</summary>
[TestClass]
public sealed class PowerCutTests
{
    [TestMethod]
    [DataRow(PowerCut.Before)]
    [DataRow(PowerCut.Torn)]
    [DataRow(PowerCut.After)]
    public void Device_LosesPowerAtAnyDurableOperation_IsUpdatedAndTheDistributorPaidOnce(PowerCut kind)
    {
        long operations = Deliver(cutAt: -1, kind);
        for (long cut = 1; cut <= operations; cut++) Deliver(cut, kind);
        Assert.IsGreaterThan(10, operations);
    }

    [TestMethod]
    public void Distributor_RestartsBetweenAnyTwoRequests_IsPaidOnce()
    {
        int requests = DeliverWithRestart(restartAfter: -1);
        for (int at = 1; at <= requests; at++) DeliverWithRestart(at);
        Assert.IsGreaterThan(5, requests);
    }

    /// <summary>One delivery with a power cut at that operation; how many operations there were.</summary>
    private static long Deliver(long cutAt, PowerCut kind)
    {
        using var world = new World();
        (WorldDevice device, WorldRelease release, WorldDistributor distributor) = Begin(world);
        device.Power.CutAt(cutAt, kind);

        Assert.IsTrue(
            world.RunUntil(() => device.Runs(release), World.Day),
            $"Cut {kind} operation {cutAt}: {device.Agent.Phase}.");
        world.Run(World.Hour);

        Assert.AreEqual(
            distributor.StartWei + release.Reward, world.Chain.BalanceOf(distributor.Address), $"Operation {cutAt}.");
        return device.Power.Operations;
    }

    private static int DeliverWithRestart(int restartAfter)
    {
        using var world = new World();
        (WorldDevice device, WorldRelease release, WorldDistributor distributor) = Begin(world);
        int requests = 0;
        distributor.Adversary = (_, reply) =>
        {
            if (++requests == restartAfter) distributor.Restart();
            return reply;
        };

        Assert.IsTrue(world.RunUntil(() => device.Runs(release)), $"Restart after request {restartAfter}.");

        Assert.AreEqual(distributor.StartWei + release.Reward, world.Chain.BalanceOf(distributor.Address));
        return requests;
    }

    private static (WorldDevice Device, WorldRelease Release, WorldDistributor Distributor) Begin(World world)
    {
        WorldVendor vendor = world.AddVendor();
        vendor.ServesPackages = false;
        WorldDevice device = world.AddDevice("device", vendor);
        WorldRelease release = vendor.Publish(vendor.Make(100, [device]));
        WorldDistributor distributor = world.AddDistributor("distributor", release);
        device.Know(distributor);
        return (device, release, distributor);
    }
}
