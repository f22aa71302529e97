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
            r.Triple(x);
            AssertIs(3 * a, r);
            r.Half(x);
            r.Add(r, r);
            AssertIs(a, r);
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
            x.Half(x);
            AssertIs(a, x);
            x.Triple(x);
            AssertIs(3 * a, x);
            x.Negate(x);
            AssertIs(-3 * a, x);
            x.Subtract(x, x);
            Assert.IsTrue(x.IsZero);
        }
    }

    [TestMethod]
    public void Invert_OfRandomAndEdgeValues_TimesTheValueIsOne()
    {
        Draws draws = new(8);
        for (int i = 0; i < 300; i++)
        {
            FieldElement x = To(draws.Below(Draws.P)), r = new();
            r.Invert(x);
            r.Multiply(r, x);
            Assert.AreEqual(!x.IsZero, r.IsOne);
            Assert.AreEqual(x.IsZero, r.IsZero);
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
