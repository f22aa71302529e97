using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using SimNetwork = FairOta.Simulator.Worlds.Network;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>Who reaches whom.</summary>
[TestClass]
public sealed class PartitionTests
{
    [TestMethod]
    public void Partitions_OfTheSameTwo_EndEachAtItsOwnTime()
    {
        (SimNetwork network, SimVendor host) = Make();

        network.Part(1, host, parted: true);
        network.Part(1, host, parted: true);
        Assert.IsNull(network.Find(1, host.Url));
        network.Part(1, host, parted: false);
        Assert.IsNull(network.Find(1, host.Url));
        network.Part(1, host, parted: false);
        Assert.AreSame(host, network.Find(1, host.Url));
    }

    [TestMethod]
    public void Partition_ThatEndsAfterEverybodyWasJoined_CutsNobodyAndHealsNothing()
    {
        (SimNetwork network, SimVendor host) = Make();

        network.Part(1, host, parted: true);
        network.Join();
        Assert.AreSame(host, network.Find(1, host.Url));
        network.Part(1, host, parted: false);
        network.Part(1, host, parted: true);
        Assert.IsNull(network.Find(1, host.Url));
    }

    [TestMethod]
    public void Partition_OfOneGroup_LeavesOthersAlone()
    {
        (SimNetwork network, SimVendor host) = Make();

        network.Part(1, host, parted: true);
        Assert.AreSame(host, network.Find(0, host.Url));
        Assert.AreSame(host, network.Find(host.Group, host.Url));
    }

    [TestMethod]
    public void Partitions_OfAScenario_CutDevicesAndDistributors()
    {
        Play play = Play.Run(NamedScenarios.Find("small-fleet")! with
        {
            Devices = 2,
            MinutesPerPartition = 2,
            HealMinutes = 120,
        });
        int all = play.Count("fault partition"), hosts = play.CountWith("fault partition http", " from http");
        Assert.IsGreaterThan(3, hosts);
        Assert.IsGreaterThan(hosts, all);
    }

    private static (SimNetwork Network, SimVendor Host) Make()
    {
        SimWorld world = new(1, 0, 1);
        SimNetwork network = new();
        SimVendor host = new(
            1, world, new Simulator.Chain.WorldChain(world, new()), "nothing is written there", "vendor");
        network.Add(host);
        return (network, host);
    }
}
