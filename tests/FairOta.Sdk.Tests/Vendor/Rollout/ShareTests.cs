using System;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class ShareTests
{
    [TestMethod]
    [DataRow("95%", 9500, "95%")]
    [DataRow("0.01%", 1, "0.01%")]
    [DataRow("2.50%", 250, "2.5%")]
    [DataRow("100%", 10_000, "100%")]
    public void Parse_Share_IsReadAndShown(string text, int basisPoints, string shown)
    {
        Assert.AreEqual(new Share(basisPoints), Share.Parse(text));
        Assert.AreEqual(shown, Share.Parse(text).ToString());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("%")]
    [DataRow("95")]
    [DataRow("0%")]
    [DataRow("0.001%")]
    [DataRow("100.01%")]
    [DataRow("-5%")]
    [DataRow("1,5%")]
    [DataRow(" 5%")]
    [DataRow("1e1%")]
    [DataRow("00000095%")]
    public void Parse_AnythingElse_IsRefused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => Share.Parse(text));

    [TestMethod]
    [DataRow(9500, 19, 20, true)]
    [DataRow(9500, 94, 100, false)]
    [DataRow(1, 0, 0, false)]
    [DataRow(10_000, 1 << 20, 1 << 20, true)]
    [DataRow(10_000, (1 << 20) - 1, 1 << 20, false)]
    public void IsReachedBy_Counts_IsExact(int basisPoints, int count, int of, bool isReached) =>
        Assert.AreEqual(isReached, new Share(basisPoints).IsReachedBy(count, of));

    [TestMethod]
    public void LeastOf_AnyNumber_IsTheFirstThatReaches()
    {
        for (int basisPoints = 1; basisPoints <= Share.Whole; basisPoints += 77)
        {
            for (int all = 1; all < 60; all++)
            {
                var share = new Share(basisPoints);
                long least = share.LeastOf(all);
                Assert.IsTrue(share.IsReachedBy(least, all));
                Assert.IsFalse(share.IsReachedBy(least - 1, all));
            }
        }
    }
}
