using System.Linq;
using FairOta.Core.Crypto;
using FairOta.Core.Tests.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Portable.Tests;

/// <summary>A device works out a sum a bounded piece at a time.</summary>
[TestClass]
public class PointSumStepTests
{
    [TestMethod]
    public void Advance_StepByStep_ReachesTheSameSum()
    {
        Draws draws = new(104);
        Scalar[] k = Enumerable.Range(0, 3).Select(_ => draws.Scalar()).ToArray();
        Point[] multiples = Points.SmallMultiples(3);
        PointSum once = new(3, true), stepwise = new(3, true);
        for (int i = 0; i < k.Length; i++)
        {
            once.Add(k[i], multiples[4 + i]);
            stepwise.Add(k[i], multiples[4 + i]);
        }
        Point expected = new(), actual = new();
        once.Finish(expected);
        int steps = 1;
        while (!stepwise.Advance()) steps++;
        Assert.IsGreaterThan(30, steps);
        Assert.IsTrue(stepwise.Advance());
        stepwise.Finish(actual);
        Points.AssertEqual(expected, actual, "in steps");
    }
}
