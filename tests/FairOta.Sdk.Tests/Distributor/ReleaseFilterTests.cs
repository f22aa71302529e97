using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class ReleaseFilterTests
{
    private static readonly Address Coin = World.AddressOf("coin"), Other = World.AddressOf("other coin");
    private static readonly ReleaseFilter Filter = new()
    {
        MinReward = 1000,
        Tokens = ReleaseFilter.All.Tokens.Add(Coin, 5).Add(Other, 2000),
    };

    [TestMethod]
    public void Wants_WhatPaysTheLeastOfItsOwnToken_AndNothingLess()
    {
        foreach ((Address token, int least) in new[] { (default, 1000), (Coin, 5), (Other, 2000) })
        {
            Assert.IsTrue(Wants(Filter, token, least), $"{token}");
            Assert.IsFalse(Wants(Filter, token, least - 1), $"{token}");
        }
    }

    [TestMethod]
    public void Wants_TokenThatNobodyNamed_IsNotWantedHoweverMuchItPays()
    {
        Assert.IsFalse(Wants(Filter, World.AddressOf("worthless"), int.MaxValue));
        Assert.IsFalse(Wants(ReleaseFilter.All, Coin, int.MaxValue));
        Assert.IsTrue(Wants(ReleaseFilter.All, default, 1));
    }

    [TestMethod]
    public void Wants_VendorThatIsNotNamed_IsNotWantedInAnyToken()
    {
        ReleaseFilter filter = Filter with { Vendors = [World.AddressOf("another vendor")] };
        Assert.IsFalse(Wants(filter, Coin, 5));
        Assert.IsTrue(Wants(filter with { Vendors = [World.Vendor] }, Coin, 5));
    }

    [TestMethod]
    public void Wants_TooCloseToTheDeadline_IsNotWanted()
    {
        Assert.IsTrue(Wants(Filter, Coin, 5, World.Deadline - 6 * World.Hour - 1));
        Assert.IsFalse(Wants(Filter, Coin, 5, World.Deadline - 6 * World.Hour));
    }

    private static bool Wants(ReleaseFilter filter, Address token, int reward, long now = World.Start)
    {
        using World world = new(devices: 1, token: token);
        EscrowView view = EscrowView.Empty.Apply([world.Created with { Reward = reward }, world.Tranche(0)]);
        return filter.Wants(view.Find(world.Release)!, now);
    }
}
