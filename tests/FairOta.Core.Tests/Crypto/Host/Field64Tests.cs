using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto.Host;

/// <summary>The field of hosts beside BigInteger, up to the limits of what its limbs may hold.</summary>
[TestClass]
public class Field64Tests
{
    // Every limb of a value of magnitude m may be as large as m times these.
    private static readonly ulong[] Most = [.. Enumerable.Repeat((1UL << 52) - 1, 4), (1UL << 48) + (1UL << 12) - 1];

    [TestMethod]
    public void Operations_OfRandomAndEdgeValues_AgreeWithBigInteger()
    {
        Draws draws = new(640);
        Field64 r = default;
        for (int i = 0; i < 20_000; i++)
        {
            BigInteger a = draws.Below(Draws.P), b = draws.Below(Draws.P);
            Field64 x = To(a), y = To(b);
            r.Multiply(x, y);
            AssertIs(a * b, r);
            r.Square(x);
            AssertIs(a * a, r);
            r.MultiplyAdd(x, y, y, y);
            AssertIs(a * b + b * b, r);
            r.Add(x, y);
            AssertIs(a + b, r);
            r.Subtract(x, y, 1);
            AssertIs(a - b, r);
            Assert.AreEqual(a == b, x.EqualTo(y));
            r.Halve(x);
            r.Add(r, r);
            AssertIs(a, r);
        }
    }

    [TestMethod]
    public void Products_OfTheLargestLimbs_DoNotOverflow()
    {
        Draws draws = new(641);
        for (int i = 0; i < 5_000; i++)
        {
            // All limbs at their largest first, then each at either end or anywhere.
            Field64 a32 = Large(draws, 32, i), b8 = Large(draws, 8, i), a16 = Large(draws, 16, i);
            Field64 c16 = Large(draws, 16, i), d8 = Large(draws, 8, i), r = default;
            r.Multiply(a32, b8);
            AssertIsProduct(Value(a32) * Value(b8), r);
            r.Square(b8);
            AssertIsProduct(Value(b8) * Value(b8), r);
            r.MultiplyAdd(a16, b8, c16, d8);
            AssertIsProduct(Value(a16) * Value(b8) + Value(c16) * Value(d8), r);
        }
    }

    [TestMethod]
    public void Sums_OfTheLargestLimbs_KeepTheValue()
    {
        Draws draws = new(642);
        for (int i = 0; i < 500; i++)
        {
            Field64 a = Large(draws, 20, i), r = default;
            for (uint m = 1; m <= 40; m++)
            {
                Field64 b = Large(draws, m, i);
                r.Subtract(a, b, m);
                Assert.AreEqual(Draws.Mod(Value(a) - Value(b), Draws.P), Draws.Mod(Value(r), Draws.P));
                Assert.IsTrue(Limbs(r).Zip(Most).All(l => l.First < (20 + m + 1) * (l.Second + 1)));
            }
            Field64 all = Large(draws, 63, i);
            BigInteger value = Value(all);
            r = all;
            r.Carry();
            AssertIsProduct(value, r);
            AssertIs(value, all);
            Assert.AreEqual(!Draws.Mod(value, Draws.P).IsEven, all.IsOdd);
            r.Halve(Large(draws, 7, i));
            Assert.IsTrue(Limbs(r).Zip(Most).All(l => l.First < 5 * (l.Second + 1)));
        }
    }

    [TestMethod]
    public void Zero_OfEveryMultipleOfTheModulus_IsFound()
    {
        for (int k = 0; k < 62; k++)
        {
            Field64 a = default, modulus = default;
            modulus.Subtract(default, default, 0); // p itself
            a.Scale(modulus, (ulong)k);
            Assert.IsTrue(a.IsZero, $"{k} p");
            AssertIs(0, a);
            a.Add(a, new Field64(1));
            Assert.IsFalse(a.IsZero, $"{k} p + 1");
            AssertIs(1, a);
        }
    }

