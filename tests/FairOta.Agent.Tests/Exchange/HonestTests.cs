using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>The exchange among the honest, on one thread under a virtual clock.</summary>
[TestClass]
public class HonestTests
{
    [TestMethod]
    public void Update_HonestDistributor_InstallsAndPaysOnce()
    {
        TestRelease release = new("2.0.0.0");
        World world = World.Honest(release);
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(release));
        Assert.AreEqual("2.0.0.0", device.Agent.InstalledVersion.ToString());
        Assert.HasCount(1, world.Receipts);
        Assert.HasCount(1, device.Chosen);
        FakeSession session = world.Distributors.SelectMany(d => d.Sessions).Single();
        Assert.AreEqual(release.Package.Content.Length, session.BytesServed);
        Assert.AreEqual(0, world.Origin.PackageBytes);
        Assert.IsNull(device.Release);
    }
    [TestMethod]
    public void Challenge_WhileItsAnswerIsAwaited_PreparesTheCheck()
    {
        TestRelease release = new("2.0.0.0");
        World world = World.Honest(release);
        TestDevice device = new(world);
        device.RunFor(3600, () => world.Log.Exists(sent => sent.EndsWith("/challenge", StringComparison.Ordinal)));

        // The clock stands still, so nothing comes: the polynomial that vanishes, each commitment, their sum.
        int prepared = 0;
        while (device.Agent.Step() == StepOutcome.Working)
            prepared++;
        Assert.IsGreaterThanOrEqualTo(release.Manifest.Samples + 3, prepared);
        Assert.AreEqual(StepOutcome.Pending, device.Agent.Step());
        device.RunUntilIdle();
        Assert.IsTrue(device.Runs(release));
    }
}
