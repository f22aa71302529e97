using System;
using System.Linq;
using System.Text.Json;
using FairOta.Core.Crypto;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

[TestClass]
public class PointTests
{
    // k G for k = -N … N by repeated addition: every pair's sum is again in reach of the table.
    private const int N = 12;

    [TestMethod]
    public void Add_OfAllPairsOfSmallMultiples_IsComplete()
    {
        Point[] multiples = Points.SmallMultiples(2 * N);
        for (int a = -N; a <= N; a++)
        {
            for (int b = -N; b <= N; b++)
            {
                Point expected = multiples[a + b + 2 * N];
                Point sum = new();
                sum.Add(multiples[a + 2 * N], multiples[b + 2 * N]);
                Points.AssertEqual(expected, sum, $"{a} + {b}");

                // The result in place of either operand, and operands of another scale.
                Point left = Points.Rescaled(multiples[a + 2 * N]), right = Points.Rescaled(multiples[b + 2 * N]);
                Point into = new();
                into.Set(left);
                into.Add(into, right);
                Points.AssertEqual(expected, into, $"{a} + {b} into the first");
                right.Add(left, right);
                Points.AssertEqual(expected, right, $"{a} + {b} into the second");
            }
            Point twice = new();
            twice.Double(multiples[a + 2 * N]);
            Points.AssertEqual(multiples[2 * a + 2 * N], twice, $"2 * {a}");
            twice.Set(multiples[a + 2 * N]);
            twice.Add(twice, twice);
            Points.AssertEqual(multiples[2 * a + 2 * N], twice, $"{a} + itself");
        }
    }

    [TestMethod]
    public void Add_OfKnownAnswers_Matches()
    {
        foreach (JsonElement row in KnownAnswers.Of("secp256k1/additions.json"))
        {
            Point sum = new();
            sum.Add(Points.Compressed(row.Unhex("p")), Points.Compressed(row.Unhex("q")));
            if (row.GetProperty("sum").ValueKind == JsonValueKind.Null)
            {
                Assert.IsTrue(sum.IsInfinity);
                continue;
            }
            byte[] written = new byte[33];
            sum.WriteCompressed(written, 0);
            Assert.AreEqual(row.Text("sum"), KnownAnswers.Hex(written));
        }
    }

    [TestMethod]
    public void Equality_OfDifferentScalesSignsAndInfinity_IsThatOfThePoints()
    {
        Point[] multiples = Points.SmallMultiples(3);
        for (int a = 0; a < multiples.Length; a++)
            for (int b = 0; b < multiples.Length; b++)
                Assert.AreEqual(a == b, Points.Rescaled(multiples[a]).EqualTo(multiples[b]));
    }

    [TestMethod]
    public void TryRead_OfNoPoints_IsRefusedAndChangesNothing()
    {
        Point kept = Points.SmallMultiples(1)[2];
        Point point = new();
        point.Set(kept);
        int refused = 0;
        foreach (JsonElement row in KnownAnswers.Of("secp256k1/no-points.json"))
        {
            byte[] encoded = Convert.FromHexString(row.GetString()!);
            if (encoded.Length == 33) Assert.IsFalse(point.TryReadCompressed(encoded, 0), row.GetString());
            else if (encoded[0] == 4) Assert.IsFalse(point.TryRead(encoded, 1), row.GetString());
            else continue;
            refused++;
        }
        Assert.IsGreaterThan(10, refused);
        Points.AssertEqual(kept, point, "unchanged");
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Negatives), typeof(VectorFiles))]
    public void TryRead_OfTheProtocolsNegatives_IsRefused(string file)
    {
        JsonProperty[] points = [.. VectorFiles.NegativesOf(file).GetProperty("points").EnumerateObject()];
        Assert.IsNotEmpty(points);
        foreach (JsonProperty point in points)
            Assert.IsFalse(new Point().TryRead(Convert.FromHexString(point.Value.GetString()!), 0), point.Name);
    }

    [TestMethod]
    public void Encodings_OfSmallMultiples_ComeBack()
    {
        foreach (Point point in Points.SmallMultiples(N).Where(p => !p.IsInfinity))
        {
            byte[] plain = new byte[70], compressed = new byte[40];
            point.Write(plain, 5);
            point.WriteCompressed(compressed, 3);
            Point read = new();
            Assert.IsTrue(read.TryRead(plain, 5));
            Points.AssertEqual(point, read, "plain");
            Assert.IsTrue(read.TryReadCompressed(compressed, 3));
            Points.AssertEqual(point, read, "compressed");
            CollectionAssert.AreEqual(Keccak256.Hash(plain, 5, 64)[12..], point.ToAddress());
        }
    }

    [TestMethod]
    public void Encodings_OfInfinity_AreRefused()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => new Point().Write(new byte[64], 0));
        Assert.ThrowsExactly<InvalidOperationException>(() => new Point().WriteCompressed(new byte[33], 0));
        Assert.ThrowsExactly<InvalidOperationException>(() => new Point().ToAddress());
    }
}
