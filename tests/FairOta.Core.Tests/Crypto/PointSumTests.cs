using System;
using System.Numerics;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

/// <summary>Sums of products and what they are made of: digits, halves of scalars, the generator's table.</summary>
[TestClass]
public class PointSumTests
{
    [TestMethod]
    public void GeneratorTable_EveryEntry_IsItsMultipleOfTheGenerator()
    {
        // 2^(43 t) G by doublings alone, then signs and sums.
        Point[] powers = new Point[6];
        Point power = new();
        power.Set(Points.SmallMultiples(1)[2]);
        for (int t = 0; t < powers.Length; t++)
        {
            powers[t] = new Point();
            powers[t].Set(power);
            for (int i = 0; i < GeneratorComb.Columns; i++) power.Double(power);
        }
        Assert.HasCount(32 * 16, GeneratorTable.Words);
        for (int entry = 0; entry < 32; entry++)
        {
            Point expected = new(), term = new(), actual = new();
            expected.Set(powers[5]);
            for (int t = 0; t < 5; t++)
            {
                term.Set(powers[t]);
                if ((entry >> t & 1) == 0) term.Negate(term);
                expected.Add(expected, term);
            }
            FieldElement x = new(), y = new();
            x.LoadWords(GeneratorTable.Words, 16 * entry);
            y.LoadWords(GeneratorTable.Words, 16 * entry + 8);
            actual.SetAffine(x, y);
            Points.AssertEqual(expected, actual, $"entry {entry}");
        }
    }

    [TestMethod]
    public void SignedWindows_OfRandomAndEdgeScalars_SumToTheScalar()
    {
        Draws draws = new(101);
        for (int i = 0; i < 2000; i++)
        {
            BigInteger k = draws.Below(Draws.Q) >> draws.Index(257);
            bool isNegated = i % 2 == 1;
            Scalar scalar = Draws.ToScalar(k);
            Assert.AreEqual((int)k.GetBitLength(), SignedWindows.Length(scalar));
            BigInteger sum = 0;
            int last = -SignedWindows.Width;
            foreach (short packed in SignedWindows.Of(scalar, isNegated))
            {
                int place = packed >> 4, digit = (packed & 15) - 8;
                Assert.IsTrue(Math.Abs(digit) <= 7 && digit % 2 != 0, $"digit {digit}");
                Assert.IsGreaterThanOrEqualTo(SignedWindows.Width, place - last);
                last = place;
                sum += digit * (BigInteger.One << place);
            }
            Assert.IsLessThanOrEqualTo((int)k.GetBitLength(), last);
            Assert.AreEqual(isNegated ? -k : k, sum);
        }
    }

    [TestMethod]
    public void Split_OfRandomAndEdgeScalars_IsShortAndSumsToTheScalar()
    {
        BigInteger lambda = Draws.From(Convert.FromHexString(
            "5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72"));
        Assert.AreEqual(BigInteger.One, BigInteger.ModPow(lambda, 3, Draws.Q));
        Draws draws = new(102);
        for (int i = 0; i < 3000; i++)
        {
            BigInteger k = i < 20 ? Draws.Mod((i - 10) * lambda, Draws.Q) : draws.Below(Draws.Q);
            Scalar k1 = new(), k2 = new();
            Endomorphism.Split(Draws.ToScalar(k), k1, k2);
            BigInteger a = Signed(k1), b = Signed(k2);
            Assert.IsLessThanOrEqualTo(129, (int)BigInteger.Abs(a).GetBitLength());
            Assert.IsLessThanOrEqualTo(129, (int)BigInteger.Abs(b).GetBitLength());
            Assert.AreEqual(k, Draws.Mod(a + b * lambda, Draws.Q));
        }
    }

    [TestMethod]
    public void Endomorphism_OfAPoint_IsLambdaTimesIt()
    {
        Scalar lambda = Draws.ToScalar(Draws.From(Convert.FromHexString(
            "5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72")));
        Point generator = Points.SmallMultiples(1)[2], expected = new(), turned = new();
        Multiplication.MultiplyGenerator(expected, lambda);
        FieldElement x = new();
        x.Multiply(generator.X, Endomorphism.Beta());
        turned.SetAffine(x, generator.Y);
        Points.AssertEqual(expected, turned, "lambda G");
    }

    [TestMethod]
    [DataRow(1, true)]
    [DataRow(1, false)]
    [DataRow(5, true)]
    [DataRow(5, false)]
    [DataRow(33, true)]
    [DataRow(33, false)]
    public void Sum_OfChosenPoints_IsComplete(int count, bool splits)
    {
        // Small multiples, equal and opposite ones too, by long, short, small and negative scalars: partial sums
        // meet infinity and the points they add. What they sum to is known from their logarithms.
        Draws draws = new(103 + count);
        Point[] multiples = Points.SmallMultiples(6);
        for (int round = 0; round < 40; round++)
        {
            PointSum sum = new(count, splits);
            BigInteger expected = 0;
            for (int i = 0; i < count; i++)
            {
                int multiple = draws.Index(13) - 6;
                BigInteger k = draws.Index(4) switch
                {
                    0 => draws.Index(20),
                    1 => Draws.Q - 1 - draws.Index(20),
                    2 => draws.Below(Draws.Q) >> 128,
                    _ => draws.Below(Draws.Q),
                };
                Point point = multiples[multiple + 6];
                sum.Add(Draws.ToScalar(k), i % 3 == 0 && multiple != 0 ? Points.Rescaled(point) : point);
                expected += k * multiple;
            }
            BigInteger generator = round % 4 == 0 ? Draws.Mod(-expected, Draws.Q) : draws.Below(Draws.Q);
            if (round % 2 == 0)
            {
                sum.AddGenerator(Draws.ToScalar(generator));
                expected += generator;
            }
            Point actual = new(), known = new();
            sum.Finish(actual);
            Multiplication.MultiplyGenerator(known, Draws.ToScalar(Draws.Mod(expected, Draws.Q)));
            Points.AssertEqual(known, actual, $"round {round}");
            Assert.AreEqual(round % 4 == 0 || known.IsInfinity, actual.IsInfinity);
        }
    }

    [TestMethod]
    public void Sum_OfNothing_IsInfinity()
    {
        PointSum sum = new(2, true);
        sum.Add(new Scalar(), Points.SmallMultiples(1)[2]);
        sum.Add(Draws.ToScalar(5), new Point());
        sum.AddGenerator(new Scalar());
        Point result = new();
        result.Set(Points.SmallMultiples(1)[2]);
        sum.Finish(result);
        Assert.IsTrue(result.IsInfinity);
    }

    private static BigInteger Signed(Scalar scalar)
    {
        BigInteger value = Draws.From(scalar.ToBytes());
        return value > Draws.Q / 2 ? value - Draws.Q : value;
    }
}
