#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// A point of secp256k1 in projective coordinates, for hosts and secret values: no branch and no address depends on it.
/// </summary>
/// <remarks>(x / z, y / z), infinity (0 : y : 0). Magnitudes: x, y and z 1.</remarks>
internal struct Projective64
{
    public Field64 X, Y, Z;

    /// <summary>The neutral element.</summary>
    public static Projective64 Infinity => new Projective64 { Y = new Field64(1) };

    /// <summary>Adds an affine point, the y of which may have magnitude 2. Complete, without exceptions. 11M.</summary>
    /// <remarks>
    /// Renes, Costello and Batina, "Complete addition formulas for prime order elliptic curves" (IACR ePrint
    /// 2015/1060), algorithm 8, for a = 0 and 3b = 21. With A = X1 y2 + x2 Y1, B = Y1 + y2 Z1, C = X1 + x2 Z1,
    /// E = Y1 y2 - 21 Z1, F = Y1 y2 + 21 Z1: X3 = A E - 21 B C, Y3 = E F + 63 X1 x2 C, Z3 = B F + 3 X1 x2 A.
    /// </remarks>
    public void AddAffine(in Affine64 p)
    {
        Field64 a = default, b = default, c = default, e = default, f = default, t = default, u = default;
        a.MultiplyAdd(X, p.Y, p.X, Y);
        b.Multiply(Z, p.Y);
        b.Add(b, Y); // 2
        c.Multiply(Z, p.X);
        c.Add(c, X); // 2
        c.Scale(c, 21);
        c.Carry(); // 21 C
        t.Multiply(X, p.X);
        t.Scale(t, 3); // 3
        u.Multiply(Y, p.Y);
        e.Scale(Z, 21);
        e.Carry();
        f.Add(u, e); // 2
        e.Subtract(u, e, 1); // 3
        Y.MultiplyAdd(e, f, t, c);
        Z.MultiplyAdd(b, f, t, a);
        b.Negate(b, 2); // 3
        X.MultiplyAdd(a, e, b, c);
    }

    /// <summary>Sets this to its negative where the mask is all ones.</summary>
    public void NegateIf(ulong mask)
    {
        Field64 negated = default;
        negated.Negate(Y, 1);
        negated.Carry();
        Y.Select(negated, mask);
    }

    /// <summary>Makes points affine: one inversion in all. None may be infinity, which gives no point.</summary>
    /// <remarks>Montgomery, "Speeding the Pollard and elliptic curve methods of factorization", 1987, 10.3.1.</remarks>
    public static void ToAffine(ReadOnlySpan<Projective64> points, Span<Affine64> result)
    {
        Field64 product = new Field64(1), inverse = default;
        for (int i = 0; i < points.Length; i++)
        {
            result[i].X = product;
            product.Multiply(product, points[i].Z);
        }
        product.Invert(product);
        for (int i = points.Length - 1; i >= 0; i--)
        {
            inverse.Multiply(product, result[i].X);
            product.Multiply(product, points[i].Z);
            result[i].X.Multiply(points[i].X, inverse);
            result[i].Y.Multiply(points[i].Y, inverse);
        }
    }
}
#endif
