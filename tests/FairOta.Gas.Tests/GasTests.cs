using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Gas.Tests;

/// <summary>What the escrow's calls cost, in whole transactions.</summary>
[TestClass]
public sealed class GasTests
{
    private static IReadOnlyList<Measurement> _all = [];

    [ClassInitialize]
    public static async Task Measure(TestContext _) => _all = await Measurements.RunAsync();

    private static Measurement Of(string name) => _all.Single(measurement => measurement.Name == name);

    [TestMethod]
    public void Gas_EveryTransaction_IsAsInTheSnapshot() => Assert.AreEqual(
        "",
        new Snapshot("gas.json").Check($"{{\n{string.Join(",\n", _all.Select(measured => measured.ToJson()))}\n}}\n"));

    [TestMethod]
    [DataRow("createRelease, ETH, 2^20 devices", 150_000)]
    [DataRow("createRelease, ETH, URL of 120 bytes", 150_000)]
    [DataRow("createRelease, token", 150_000)]
    [DataRow("claim 1, touched, ETH", 75_000)]
    [DataRow("claim 100, touched, ETH", 100 * 26_000)]
    [DataRow("claim 100, touched, token", 100 * 26_000)]
    [DataRow("claim 100, fresh, ETH", 100 * 43_000)]
    [DataRow("claim 100, fresh, token", 100 * 43_000)]
    public void Gas_OfACall_KeepsBelowItsCeiling(string call, long ceiling) =>
        Assert.IsLessThanOrEqualTo(ceiling, Of(call).Gas);

    [TestMethod]
    [DataRow("100, touched, ETH", 30_000)]
    [DataRow("100, touched, token", 30_000)]
    [DataRow("100, fresh, ETH", 47_000)]
    [DataRow("100, fresh, token", 47_000)]
    public void Gas_OfReserveAndReveal_KeepsBelowItsCeiling(string batch, long ceiling) =>
        Assert.IsLessThanOrEqualTo(100 * ceiling, Of("reserve " + batch).Gas + Of("reveal " + batch).Gas);

    /// <summary>All but the size's own bytes, which cost 12 gas more each where they are not zero.</summary>
    [TestMethod]
    [DataRow("2^20", 0)]
    [DataRow("2^32-1", 36)]
    public void CreateRelease_OfALargerFleet_CostsTheSame(string size, long more) => Assert.AreEqual(
        Of("createRelease, ETH, 1 device").Gas + more, Of($"createRelease, ETH, {size} devices").Gas);

    /// <summary>A call whose calldata sets its price would not get cheaper by computing less.</summary>
    [TestMethod]
    public void Gas_OfEveryCall_IsAboveWhatItsCalldataCostsAtLeast()
    {
        foreach (Measurement call in _all) Assert.IsGreaterThan(call.Floor7623, call.Gas, call.Name);
    }

    /// <summary>The peer proves a place in the same fleet and pays; it has no signature, no key and no event of one.
    /// </summary>
    [TestMethod]
    [DataRow("claim 1, fresh, token, the first", "cold", 125)]
    [DataRow("claim 1, touched, token", "packed", 135)]
    [DataRow("claim 100, touched, token", "packed", 43)]
    [DataRow("claim 100, fresh, token", "cold", 46)]
    public void Claim_BesideMerkleDistributor_CostsAtMost(string claim, string peer, long percent) =>
        Assert.IsLessThanOrEqualTo(
            percent * Of($"merkle-distributor, {peer}").Gas, 100 * Of(claim).PerDelivery, $"{claim} beside {peer}");

    [TestMethod]
    [DataRow("1", 240)]
    [DataRow("100", 250)]
    public void Claim_BesideTheFloor_CostsAtMost(string count, long percent) => Assert.IsLessThanOrEqualTo(
        percent * Of($"floor {count}").Gas, 100 * Of($"claim {count}, touched, ETH").Gas);

    [TestMethod]
    public void Floor_OfOneDelivery_DoesTwoRecoveriesAndOneEvent()
    {
        const long Transaction = 21_000, Recoveries = 2 * 3_000, Event = 375 + 4 * 375 + 32 * 8;
        const long Calldata = 16 * Floor.DeliveryBytes; // a zero byte costs 4, and there are few
        const long Instructions = 500; // those that prepare the three

        long gas = Of("floor 1").Gas;

        Assert.IsGreaterThan(Transaction + Recoveries + Event + Calldata / 2, gas);
        Assert.IsLessThan(Transaction + Recoveries + Event + Calldata + Instructions, gas);
    }

    [TestMethod]
    [DataRow("createRelease, ETH, 2^20 devices")]
    [DataRow("createRelease, token")]
    [DataRow("createRelease, token, the first")]
    [DataRow("addTranche, ETH")]
    [DataRow("addTranche, token")]
    [DataRow("claim 1, fresh, ETH")]
    [DataRow("claim 1, touched, ETH")]
    [DataRow("claim 1, fresh, token")]
    [DataRow("claim 1, touched, token")]
    [DataRow("reserve 1, fresh, ETH")]
    [DataRow("reserve 1, touched, ETH")]
    [DataRow("reveal 1, touched, ETH")]
    [DataRow("reveal 1, touched, token")]
    [DataRow("claim 10, fresh, ETH")]
    [DataRow("claim 10, touched, ETH")]
    [DataRow("claim 10, fresh, token")]
    [DataRow("claim 10, touched, token")]
    [DataRow("claim 100, fresh, ETH")]
    [DataRow("claim 100, touched, ETH")]
    [DataRow("claim 100, fresh, token")]
    [DataRow("claim 100, touched, token")]
    [DataRow("expire 100, fresh, ETH")]
    [DataRow("expire 100, touched, ETH")]
    [DataRow("reclaim, ETH")]
    [DataRow("reclaim, token")]
    [DataRow("merkle-distributor, cold")]
    [DataRow("merkle-distributor, packed")]
    [DataRow("floor 1")]
    [DataRow("floor 100")]
    public void Readme_OfTheContracts_HasTheFigure(string call)
    {
        Measurement measured = Of(call);
        long figure = measured.Deliveries == 0 ? measured.Gas : measured.PerDelivery;
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "contracts", "README.md"));

        string expected = figure.ToString("N0", CultureInfo.InvariantCulture);
        Assert.IsTrue(
            readme.Contains(expected, StringComparison.Ordinal), $"contracts/README.md lacks {expected}, {call}.");
    }

    [TestMethod]
    public void Difference_OfALineThatChanged_ShowsBoth() => CollectionAssert.AreEqual(
        new[] { "-b", "+c" }, Snapshot.Difference("a\nb\n", "a\nc\n").ToArray());

    [TestMethod]
    public void CalldataPrice_OfZeroAndOtherBytes_FollowsBothProposals()
    {
        Assert.AreEqual(21_000 + 2 * 10 + 40, CalldataPrice.Floor7623([0, 7, 0]));
        Assert.AreEqual(21_000 + 3 * 64, CalldataPrice.Floor7976([0, 7, 0]));
    }
}
