using System;
using System.Numerics;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto.Host;

/// <summary>The scalars of hosts beside BigInteger, and how they are taken apart.</summary>
[TestClass]
public class Scalar64Tests
{
    [TestMethod]
    public void Operations_OfRandomAndEdgeValues_AgreeWithBigInteger()
    {
        Draws draws = new(650);
        Scalar64 r = default;
        for (int i = 0; i < 20_000; i++)
        {
            BigInteger a = draws.Below(Draws.Q), b = draws.Below(Draws.Q);
            Scalar64 x = To(a), y = To(b);
            r.Multiply(x, y);
            AssertIs(a * b, r);
            r.Add(x, y);
            AssertIs(a + b, r);
            r.NegateIf(x, ulong.MaxValue);
            AssertIs(-a, r);
            r.NegateIf(x, 0);
            AssertIs(a, r);
            Assert.AreEqual(a > Draws.Q / 2 ? ulong.MaxValue : 0, x.HighMask);
            Assert.AreEqual(a.IsEven ? 0 : ulong.MaxValue, x.OddMask);
            Assert.AreEqual(a < Draws.P - Draws.Q, x.IsBelowGap);
            Assert.AreEqual(a == b, x.EqualTo(y));
            Assert.AreEqual(a.IsZero, x.IsZero);
            AssertIs(a, new Scalar64(Draws.ToScalar(a)));
        }
    }

    [TestMethod]
    public void Halves_AroundTheMiddleAndTheGap_AreTold()
    {
        for (int i = -3; i <= 3; i++)
        {
            Assert.AreEqual(i > 0 ? ulong.MaxValue : 0, To((Draws.Q - 1) / 2 + i).HighMask);
            Assert.AreEqual(i < 0, To(Draws.P - Draws.Q + i).IsBelowGap);
        }
    }

    [TestMethod]
    public void Reading_FromTheOrderOn_Reduces()
    {
        Draws draws = new(651);
        for (int i = 0; i < 2_000; i++)
        {
            BigInteger a = i < 9 ? Draws.Q - 4 + i : draws.Below(BigInteger.One << 256);
            Scalar64 r = default;
            Assert.AreEqual(a < Draws.Q, r.Read(Draws.To32(a)));
            AssertIs(a, r);
        }
    }

    [TestMethod]
    public void Inverses_OfRandomAndEdgeValues_MultiplyToOne()
    {
        Draws draws = new(652);
        Scalar64 r = default;
        r.Invert(default);
        AssertIs(0, r);
        for (int i = 0; i < 2_000; i++)
        {
            BigInteger a = i < 255 ? BigInteger.One << i : 1 + draws.Below(Draws.Q - 1);
            r.Invert(To(a));
            r.Multiply(r, To(a));
            AssertIs(1, r);
        }
    }

    [TestMethod]
    public void Split_OfRandomAndEdgeScalars_IsShortAndSumsToTheScalar()
    {
        BigInteger lambda = Draws.From(Convert.FromHexString(
            "5363AD4CC05C30E0A5261C028812645A122E22EA20816678DF02967C1B23BD72"));
        Draws draws = new(653);
        for (int i = 0; i < 5_000; i++)
        {
            BigInteger k = i < 20 ? Draws.Mod((i - 10) * lambda, Draws.Q) : draws.Below(Draws.Q);
            Scalar64.Split(To(k), out Scalar64 k1, out Scalar64 k2);
            BigInteger a = Signed(k1), b = Signed(k2);
            Assert.IsLessThanOrEqualTo(129, (int)BigInteger.Abs(a).GetBitLength());
            Assert.IsLessThanOrEqualTo(129, (int)BigInteger.Abs(b).GetBitLength());
            Assert.AreEqual(k, Draws.Mod(a + b * lambda, Draws.Q));
        }
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(11)]
    public void Digits_OfShortValues_SumToTheValue(int width)
    {
        Draws draws = new(654 + width);
        (short Place, short Digit)[] digits = new (short, short)[Scalar64.HalfPositions / width + 1];
        for (int i = 0; i < 3_000; i++)
        {
            BigInteger k = i == 0 ? (BigInteger.One << 129) - 1
                : (draws.Below(Draws.Q) >> 127) >> draws.Index(129);
            int count = To(k).Digits(digits, width);
            BigInteger sum = 0;
            int last = -width;
            foreach ((short place, short digit) in digits[..count])
            {
                Assert.IsTrue(Math.Abs(digit) < 1 << (width - 1) && digit % 2 != 0);
                Assert.IsGreaterThanOrEqualTo(width, place - last);
                Assert.IsLessThan(Scalar64.HalfPositions, place);
                last = place;
                sum += digit * (BigInteger.One << place);
            }
            Assert.AreEqual(k, sum);
        }
    }

    private static BigInteger Signed(Scalar64 scalar)
    {
        BigInteger value = Value(scalar);
        return value > Draws.Q / 2 ? value - Draws.Q : value;
    }

    private static Scalar64 To(BigInteger value)
    {
        Scalar64 result = default;
        Assert.IsTrue(result.Read(Draws.To32(value)));
        return result;
    }

    private static BigInteger Value(Scalar64 a)
    {
        byte[] written = new byte[32];
        a.Write(written);
        return Draws.From(written);
    }

    private static void AssertIs(BigInteger expected, Scalar64 actual) =>
        Assert.AreEqual(Draws.Mod(expected, Draws.Q), Value(actual));
}
