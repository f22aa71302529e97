using System;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

[TestClass]
public class MultiplicationTests
{
    [TestMethod]
    public void Multiplications_OfKnownAnswers_Match()
    {
        Point generator = Points.SmallMultiples(1)[2];
        foreach (JsonElement row in KnownAnswers.Of("secp256k1/multiples.json"))
        {
            Scalar k = new();
            Assert.IsTrue(k.TryRead(row.Unhex("k"), 0));
            Point byTable = new(), byWindows = new();
            Multiplication.MultiplyGenerator(byTable, k);
            Multiplication.Multiply(byWindows, k, generator);
            byte[] written = new byte[64];
            byTable.Write(written, 0);
            Assert.AreEqual(row.Text("x") + row.Text("y"), KnownAnswers.Hex(written));
            Points.AssertEqual(byTable, byWindows, row.Text("k"));
        }
    }

    [TestMethod]
    public void Multiplications_BySmallAndNegativeScalars_AreRepeatedAdditions()
    {
        const int n = 70;
        Point[] multiples = Points.SmallMultiples(3 * n);
        for (int k = -n; k <= n; k++)
        {
            Scalar scalar = Draws.ToScalar(Draws.Mod(k, Draws.Q));
            Point r = new();
            Multiplication.MultiplyGenerator(r, scalar);
            Points.AssertEqual(multiples[k + 3 * n], r, $"{k} G");
            Multiplication.Multiply(r, scalar, multiples[3 + 3 * n]);
            Points.AssertEqual(multiples[3 * k + 3 * n], r, $"{k} * 3 G");
            Multiplication.Multiply(r, scalar, new Point());
            Assert.IsTrue(r.IsInfinity);
        }
    }

    [TestMethod]
    public void Multiplications_ByPowersOfTwo_AreDoublings()
    {
        Point generator = Points.SmallMultiples(1)[2], doubled = new();
        doubled.Set(generator);
        for (int i = 0; i < 256; i++)
        {
            Scalar k = Draws.ToScalar((BigInteger.One << i) % Draws.Q);
            Point r = new();
            Multiplication.MultiplyGenerator(r, k);
            Points.AssertEqual(doubled, r, $"2^{i} G by the table");
            Multiplication.Multiply(r, k, generator);
            Points.AssertEqual(doubled, r, $"2^{i} G by windows");
            doubled.Double(doubled);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(33)]
    [DataRow(65)]
    public void MultiplySum_OfRandomPoints_IsTheSumOfProducts(int count)
    {
        Draws draws = new(15 + count);
        Scalar[] k = new Scalar[count];
        Point[] p = new Point[count];
        Point expected = new(), part = new();
        for (int i = 0; i < count; i++)
        {
            // Scalars and points at the edges come up often, zero and infinity with them; some repeat, some oppose.
            k[i] = draws.Scalar();
            p[i] = new Point();
            Multiplication.MultiplyGenerator(p[i], draws.Scalar());
            if (i > 0 && i % 4 == 2) p[i].Set(p[i - 1]);
            if (i > 0 && i % 4 == 3) p[i].Negate(p[i - 1]);
            Multiplication.Multiply(part, k[i], p[i]);
            expected.Add(expected, part);
        }
        Point sum = new();
        Multiplication.MultiplySum(sum, k, p, count);
        Points.AssertEqual(expected, sum, $"{count} points");
        if (count == 0) return;
        Multiplication.MultiplySum(p[0], k, p, count);
        Points.AssertEqual(expected, p[0], "into an operand");
    }

    [TestMethod]
    public void MultiplySum_OfPointsThatCancel_IsInfinity()
    {
        Point[] p = Points.SmallMultiples(4);
        Scalar same = new Draws(16).Scalar();
        Scalar[] k = p.Select(_ => same).ToArray();
        Point r = new();
        Multiplication.MultiplySum(r, k, p, p.Length);
        Assert.IsTrue(r.IsInfinity);
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Negatives), typeof(VectorFiles))]
    public void MultiplySum_OfDegenerateCommitments_IsTheEvaluation(string file)
    {
        JsonElement[] rows = [.. VectorFiles.NegativesOf(file).GetProperty("degenerateCommitments").EnumerateArray()];
        Assert.IsNotEmpty(rows);
        foreach (JsonElement row in rows)
        {
            Scalar[] coefficients = [.. row.HexList("coefficients").Select(c => Draws.ToScalar(Draws.From(c)))];
            Point[] commitments = [.. coefficients.Select(c => Points.Compressed(Commit(c)))];
            byte[][] evaluations = row.HexList("evaluations");
            int[] at = [.. row.GetProperty("at").EnumerateArray().Select(e => e.GetInt32())];
            for (int i = 0; i < at.Length; i++)
            {
                Scalar[] powers = new Scalar[coefficients.Length];
                for (int j = 0; j < powers.Length; j++)
                    powers[j] = Draws.ToScalar(BigInteger.ModPow(at[i], j, Draws.Q));
                Point left = new(), right = new();
                Multiplication.MultiplySum(left, powers, commitments, commitments.Length);
                Multiplication.MultiplyGenerator(right, Draws.ToScalar(Draws.From(evaluations[i])));
                Points.AssertEqual(right, left, $"{row.Text("what")} at {at[i]}");
            }
        }
    }

    [TestMethod]
    public void WriteAll_OfPointsOfAnyScale_EqualsWritingEach()
    {
        Point[] points = Points.SmallMultiples(5).Where(p => !p.IsInfinity).Select(Points.Rescaled).ToArray();
        points[3] = Points.SmallMultiples(1)[2];
        byte[] all = new byte[3 + 64 * points.Length];
        Multiplication.WriteAll(points, points.Length, all, 3);
        for (int i = 0; i < points.Length; i++)
        {
            byte[] one = new byte[64];
            points[i].Write(one, 0);
            CollectionAssert.AreEqual(one, all[(3 + 64 * i)..(67 + 64 * i)]);
        }
    }

    [TestMethod]
    public void WriteAll_WithInfinity_IsRefusedAndWritesNothing()
    {
        byte[] all = new byte[192];
        Point[] points = Points.SmallMultiples(1);
        Assert.ThrowsExactly<InvalidOperationException>(() => Multiplication.WriteAll(points, 3, all, 0));
        CollectionAssert.AreEqual(new byte[192], all);
    }

    [TestMethod]
    public void Multiplications_OnManyThreads_ShareTheirInputs()
    {
        Draws draws = new(17);
        Scalar[] k = Enumerable.Range(0, 8).Select(_ => draws.Scalar()).ToArray();
        Point[] p = k.Select(s => Points.Compressed(Commit(Draws.ToScalar(1 + draws.Below(Draws.Q - 1))))).ToArray();
        Point expected = new();
        Multiplication.MultiplySum(expected, k, p, k.Length);
        Parallel.For(0, 64, i =>
        {
            Point sum = new(), part = new();
            for (int j = 0; j < k.Length; j++)
            {
                Multiplication.Multiply(part, k[j], p[j]);
                sum.Add(sum, part);
            }
            Assert.IsTrue(sum.EqualTo(expected));
        });
    }

    private static byte[] Commit(Scalar k)
    {
        Point point = new();
        Multiplication.MultiplyGenerator(point, k);
        byte[] encoded = new byte[33];
        point.WriteCompressed(encoded, 0);
        return encoded;
    }
}
