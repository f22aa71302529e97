#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>A point of secp256k1 in Jacobian coordinates, for hosts and public values.</summary>
/// <remarks>
/// (x / z^2, y / z^3), infinity where z = 0. The result of an operation goes into the value it is called on, which may
/// also be an operand. Magnitudes: x up to 6, y up to 4, z 1. Addition is complete: equal, opposite and infinite
/// operands give right results, by branches.
/// </remarks>
internal struct Jacobian64
{
    public Field64 X, Y, Z;

    /// <summary>Whether this is the neutral element.</summary>
    public readonly bool IsInfinity => Z.IsZero;

    /// <summary>Takes an affine point.</summary>
    public void Set(in Affine64 a)
    {
        X = a.X;
        Y = a.Y;
        Z = new Field64(1);
    }

    /// <summary>Takes (x z^2, y z^3) with the same z.</summary>
    public void Turn(in Field64 z)
    {
        Field64 power = default;
        power.Square(z);
        X.Multiply(X, power);
        power.Multiply(power, z);
        Y.Multiply(Y, power);
    }

    /// <summary>Sets this to 2 a. 3M + 4S.</summary>
    /// <remarks>
    /// The textbook doubling with all coordinates scaled by 1 / 2: L = 3 X^2 / 2, T = X Y^2, X3 = L^2 - 2 T,
    /// Y3 = L (T - X3) - Y^4, Z3 = Y Z. Infinity gives infinity.
    /// </remarks>
    public void Double(in Jacobian64 a)
    {
        Field64 s = default, l = default, t = default, u = default;
        s.Square(a.Y);
        l.Square(a.X);
        l.Scale(l, 3);
        l.Halve(l); // 3
        t.Multiply(a.X, s);
        Z.Multiply(a.Y, a.Z);
        u.Add(t, t);
        X.Square(l);
        X.Subtract(X, u, 2); // 4
        t.Subtract(t, X, 4); // 6
        u.Negate(s, 1);
        Y.MultiplyAdd(t, l, u, s);
    }

    /// <summary>Sets this to a + b. 8M + 3S.</summary>
    /// <remarks>
    /// EFD, add-1998-cmo-2 with Z2 = 1: H = X2 Z1^2 - X1, R = Y2 Z1^3 - Y1, X3 = R^2 - H^3 - 2 X1 H^2,
    /// Y3 = R (X1 H^2 - X3) - Y1 H^3, Z3 = Z1 H.
    /// </remarks>
    public void AddAffine(in Jacobian64 a, in Affine64 b)
    {
        if (a.IsInfinity)
        {
            Set(b);
            return;
        }
        Field64 h = default, r = default, t = default, u = default;
        t.Square(a.Z);
        h.Multiply(b.X, t);
        h.Subtract(h, a.X, 6); // 8
        t.Multiply(t, a.Z);
        r.Multiply(b.Y, t);
        r.Subtract(r, a.Y, 4); // 6
        if (h.IsZero)
        {
            // The same x: the same point, or the opposite one.
            if (r.IsZero) Double(a);
            else Z = default;
            return;
        }
        Z.Multiply(h, a.Z);
        t.Square(h);
        h.Multiply(h, t);
        t.Multiply(a.X, t);
        u.Add(t, t);
        u.Add(u, h); // 3
        X.Square(r);
        X.Subtract(X, u, 3); // 5
        t.Subtract(t, X, 5); // 7
        h.Negate(h, 1); // 2
        Y.MultiplyAdd(t, r, a.Y, h);
    }

    /// <summary>Whether the affine x, as an integer below p, is this value modulo q.</summary>
    public readonly bool HasX(in Scalar64 r)
    {
        Span<byte> bytes = stackalloc byte[32];
        Field64 x = default, square = default;
        r.Write(bytes);
        x.TryRead(bytes);
        square.Square(Z);
        x.Multiply(x, square);
        if (X.EqualTo(x)) return true;
        // x may have been between q and p: then it was r + q.
        if (!r.IsBelowGap) return false;
        Field64 order = default;
        order.Load(Scalar64.Q0, Scalar64.Q1, Scalar64.Q2, ulong.MaxValue);
        square.Multiply(order, square);
        x.Add(x, square);
        return X.EqualTo(x);
    }

    /// <summary>Makes points affine that are not infinity: one inversion in all, and 6M + 1S for each.</summary>
    /// <remarks>Montgomery, "Speeding the Pollard and elliptic curve methods of factorization", 1987, 10.3.1.</remarks>
    public static void ToAffine(ReadOnlySpan<Jacobian64> points, Span<Affine64> result)
    {
        Field64 product = new Field64(1), inverse = default, square = default;
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
            square.Square(inverse);
            result[i].X.Multiply(points[i].X, square);
            square.Multiply(square, inverse);
            result[i].Y.Multiply(points[i].Y, square);
        }
    }
}
#endif
