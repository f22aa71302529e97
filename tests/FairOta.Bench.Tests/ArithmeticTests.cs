using System;
using System.Linq;
using FairOta.Bench.Exchange;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Range = FairOta.Bench.Plots.Range;

namespace FairOta.Bench.Tests;

[TestClass]
public sealed class ArithmeticTests
{
    /// <summary>Against drawing without replacement, counted out: 3 bad of 10, 2 samples, C(7,2) / C(10,2).</summary>
    [TestMethod]
    public void Slip_OfSmallCounts_IsTheCountedShare()
    {
        Assert.AreEqual(21.0 / 45, Slip.Exact(10, 2, 0.3), 1e-12);
        Assert.AreEqual(0, Slip.Exact(10, 8, 0.3), "more samples than good segments");
        Assert.AreEqual(1, Slip.Exact(10, 8, 0));
    }

    [TestMethod]
    [DataRow(257)]
    [DataRow(1025)]
    [DataRow(8193)]
    public void Slip_OfAnyCount_IsBelowTheBound(int n)
    {
        foreach (double share in new[] { 0.001, 0.01, 0.05, 0.25, 0.5, 1 })
            Assert.IsLessThanOrEqualTo(Slip.Bound(32, share) + 1e-12, Slip.Exact(n, 32, share));
    }

    [TestMethod]
    public void Line_ThroughPointsOfOne_IsThatLine()
    {
        Line line = Line.Through([.. new[] { 1, 2, 5, 9 }.Select(x => ((double)x, 3.5 - 2.0 * x))]);
        Assert.AreEqual(3.5, line.Start, 1e-9);
        Assert.AreEqual(-2, line.Slope, 1e-9);
        Assert.AreEqual(-16.5, line.At(10), 1e-9);
    }

    [TestMethod]
    public void Ticks_WithSteps_AreThoseWithinTheRange()
    {
        Axis axis = new("x", 10, Axis.Number, 1, 2, 5);
        CollectionAssert.AreEqual(new double[] { 2, 5, 10, 20 }, axis.Ticks(new Range(2, 40)).Select(Near).ToArray());
        Range whole = axis.Whole(new Range(3, 40));
        Assert.AreEqual((2, 50), (Near(whole.Least), Near(whole.Most)));
    }

    [TestMethod]
    public void Ticks_WithoutSteps_ArePowersOfTheBase()
    {
        Axis axis = new("x", 4, Axis.Number);
        CollectionAssert.AreEqual(new double[] { 1, 4, 16 }, axis.Ticks(new Range(1, 60)).Select(Near).ToArray());
        Assert.AreEqual(64, Near(axis.Whole(new Range(1, 60)).Most));
    }

    [TestMethod]
    public void Replace_OfAPart_LeavesTheRest() => Assert.AreEqual(
        "before\n<!-- a -->\n\nnew\n\n<!-- end of a -->\nafter",
        Markdown.Replace("before\n<!-- a -->\nold\n<!-- end of a -->\nafter", "a", "\nnew\n"));

    [TestMethod]
    [DataRow("nothing")]
    [DataRow("<!-- a -->\nno end")]
    [DataRow("<!-- a -->\n<!-- end of a -->\n<!-- a -->\n<!-- end of a -->\n")]
    public void Replace_WithoutOnePlace_IsRefused(string text) =>
        Assert.ThrowsExactly<ArgumentException>(() => Markdown.Replace(text, "a", "new"));

    private static double Near(double value) => Math.Round(value, 6);
}