    [TestMethod]
    public void Inverses_OfRandomAndEdgeValues_MultiplyToOne()
    {
        Draws draws = new(643);
        Field64 r = default;
        r.Invert(default);
        AssertIs(0, r);
        for (int i = 0; i < 2_000; i++)
        {
            BigInteger a = i < 256 ? BigInteger.One << i : 1 + draws.Below(Draws.P - 1);
            r.Invert(To(a));
            Assert.AreEqual(BigInteger.One, Draws.Mod(Value(r) * a, Draws.P));
            Assert.IsLessThan(Draws.P, Value(r));
        }
    }

    [TestMethod]
    public void Roots_OfRandomAndEdgeValues_AreThoseOfSquaresOnly()
    {
        Draws draws = new(644);
        for (int i = 0; i < 500; i++)
        {
            BigInteger a = draws.Below(Draws.P);
            bool isSquare = a.IsZero || BigInteger.ModPow(a, (Draws.P - 1) / 2, Draws.P).IsOne;
            Field64 r = new(5);
            Assert.AreEqual(isSquare, r.TrySquareRoot(To(a)));
            if (isSquare) Assert.AreEqual(a, Draws.Mod(Value(r) * Value(r), Draws.P));
            else AssertIs(5, r);
        }
    }

    [TestMethod]
    public void Encodings_FromTheModulusOn_AreRefused()
    {
        foreach (BigInteger value in (BigInteger[])[Draws.P, Draws.P + 1, (BigInteger.One << 256) - 1])
        {
            Field64 r = new(5);
            Assert.IsFalse(r.TryRead(Draws.To32(value)));
            AssertIs(5, r);
        }
        AssertIs(Draws.P - 1, To(Draws.P - 1));
    }

    [TestMethod]
    public void Operations_IntoAnOperand_GiveTheSame()
    {
        Draws draws = new(645);
        for (int i = 0; i < 200; i++)
        {
            BigInteger a = draws.Below(Draws.P);
            Field64 x = To(a);
            x.MultiplyAdd(x, x, x, x);
            AssertIs(2 * a * a, x);
            x = To(a);
            x.Square(x);
            x.Subtract(x, x, 1);
            Assert.IsTrue(x.IsZero);
            x = To(a);
            x.Halve(x);
            x.Scale(x, 2);
            AssertIs(a, x);
            x.Select(To(1), 0);
            AssertIs(a, x);
            x.Select(To(1), ulong.MaxValue);
            AssertIs(1, x);
        }
    }

    internal static Field64 To(BigInteger value)
    {
        Field64 result = default;
        Assert.IsTrue(result.TryRead(Draws.To32(value)));
        return result;
    }

    private static Field64 Large(Draws draws, uint magnitude, int round)
    {
        Field64 result = default;
        Span<ulong> limbs = MemoryMarshal.Cast<Field64, ulong>(MemoryMarshal.CreateSpan(ref result, 1));
        for (int i = 0; i < limbs.Length; i++)
        {
            ulong most = magnitude * Most[i];
            limbs[i] = round == 0 ? most : draws.Index(4) switch
            {
                0 => 0,
                1 => most,
                2 => most - draws.Word(),
                _ => (((ulong)draws.Word() << 32) + draws.Word()) % most,
            };
        }
        return result;
    }

    private static ulong[] Limbs(Field64 a) =>
        MemoryMarshal.Cast<Field64, ulong>(MemoryMarshal.CreateReadOnlySpan(in a, 1)).ToArray();

    private static BigInteger Value(Field64 a) =>
        Limbs(a).Reverse().Aggregate(BigInteger.Zero, (sum, limb) => (sum << 52) + limb);

    private static void AssertIsProduct(BigInteger expected, Field64 actual)
    {
        Assert.IsTrue(Limbs(actual).Zip(Most).All(l => l.First <= l.Second), "not of magnitude 1");
        AssertIs(expected, actual);
    }

    private static void AssertIs(BigInteger expected, Field64 actual)
    {
        byte[] written = new byte[32];
        actual.Write(written);
        Assert.AreEqual(Draws.Mod(expected, Draws.P), Draws.From(written));
    }
}
