using System;
using System.Linq;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Simulator.Worlds;
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
        Assert.AreEqual((157, 2121), Sizes(world, "POST", "sessions"));
        Assert.AreEqual((67, 0), Sizes(world, "POST", "receipt"));
        Assert.AreEqual((0, 35), Sizes(world, "GET", "key"));

        // Indices above 255 take a byte more than others; paths have at most 11 siblings here.
        (int request, int answer) = Sizes(world, "POST", "challenge");
        Assert.IsLessThanOrEqualTo(70 + (32 * 3), request);
        Assert.IsLessThanOrEqualTo(8 + (32 * (1 + 34 + 3 + (11 * 32))), answer);
        foreach (var kind in world.Wire.GroupBy(e => (e.Request.Method, e.Parts[^1], e.Reply.Status)))
        {
            TestContext.WriteLine(
                $"{kind.Key.Method} {kind.Key.Item2} {kind.Key.Status}: {kind.Count()} times, body of at most "
                + $"{kind.Max(e => e.Request.Body.Length)} bytes -> {kind.Max(e => e.Reply.Body.Length)} bytes");
        }
    }

    private static (int Request, int Answer) Sizes(World world, string method, string last)
    {
        WireEntry[] entries = [.. world.Wire.Where(e => e.Is(method, last))];
        return (entries.Max(e => e.Request.Body.Length), entries.Max(e => e.Reply.Body.Length));
    }
}
