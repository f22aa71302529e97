using System;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

/// <summary>Points for tests, made without the multiplications that are under test.</summary>
internal static class Points
{
    private const string Generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    /// <summary>k G for k = -n … n at index k + n, by repeated addition of G.</summary>
    public static Point[] SmallMultiples(int n)
    {
        Point[] result = new Point[2 * n + 1];
        result[n] = new Point();
        Point generator = Compressed(Convert.FromHexString(Generator));
        for (int k = 1; k <= n; k++)
        {
            result[n + k] = new Point();
            result[n + k].Add(result[n + k - 1], generator);
            result[n - k] = new Point();
            result[n - k].Negate(result[n + k]);
        }
        return result;
    }

    public static Point Compressed(byte[] encoded)
    {
        Point point = new();
        Assert.IsTrue(point.TryReadCompressed(encoded, 0));
        return point;
    }

    /// <summary>The same point with another z: (P + H) - H.</summary>
    public static Point Rescaled(Point point)
    {
        Point away = Compressed(Convert.FromHexString(Generator));
        for (int i = 0; i < 100; i++) away.Double(away);
        Point result = new();
        result.Add(point, away);
        away.Negate(away);
        result.Add(result, away);
        return result;
    }

    public static void AssertEqual(Point expected, Point actual, string what)
    {
        Assert.AreEqual(expected.IsInfinity, actual.IsInfinity, what);
        Assert.IsTrue(expected.EqualTo(actual), what);
        if (expected.IsInfinity) return;
        byte[] left = new byte[64], right = new byte[64];
        expected.Write(left, 0);
        actual.Write(right, 0);
        CollectionAssert.AreEqual(left, right, what);
    }
}
