using System;
using System.Numerics;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

[TestClass]
public class ScalarTests
{
    [TestMethod]
    public void Operations_OfRandomAndEdgeValues_AgreeWithBigInteger()
    {
        Draws draws = new(11);
        Scalar r = new();
        for (int i = 0; i < 20_000; i++)
        {
            BigInteger a = draws.Below(Draws.Q), b = draws.Below(Draws.Q);
            Scalar x = Draws.ToScalar(a), y = Draws.ToScalar(b);
            r.Multiply(x, y);
            AssertIs(a * b, r);
            r.Add(x, y);
            AssertIs(a + b, r);
            r.Subtract(x, y);
            AssertIs(a - b, r);
            r.Negate(x);
            AssertIs(-a, r);
            uint small = i % 3 == 0 ? uint.MaxValue : draws.Word();
            r.MultiplySmall(x, small);
            AssertIs(a * small, r);
            Assert.AreEqual(a > Draws.Q / 2, x.IsHigh);
            int signed = (i % 5) switch
            {
                0 => (1 << 30) - 1,
                1 => 1 - (1 << 30),
                2 => draws.Index(3) - 1,
                _ => draws.Index(int.MaxValue) - (1 << 30) + 1,
            };
            r.Set(x);
            r.AddProduct(y, signed);
            AssertIs(a + b * signed, r);
            r.Set(x);
            r.AddProduct(r, signed);
            AssertIs(a + a * signed, r);
        }
    }

    [TestMethod]
    public void Operations_IntoAnOperand_GiveTheSame()
    {
        Draws draws = new(12);
        for (int i = 0; i < 200; i++)
        {
            BigInteger a = draws.Below(Draws.Q);
            Scalar x = Draws.ToScalar(a);
            x.Multiply(x, x);
            AssertIs(a * a, x);
            x.Add(x, x);
            AssertIs(2 * a * a, x);
            x.MultiplySmall(x, 7);
            AssertIs(14 * a * a, x);
            x.Negate(x);
            AssertIs(-14 * a * a, x);
            x.Subtract(x, x);
            Assert.IsTrue(x.IsZero);
        }
    }

    [TestMethod]
    public void Invert_OfRandomAndEdgeValues_TimesTheValueIsOne()
    {
        Draws draws = new(13);
        Scalar one = Draws.ToScalar(1);
        for (int i = 0; i < 300; i++)
        {
            Scalar x = draws.Scalar(), r = new();
            r.Invert(x);
            r.Multiply(r, x);
            Assert.AreEqual(!x.IsZero, r.EqualTo(one));
            x.Invert(x);
            Assert.AreEqual(r.IsZero, x.IsZero);
        }
    }

    [TestMethod]
    public void Invert_OfRandomAndEdgeValues_AgreesWithBigInteger()
    {
        Draws draws = new(15);
        Scalar r = new();
        for (int i = 0; i < 3000; i++)
        {
            BigInteger a = i < 512 ? BigInteger.One << (i / 2) : draws.Below(Draws.Q);
            a = i < 512 && i % 2 == 1 ? Draws.Q - a : a;
            r.Invert(Draws.ToScalar(Draws.Mod(a, Draws.Q)));
            AssertIs(BigInteger.ModPow(a, Draws.Q - 2, Draws.Q), r);
        }
    }

    [TestMethod]
    public void Invert_WhereTheInverseIsAPowerOfTwoOrBesideOne_IsThat()
    {
        // Such an inverse is short, or short below 0, and meets a last quotient of many bits.
        Scalar r = new();
        for (int bits = 0; bits < 256; bits++)
        {
            for (int beside = -3; beside <= 3; beside++)
            {
                BigInteger inverse = Draws.Mod((BigInteger.One << bits) + beside, Draws.Q);
                BigInteger value = BigInteger.ModPow(inverse, Draws.Q - 2, Draws.Q);
                r.Invert(Draws.ToScalar(value));
                AssertIs(inverse, r);
                r.Invert(Draws.ToScalar(Draws.Mod(-value, Draws.Q)));
                AssertIs(Draws.Mod(-inverse, Draws.Q), r);
            }
        }
    }

    [TestMethod]
    public void DivideSmall_OfRandomAndEdgeValues_AgreesWithBigInteger()
    {
        Draws draws = new(16);
        Scalar r = new();
        for (int i = 0; i < 20_000; i++)
        {
            BigInteger a = draws.Below(Draws.Q);
            uint divisor = (i % 4) switch
            {
                0 => (uint)(1 + i / 4),
                1 => int.MaxValue - (uint)(i / 4),
                2 => 1u << (i / 4 % 31),
                _ => 1 + draws.Word() / 2 % int.MaxValue,
            };
            r.DivideSmall(Draws.ToScalar(a), divisor);
            AssertIs(a, Times(r, divisor));
            Scalar same = Draws.ToScalar(a);
            same.DivideSmall(same, divisor);
            Assert.IsTrue(r.EqualTo(same));
        }

        static Scalar Times(Scalar a, uint b)
        {
            Scalar product = new();
            product.MultiplySmall(a, b);
            return product;
        }
    }

    [TestMethod]
    public void DivideSmall_ByZero_IsRefused() =>
        Assert.ThrowsExactly<DivideByZeroException>(() => new Scalar().DivideSmall(new Scalar(), 0));

    [TestMethod]
    public void ReadReduced_OfAnyLength_AgreesWithBigInteger()
    {
        Draws draws = new(14);
        Scalar r = new();
        for (int count = 1; count <= 64; count++)
        {
            byte[] bytes = draws.Bytes(count + 3);
            r.ReadReduced(bytes, 3, count);
            AssertIs(Draws.From(bytes[3..]), r);
            byte[] ones = new byte[count];
            Array.Fill(ones, (byte)255);
            r.ReadReduced(ones, 0, count);
            AssertIs((BigInteger.One << (8 * count)) - 1, r);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(65)]
    public void ReadReduced_OfOtherLengths_IsRefused(int count) =>
        Assert.ThrowsExactly<ArgumentException>(() => new Scalar().ReadReduced(new byte[65], 0, count));

    [TestMethod]
    public void TryRead_OfValuesFromTheOrderUp_IsRefusedAndChangesNothing()
    {
        Scalar r = Draws.ToScalar(9);
        foreach (BigInteger value in new[] { Draws.Q, Draws.Q + 1, (BigInteger.One << 256) - 1 })
            Assert.IsFalse(r.TryRead(Draws.To32(value), 0));
        AssertIs(9, r);
        Assert.IsTrue(r.TryRead(Draws.To32(Draws.Q - 1), 0));
        AssertIs(-1, r);
    }

    private static void AssertIs(BigInteger expected, Scalar actual) =>
        Assert.AreEqual(Draws.Mod(expected, Draws.Q), Draws.From(actual.ToBytes()));
}
