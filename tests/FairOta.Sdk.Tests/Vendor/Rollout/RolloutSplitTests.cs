using System;
using System.Linq;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class RolloutSplitTests
{
    private static readonly Hash32 Seed = Hash32.Parse(new string('a', 64));

    [TestMethod]
    [DataRow(100, 10, "10,50,100", "")]
    [DataRow(101, 10, "33.33,66.66,100", "10,23,34,34")]
    [DataRow(7, 1, "50,100", "1,2,4")]
    [DataRow(3, 0, "100", "3")]
    [DataRow(3, 3, "", "3")]
    public void Waves_OfAFleet_HoldEveryDeviceOnce(int devices, int canary, string percents, string sizes)
    {
        RolloutSplit split = Split(devices, canary, percents);
        if (sizes.Length == 0)
        {
            var e = Assert.ThrowsExactly<RolloutException>(() => split.Waves());
            Assert.AreEqual(
                "Nobody is left for wave 10-percent: of 100 devices in no group the waves before it have 10.",
                e.Message);
            return;
        }

        var waves = split.Waves();
        Assert.AreEqual(sizes, string.Join(',', waves.Select(wave => wave.Devices.Count)));
        CollectionAssert.AreEquivalent(
            split.Fleet!.Devices.ToArray(), waves.SelectMany(wave => wave.Devices.Devices.ToArray()).ToArray());
    }

    [TestMethod]
    public void Waves_OfTheSameSeed_AreTheSame()
    {
        RolloutSplit split = Split(1000, 10, "50,100");
        FleetList canary = split.Waves()[0].Devices;
        var backwards = split with { Fleet = new FleetList([.. split.Fleet!.Devices.ToArray().Reverse()]) };
        CollectionAssert.AreEqual(canary.ToBytes(), backwards.Waves()[0].Devices.ToBytes());
        var other = split with { Seed = Hash32.Parse(new string('b', 64)) };
        CollectionAssert.AreNotEquivalent(
            canary.Devices.ToArray(), other.Waves()[0].Devices.Devices.ToArray());
    }

    [TestMethod]
    public void Waves_OfGroups_ComeFirstAndOutOfTheFleet()
    {
        RolloutSplit split = Split(10, 2, "100") with
        {
            Groups = [("lab", Sample.Fleet(3)), ("beta", Sample.Fleet(2, 4))],
        };
        var waves = split.Waves();
        Assert.AreEqual("lab 3,beta 2,canary 2,100-percent 3",
            string.Join(',', waves.Select(wave => $"{wave.Name} {wave.Devices.Count}")));
        Assert.AreEqual(10, waves.SelectMany(wave => wave.Devices.Devices.ToArray()).Distinct().Count());
    }

    [TestMethod]
    public void Waves_OfGroupsAlone_NeedNoFleet()
    {
        var split = new RolloutSplit { Seed = Seed, Groups = [("lab", Sample.Fleet(3)), ("all", Sample.Fleet(9, 4))] };
        Assert.AreEqual("lab,all", string.Join(',', split.Waves().Select(wave => wave.Name)));
    }

    [TestMethod]
    public void Waves_WithADeviceInTwoGroups_NameItAndBoth()
    {
        var split = new RolloutSplit { Seed = Seed, Groups = [("lab", Sample.Fleet(3)), ("beta", Sample.Fleet(2, 3))] };
        var e = Assert.ThrowsExactly<RolloutException>(() => split.Waves());
        StringAssert.Contains(e.Message, $"{Sample.Fleet(1, 3)[0]} is in group lab and in group beta");
    }

    [TestMethod]
    public void Waves_OfAGroupOutsideTheFleet_AreRefused()
    {
        RolloutSplit split = Split(10, 2, "100") with { Groups = [("lab", Sample.Fleet(1, 11))] };
        var e = Assert.ThrowsExactly<RolloutException>(() => split.Waves());
        StringAssert.Contains(e.Message, "of group lab is not in the fleet");
    }

    [TestMethod]
    public void Waves_ThatLeaveDevicesOut_AreRefused()
    {
        var e = Assert.ThrowsExactly<RolloutException>(() => Split(10, 2, "50").Waves());
        Assert.AreEqual("5 devices are in no wave: let the last share be 100%.", e.Message);
    }

    [TestMethod]
    public void Waves_OfACanaryLargerThanTheFleet_AreRefused() =>
        Assert.ThrowsExactly<RolloutException>(() => Split(10, 11, "").Waves());

    [TestMethod]
    public void Waves_OfFallingShares_AreRefused() =>
        Assert.ThrowsExactly<RolloutException>(() => Split(10, 0, "50,40,100").Waves());

    [TestMethod]
    public void Waves_OfACanaryWithoutAFleet_AreRefused() => Assert.ThrowsExactly<RolloutException>(
        () => new RolloutSplit { Seed = Seed, Groups = [("lab", Sample.Fleet(3))], Canary = 1 }.Waves());

    private static RolloutSplit Split(int devices, int canary, string percents) => new()
    {
        Fleet = Sample.Fleet(devices),
        Canary = canary,
        Shares = [.. percents.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => Share.Parse(p + "%"))],
        Seed = Seed,
    };
}
