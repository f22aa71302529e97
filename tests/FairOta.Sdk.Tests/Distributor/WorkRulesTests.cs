using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class WorkRulesTests
{
    private static readonly Address Coin = World.AddressOf("coin"), Other = World.AddressOf("other coin");
    private static readonly ReleaseFilter Policy = new()
    {
        MinReward = 1000,
        Tokens = ReleaseFilter.All.Tokens.Add(Coin, 5).Add(Other, 2000),
    };

    [TestMethod]
    public void Judge_WhatPaysTheLeastOfItsOwnToken_TakenAndNothingLess()
    {
        foreach ((Address token, int least) in new[] { (default, 1000), (Coin, 5), (Other, 2000) })
        {
            Assert.IsNull(Judge(Policy, token, least), $"{token}");
            Assert.AreEqual(WorkRule.Reward, Judge(Policy, token, least - 1), $"{token}");
        }
    }

    [TestMethod]
    public void Judge_TokenThatNobodyNamed_RefusedHoweverMuchItPays()
    {
        Assert.AreEqual(WorkRule.Token, Judge(Policy, World.AddressOf("worthless"), int.MaxValue));
        Assert.AreEqual(WorkRule.Token, Judge(ReleaseFilter.All, Coin, int.MaxValue));
        Assert.IsNull(Judge(ReleaseFilter.All, default, 1));
    }

    [TestMethod]
    public void Judge_VendorThatIsNotNamed_RefusedInAnyToken()
    {
        ReleaseFilter policy = Policy with { Vendors = [World.AddressOf("another vendor")] };
        Assert.AreEqual(WorkRule.Vendor, Judge(policy, Coin, 5));
        Assert.IsNull(Judge(policy with { Vendors = [World.Vendor] }, Coin, 5));
        Assert.AreEqual(WorkRule.Vendor, Judge(ReleaseFilter.None, default, 1000));
    }

    [TestMethod]
    public void Judge_VendorThatIsBarred_RefusedEvenWhereItIsNamed() => Assert.AreEqual(
        WorkRule.Vendor, Judge(Policy with { Vendors = [World.Vendor], BarredVendors = [World.Vendor] }, Coin, 5));

    [TestMethod]
    public void Judge_TooCloseToTheDeadline_Refused()
    {
        ReleaseFilter policy = Policy with { MinSecondsLeft = 9 * World.Hour };
        Assert.IsNull(Judge(policy, Coin, 5, World.Deadline - 9 * World.Hour - 1));
        Assert.AreEqual(WorkRule.Deadline, Judge(policy, Coin, 5, World.Deadline - 9 * World.Hour));
    }

    [TestMethod]
    [DataRow(1, 1099, true)] // 10 gas · 100 wei · 110 % = 1,100 wei
    [DataRow(1, 1100, false)]
    [DataRow(0, 1, false)]
    public void Judge_RewardAgainstGas_WithTheMargin(int isMarginOn, int reward, bool isRefused)
    {
        ReleaseFilter policy = new() { GasPerDelivery = 10, GasMarginPercent = 110 * isMarginOn };
        WorkRule? rule = Judge(policy, default, reward, weiPerGas: 100);
        Assert.AreEqual(isRefused ? WorkRule.Gas : null, rule);
    }

    [TestMethod]
    public void Judge_RewardInATokenOrPriceUnknown_IsNotComparedWithGas()
    {
        Assert.IsNull(Judge(Policy, Coin, 5, weiPerGas: BigInteger.Pow(10, 18)));
        Assert.IsNull(Judge(Policy, default, 1000));
    }

    [TestMethod]
    [DataRow(54, true)] // a unit is worth 20 wei, and with the margin gas costs 1,100
    [DataRow(55, false)]
    public void Judge_RewardInATokenOfKnownWorth_AgainstGasWithTheMargin(int reward, bool isRefused)
    {
        ReleaseFilter policy = Policy with { GasPerDelivery = 10, GasMarginPercent = 110 };
        RewardWorth worth = new() { Tokens = new RewardWorth().Tokens.Add(Coin, new TokenValue(200, 10)) };
        Assert.AreEqual(isRefused ? WorkRule.Gas : null, Judge(policy, Coin, reward, weiPerGas: 100, worth: worth));
        Assert.IsNull(Judge(policy, Coin, reward, worth: worth));
    }

    [TestMethod]
    public void Judge_RewardOfUnknownWorth_TakenOrLeftAsThePolicySays()
    {
        RewardWorth leaves = new() { TakesUnknown = false };
        Assert.AreEqual(WorkRule.Gas, Judge(Policy, Coin, 5, weiPerGas: 0, worth: leaves));
        Assert.AreEqual(WorkRule.Gas, Judge(Policy, Coin, 5, worth: leaves));
        Assert.IsNull(Judge(Policy, default, 1000, weiPerGas: 0, worth: leaves));
    }

    [TestMethod]
    public void Judge_NotFundedOrReclaimed_Refused()
    {
        using World world = new(devices: 2);
        ReleaseView funded = View(world, world.Created, world.Tranche(0));
        Assert.IsNull(WorkRules.Judge(funded, ReleaseFilter.All, null, World.Start));
        Assert.AreEqual(WorkRule.Funding, Rule(View(world, world.Created)));
        Assert.AreEqual(WorkRule.Funding, Rule(funded with { Reclaimed = 1 }));
    }

    [TestMethod]
    public void Judge_DevicesPaidOrReserved_AreNotLeft()
    {
        using World world = new(devices: 3);
        Exchange[] exchanges = [.. world.Devices.Select(device => device.Challenge())];
        world.Block(
            world.DeliveredBy(World.Self, exchanges[0], Hash32.FromBytes(World.KeyOf("k"))),
            world.ReservedBy(World.AddressOf("other"), World.Start + World.Hour, exchanges[1]));
        ReleaseView release = world.Chain.View.Find(world.Release)!;
        Assert.AreEqual(1, WorkRules.DevicesLeft(release));
        Assert.IsNull(WorkRules.Judge(release, new ReleaseFilter(), null, World.Start));
        Assert.AreEqual(WorkRule.Devices, Rule(release, new ReleaseFilter { MinDevicesLeft = 2 }));
    }

    [TestMethod]
    public void Judge_FleetThatNoListHolds_RefusedUnlessAnotherTrancheHasOne()
    {
        using World world = new(devices: 1);
        TrancheAdded beyond = world.Tranche(0) with { FleetSize = FleetList.MaxDevices + 1 };
        Assert.AreEqual(WorkRule.Fleet, Rule(View(world, world.Created, beyond)));
        Assert.IsNull(WorkRules.Judge(
            View(world, world.Created, beyond, world.Tranche(1)), ReleaseFilter.All, null, World.Start));
    }

    [TestMethod]
    public void Order_FailedLeastThenEthThenMostToEarn()
    {
        using World world = new();
        ReleaseView Of(string name, int reward, Address token = default) => View(
            world,
            world.Created with { Release = Id(name), Reward = reward, Token = token },
            world.Tranche(0) with { Release = Id(name) });
        ReleaseView[] ordered = [.. WorkRules.Order(
            [Of("failed", 9), Of("coin", 100, Coin), Of("less", 1), Of("more", 2)],
            release => release == Id("failed") ? 1 : 0)];
        CollectionAssert.AreEqual(
            new[] { "more", "less", "coin", "failed" }.Select(Id).ToArray(),
            ordered.Select(release => release.Created.Release).ToArray());
    }

    private static ReleaseId Id(string name) => new(Hash32.FromBytes(World.KeyOf(name)));

    private static ReleaseView View(World world, params EscrowEvent[] events) =>
        EscrowView.Empty.Apply(events).Releases.Values.Single();

    private static WorkRule? Rule(ReleaseView release, ReleaseFilter? policy = null) =>
        WorkRules.Judge(release, policy ?? ReleaseFilter.All, null, World.Start)?.Rule;

    private static WorkRule? Judge(
        ReleaseFilter policy, Address token, int reward, long now = World.Start, BigInteger? weiPerGas = null,
        RewardWorth? worth = null)
    {
        using World world = new(devices: 1, token: token);
        ReleaseView release = View(world, world.Created with { Reward = reward }, world.Tranche(0));
        return WorkRules.Judge(release, policy, weiPerGas, now, worth)?.Rule;
    }
}
