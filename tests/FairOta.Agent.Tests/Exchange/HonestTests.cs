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
}
