using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Publishing;

[TestClass]
public sealed class FundingQuoteTests
{
    private static readonly Address Token = Address.Parse("0x0000000000000000000000000000000000007043");
    private static readonly FundingQuote Ether = new(true, default, 1000, 3, 2, 3, 0, 0);
    private static readonly FundingQuote InToken = Ether with { Token = Token };

    /// <summary>A node wants the whole margin of gas at the highest price to be there.</summary>
    [TestMethod]
    public void HighestFee_OfAQuote_IsTheMarginAtTheHighestPrice() =>
        Assert.AreEqual(new BigInteger(Ether.Gas * 180 / 100 * 3), Ether.HighestFee);

    /// <summary>The gas that the quote counts with is what was measured.</summary>
    [TestMethod]
    public void Gas_OfTheQuote_IsTheSnapshots()
    {
        JsonNode snapshot = JsonNode.Parse(File.ReadAllText(Snapshot()))!;
        long Of(string name, string what = "gas") => (long)snapshot[name]![what]!;
        Assert.AreEqual(Of("createRelease, ETH, URL of 120 bytes"), Ether.Gas);
        Assert.AreEqual(Of("addTranche, ETH"), (Ether with { IsFirst = false }).Gas);
        Assert.IsGreaterThan(Of("createRelease, token, the first"), InToken.Gas);
        Assert.IsGreaterThan(Of("addTranche, token"), (InToken with { IsFirst = false }).Gas);
        foreach ((string state, long gas) in new[]
        {
            ("touched", FundingQuote.LeastDeliveryGas), ("fresh", FundingQuote.MostDeliveryGas),
        })
        {
            string batch = $"100, {state}, ETH";
            Assert.AreEqual(Of("reserve " + batch, "perDelivery") + Of("reveal " + batch, "perDelivery"), gas);
        }
    }

    [TestMethod]
    public void Missing_InEther_IsOfLockedAndFeeTogether()
    {
        Assert.AreEqual(new BigInteger(3000), Ether.Locked);
        Assert.AreEqual(3000 + Ether.HighestFee, Ether.MissingWei);
        Assert.AreEqual(BigInteger.One, (Ether with { EtherBalance = 2999 + Ether.HighestFee }).MissingWei);
        Assert.AreEqual(BigInteger.Zero, (Ether with { EtherBalance = 3000 + Ether.HighestFee }).MissingWei);
        Assert.AreEqual(BigInteger.Zero, Ether.MissingTokens);
    }

    [TestMethod]
    public void Missing_InAToken_IsOfEachApart()
    {
        FundingQuote quote = InToken with { EtherBalance = InToken.HighestFee - 1, TokenBalance = 2999 };
        Assert.AreEqual(BigInteger.One, quote.MissingWei);
        Assert.AreEqual(BigInteger.One, quote.MissingTokens);
        Assert.AreEqual(BigInteger.Zero, (quote with { EtherBalance = quote.HighestFee }).MissingWei);
        Assert.AreEqual(BigInteger.Zero, (quote with { TokenBalance = 3001 }).MissingTokens);
    }

    [TestMethod]
    public void Incentive_ComparesRewardAndGas()
    {
        DistributorIncentive? Of(BigInteger reward) => (Ether with { Reward = reward }).Incentive;
        Assert.AreEqual(DistributorIncentive.None, Of(Ether.LeastDeliveryFee));
        Assert.AreEqual(DistributorIncentive.Partial, Of(Ether.LeastDeliveryFee + 1));
        Assert.AreEqual(DistributorIncentive.Partial, Of(Ether.MostDeliveryFee));
        Assert.AreEqual(DistributorIncentive.Full, Of(Ether.MostDeliveryFee + 1));
        Assert.IsNull(InToken.Incentive);
    }

    private static string Snapshot()
    {
        DirectoryInfo? folder = new(System.AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("FairOta.slnx").Any()) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "contracts/snapshots/gas.json");
    }
}
