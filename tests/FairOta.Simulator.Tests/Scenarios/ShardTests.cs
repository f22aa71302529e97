using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>Parts of a fleet, and what they are together.</summary>
[TestClass]
public sealed class ShardTests
{
    [TestMethod]
    public void Shards_OfAFleet_AddUpToIt()
    {
        Scenario scenario = NamedScenarios.Find("flaky-network", 1)! with
        {
            Devices = 5,
            WakeMinutes = 5,
            HealMinutes = 60,
        };
        Play[] plays = [.. Enumerable.Range(0, 2).Select(i => Play.Run(scenario, shard: new Shard(i, 2)))];

        Assert.AreEqual(new DeviceRange(0, 2, 5), plays[0].Report.Devices);
        Assert.AreEqual(new DeviceRange(2, 3, 5), plays[1].Report.Devices);
        CollectionAssert.AreEquivalent(new[] { 100, 101 }, plays[0].Actors("starts").ToArray());
        CollectionAssert.AreEquivalent(new[] { 102, 103, 104 }, plays[1].Actors("starts").ToArray());
        Assert.IsTrue(plays.All(play => play.Report.IsGood));

        FleetReport fleet = FleetReports.Join([.. plays.Select(play => play.Report)]);
        Assert.AreEqual(5, fleet.Rollout[^1].Confirmed);
        Assert.AreEqual(fleet.Releases[0].RewardWei * 5, fleet.Releases[0].PaidWei);
        Assert.AreEqual(fleet.Releases[0].RewardWei * 5, fleet.Releases[0].LockedWei);
        // What all shards do once alike is counted once.
        Assert.AreEqual(1, fleet.Calls.Single(call => call.Call == nameof(CreateRelease)).Mined);
        Assert.AreEqual(3, fleet.Calls.Single(call => call.Call == nameof(Announce)).Mined);
        Assert.AreEqual(
            Sum(fleet.Calls.Where(call => call.Call != nameof(CreateRelease)).Select(call => call.FeesWei)),
            Sum(fleet.Distributors.Select(each => each.FeesWei)));
    }

    [TestMethod]
    public void Shards_OfAnyNumber_HaveEveryDeviceOnce()
    {
        foreach (int count in new[] { 1, 2, 3, 7, 10 })
        {
            IEnumerable<int> all = Enumerable.Range(0, count).Select(i => new Shard(i, count).Of(10))
                .SelectMany(range => Enumerable.Range(range.First, range.End - range.First));
            CollectionAssert.AreEqual(Enumerable.Range(0, 10).ToArray(), all.ToArray());
        }
    }

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) =>
        amounts.Aggregate(BigInteger.Zero, (sum, each) => sum + each);

    private static string Refusal(System.Action act) => Assert.ThrowsExactly<IOException>(act).Message;

    [TestMethod]
    [DataRow("1")]
    [DataRow("1/1")]
    [DataRow("-1/2")]
    [DataRow("0/0")]
    [DataRow("0/10001")]
    [DataRow("0/2/3")]
    [DataRow("a/2")]
    [DataRow("")]
    public void Shard_OfAnotherForm_IsNone(string text) => Assert.IsNull(Shard.Parse(text));

    [TestMethod]
    public void Shard_OfItsForm_IsRead() => Assert.AreEqual(new Shard(1, 3), Shard.Parse("1/3"));

    [TestMethod]
    public void Shard_OfAStagedRolloutOrOfTooFewDevices_IsRefused()
    {
        RunRequest request = new(1) { Shard = new Shard(0, 50) };
        Assert.Contains("staged", Refusal(() => request.Prepare(["staged-rollout-good"])));
        Assert.Contains("make no 50", Refusal(() => request.Prepare(["small-fleet"])));
    }
}
