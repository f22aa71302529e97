using System.Numerics;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

[TestClass]
public class FieldElementTests
{
    [TestMethod]
    public void Operations_OfRandomAndEdgeValues_AgreeWithBigInteger()
    {
        Draws draws = new(6);
        FieldElement r = new();
        for (int i = 0; i < 20_000; i++)
        {
            BigInteger a = draws.Below(Draws.P), b = draws.Below(Draws.P);
            FieldElement x = To(a), y = To(b);
            r.Multiply(x, y);
            AssertIs(a * b, r);
            r.Square(x);
            AssertIs(a * a, r);
            r.Add(x, y);
            AssertIs(a + b, r);
            r.Subtract(x, y);
            AssertIs(a - b, r);
            r.Negate(x);
            AssertIs(-a, r);
        }
    }

    [TestMethod]
    public void Operations_IntoAnOperand_GiveTheSame()
    {
        Draws draws = new(7);
        for (int i = 0; i < 200; i++)
        {
            BigInteger a = draws.Below(Draws.P);
            FieldElement x = To(a);
            x.Multiply(x, x);
            AssertIs(a * a, x);
            x = To(a);
            x.Square(x);
            AssertIs(a * a, x);
            x.Set(To(a));
            x.Add(x, x);
            AssertIs(2 * a, x);
            x.Negate(x);
            AssertIs(-2 * a, x);
            x = To(a);
            x.SquareSubtract(x, x);
            AssertIs(a * a - a, x);
            x = To(a);
            x.MultiplySubtract(x, x, x, To(1));
            AssertIs(a * a - a, x);
            x.Subtract(x, x);
            Assert.IsTrue(x.IsZero);
        }
    }

    [TestMethod]
    public void Products_OfTheLargestMagnitudes_AgreeWithBigInteger()
    {
        Draws draws = new(61);
        for (int i = 0; i < 20_000; i++)
        {
            BigInteger a = draws.Below(Draws.P), b = draws.Below(Draws.P), c = draws.Below(Draws.P);

            // What is carried: read, and a product whose lowest limbs lie outside their 29 bits.
            FieldElement[] carried = [To(a), To(b), new()];
            BigInteger[] values = [a, b, a * c];
            carried[2].Multiply(To(a), To(c));
            int j = draws.Index(3), k = draws.Index(3);
            FieldElement difference = new(), thrice = new(), minus = new(), r = new();
            difference.Subtract(carried[j], carried[k]);
            thrice.Add(carried[j], carried[j]);
            thrice.Add(thrice, carried[k]);
            minus.Subtract(To(0), thrice);
            BigInteger d = values[j] - values[k], t = 2 * values[j] + values[k];
            r.Multiply(difference, thrice);
            AssertIs(d * t, r);
            r.Multiply(minus, difference);
            AssertIs(-d * t, r);
            r.Multiply(minus, carried[k]);
            AssertIs(-t * values[k], r);
            r.Square(difference);
            AssertIs(d * d, r);

            FieldElement eightfold = new(), negative = new();
            eightfold.Add(thrice, thrice);
            eightfold.Add(eightfold, carried[j]);
            eightfold.Add(eightfold, carried[k]);
            BigInteger e = 2 * t + values[j] + values[k];
            negative.Negate(eightfold);
            AssertIs(-e, negative);
            AssertIs(e, eightfold);
            r.SquareSubtract(difference, eightfold);
            AssertIs(d * d - e, r);
            FieldElement twice = new();
            twice.Add(carried[j], carried[k]);
            BigInteger w = values[j] + values[k];
            r.MultiplySubtract(twice, difference, carried[j], carried[k]);
            AssertIs(w * d - values[j] * values[k], r);
            r.MultiplySubtract(carried[j], difference, carried[k], twice);
            AssertIs(values[j] * d - values[k] * w, r);
            minus.Subtract(To(0), carried[k]);
            r.MultiplySubtract(carried[j], difference, minus, twice);
            AssertIs(values[j] * d + values[k] * w, r);
            r.Multiply(thrice, negative);
            AssertIs(-t * e, r);
        }
    }

