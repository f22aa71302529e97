using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto.Host;

/// <summary>Additions of affine points by the batch.</summary>
[TestClass]
public class AffineBatch64Tests
{
    [TestMethod]
    public void Additions_OfAllPairsOfSmallMultiples_AreComplete()
    {
        const int n = 12, row = 2 * n + 1;
        Point[] multiples = Points.SmallMultiples(2 * n);
        Affine64[] points = new Affine64[row + row * row];
        AffineBatch64 batch = new(points, row * row);
        for (int a = -n; a <= n; a++)
        {
            // (0, 0) for infinity.
            if (a != 0) points[a + n] = multiples[a + 2 * n].ToAffine64();
            for (int b = -n; b <= n; b++) batch.Plan(a + n, b + n, row + (a + n) * row + b + n);
        }
        batch.Run();
        for (int a = -n; a <= n; a++)
            for (int b = -n; b <= n; b++)
                AssertIs(multiples[a + b + 2 * n], points[row + (a + n) * row + b + n], $"{a} + {b}");
    }

    [TestMethod]
    public void Sums_IntoAnOperand_AreThose()
    {
        Point[] multiples = Points.SmallMultiples(4);
        Affine64[] points = [multiples[5].ToAffine64(), multiples[6].ToAffine64()];
        AffineBatch64 batch = new(points, 1);
        batch.Plan(0, 1, 0);
        batch.Run();
        AssertIs(multiples[7], points[0], "G + 2 G");
        batch.Plan(1, 1, 1);
        batch.Run();
        AssertIs(multiples[8], points[1], "2 G + 2 G");
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 2)]
    [DataRow(3, 8)]
    [DataRow(6, 32)]
    public void OddMultiples_ByTheBatchAndOneByOne_AreThose(int points, int count)
    {
        Point[] multiples = Points.SmallMultiples(2 * points * count);
        Affine64[] given = new Affine64[points];
        for (int i = 0; i < points; i++) given[i] = multiples[2 * points * count + i + 1].ToAffine64();
        Affine64[] single = Affine64.OddMultiples(given, count), batch = AffineBatch64.OddMultiples(given, count);
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < count; j++)
            {
                Point expected = multiples[2 * points * count + (i + 1) * (2 * j + 1)];
                AssertIs(expected, single[i * count + j], $"{2 * j + 1} times point {i}, one by one");
                AssertIs(expected, batch[i * count + j], $"{2 * j + 1} times point {i}, by the batch");
            }
        }
    }

    private static void AssertIs(Point expected, Affine64 actual, string what)
    {
        Assert.AreEqual(expected.IsInfinity, actual.IsInfinity, what);
        if (expected.IsInfinity) return;
        Point point = new();
        point.Set(actual);
        Points.AssertEqual(expected, point, what);
    }
}
