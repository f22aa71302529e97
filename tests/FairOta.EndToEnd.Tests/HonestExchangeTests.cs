using System;
using System.Linq;
using FairOta.EndToEnd.Tests.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>What happens where everybody is honest.</summary>
[TestClass]
public sealed class HonestExchangeTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Exchange_HonestDistributorAndDevice_OnOneThreadUnderAVirtualClock_IsPaidAndInstalled()
    {
        using var world = new World();
        WorldVendor vendor = world.AddVendor();
        WorldDevice device = world.AddDevice("device", vendor);
        WorldRelease release = vendor.Publish(vendor.Make(256 * 1024, [device]));
        WorldDistributor distributor = world.AddDistributor("distributor", release);
        device.Know(distributor);
        vendor.ServesPackages = false;

        Assert.IsTrue(world.RunUntil(() => device.Runs(release)));

        Assert.AreEqual(distributor.StartWei + release.Reward, world.Chain.BalanceOf(distributor.Address));
        CollectionAssert.AreEqual(release.Image, device.Slots.RunningImage);
        Assert.AreEqual(1025, release.Manifest.SegmentCount);
        foreach (var kind in world.Wire.GroupBy(e => (e.Request.Method, e.Parts[^1], e.Reply.Status)))
        {
            TestContext.WriteLine(
                $"{kind.Key.Method} {kind.Key.Item2} {kind.Key.Status}: {kind.Count()} times, body of at most "
                + $"{kind.Max(e => e.Request.Body.Length)} bytes -> {kind.Max(e => e.Reply.Body.Length)} bytes");
        }
    }
}