    [TestMethod]
    public void Comparisons_OfMultiplesOfThePrime_SeeZero()
    {
        Draws draws = new(62);
        for (int i = 0; i < 2_000; i++)
        {
            BigInteger a = draws.Below(Draws.P);
            FieldElement x = To(a), y = new(), sum = new(), one = new();
            y.Negate(x);
            Assert.AreEqual(a.IsZero, x.IsZero);
            Assert.AreEqual(a.IsOne, x.IsOne);
            one.Add(x, To(1));
            for (int n = 1; n <= 4; n++)
            {
                // n p, not 0, from n pairs of opposites.
                sum.Add(sum, x);
                sum.Add(sum, y);
                Assert.IsTrue(sum.IsZero);
                Assert.IsFalse(sum.IsOne);
                Assert.IsFalse(sum.IsOdd);
                one.Add(one, y);
                Assert.IsTrue(one.IsOne);
                Assert.IsTrue(one.IsOdd);
                Assert.IsFalse(one.IsZero);
                Assert.IsTrue(one.EqualTo(To(1)));
                one.Add(one, x);
            }
        }
    }

    [TestMethod]
    public void Invert_OfRandomAndEdgeValues_TimesTheValueIsOne()
    {
        Draws draws = new(8);
        for (int i = 0; i < 1000; i++) AssertInverses(draws.Below(Draws.P));
    }

    [TestMethod]
    public void Invert_WithLargeQuotients_TimesTheValueIsOne()
    {
        // Euclid's algorithm meets quotients of many bits: first, in the middle or last.
        Draws draws = new(81);
        for (int bits = 0; bits < 256; bits++)
        {
            BigInteger power = BigInteger.One << bits;
            BigInteger[] values =
                [power, power + 1, power - 1, Draws.P - power, Draws.P / power, Draws.P / power + 1, 3 * power + 1];
            foreach (BigInteger value in values) AssertInverses(Draws.Mod(value, Draws.P));
            BigInteger near = Draws.Mod(draws.Below(Draws.P), power) + 1, far = (Draws.P - 1) / near;
            AssertInverses(near);
            AssertInverses(far);
            AssertInverses(BigInteger.ModPow(power, Draws.P - 2, Draws.P));
            AssertInverses(Draws.P / ((near << 40) + 1) + 1);
        }
    }

    [TestMethod]
    public void SquareRoot_OfSquares_IsARoot()
    {
        Draws draws = new(9);
        for (int i = 0; i < 100; i++)
        {
            FieldElement x = To(draws.Below(Draws.P)), square = new(), root = new();
            square.Square(x);
            Assert.IsTrue(root.TrySquareRoot(square));
            root.Square(root);
            Assert.IsTrue(root.EqualTo(square));
        }
    }

    [TestMethod]
    public void SquareRoot_OfNonSquares_IsRefusedAndChangesNothing()
    {
        Draws draws = new(10);
        for (int i = 0; i < 100; i++)
        {
            FieldElement x = To(1 + draws.Below(Draws.P - 1)), r = To(5);
            // p = 3 mod 4: the negative of a square is none.
            x.Square(x);
            x.Negate(x);
            Assert.IsFalse(r.TrySquareRoot(x));
            AssertIs(5, r);
        }
    }

    [TestMethod]
    public void TryRead_OfValuesFromThePrimeUp_IsRefusedAndChangesNothing()
    {
        FieldElement r = To(9);
        foreach (BigInteger value in new[] { Draws.P, Draws.P + 1, (BigInteger.One << 256) - 1 })
            Assert.IsFalse(r.TryRead(Draws.To32(value), 0));
        AssertIs(9, r);
        Assert.IsTrue(r.TryRead(Draws.To32(Draws.P - 1), 0));
        AssertIs(-1, r);
    }

    private static void AssertInverses(BigInteger value)
    {
        FieldElement x = To(value), r = new();
        r.Invert(x);
        AssertIs(BigInteger.ModPow(value, Draws.P - 2, Draws.P), r);
        x.Invert(x);
        Assert.IsTrue(x.EqualTo(r), $"1 / {value} in place");
    }

    private static FieldElement To(BigInteger value)
    {
        FieldElement result = new();
        Assert.IsTrue(result.TryRead(Draws.To32(value), 0));
        return result;
    }

    private static void AssertIs(BigInteger expected, FieldElement actual)
    {
        byte[] bytes = new byte[32];
        actual.Write(bytes, 0);
        Assert.AreEqual(Draws.Mod(expected, Draws.P), Draws.From(bytes));
    }
}
