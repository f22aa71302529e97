#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>A point of secp256k1, y^2 = x^3 + 7 over p, but infinity (SEC 2, 2.4.1), for hosts.</summary>
/// <remarks>Coordinates have magnitude 1. Reading, and testing for infinity, are for public values.</remarks>
internal struct Affine64
{
    public Field64 X, Y;

    /// <summary>Whether this is (0, 0), which stands for infinity where that may come up.</summary>
    public readonly bool IsInfinity => X.IsZero && Y.IsZero;

    /// <summary>The generator G.</summary>
    public static Affine64 Generator
    {
        get
        {
            Affine64 g = default;
            g.X.Load(0x59F2815B16F81798, 0x029BFCDB2DCE28D9, 0x55A06295CE870B07, 0x79BE667EF9DCBBAC);
            g.Y.Load(0x9C47D08FFB10D4B8, 0xFD17B448A6855419, 0x5DA4FBFC0E1108A8, 0x483ADA7726A3C465);
            return g;
        }
    }

    /// <summary>Sets the point with this x and this parity of y. False, and unchanged, where there is none.</summary>
    public bool TrySetX(in Field64 x, bool isOdd)
    {
        Field64 square = default, y = default;
        square.Square(x);
        square.Multiply(square, x);
        square.Add(square, new Field64(7));
        if (!y.TrySquareRoot(square)) return false;
        if (y.IsOdd != isOdd) y.Negate(y, 1);
        y.Carry();
        X = x;
        Y = y;
        return true;
    }

    /// <summary>
    /// Reads 33 bytes, 02 or 03 (the parity of y) || x (SEC 1, 2.3.4). False, and unchanged, for another length or
    /// first byte, x not below p or no point at x.
    /// </summary>
    public bool TryReadCompressed(ReadOnlySpan<byte> s)
    {
        Field64 x = default;
        return s.Length == 33 && s[0] is 2 or 3 && x.TryRead(s[1..]) && TrySetX(x, s[0] == 3);
    }

    /// <summary>Writes 64 bytes x || y.</summary>
    public readonly void Write(Span<byte> d)
    {
        X.Write(d);
        Y.Write(d[32..]);
    }

    /// <summary>
    /// For each of the points P, so many odd multiples P, 3P, 5P and so on, in one row: one inversion in all.
    /// </summary>
    /// <remarks>
    /// 18 products for a multiple. 2P is affine on the curve that takes (x, y) to (x z^2, y z^3), z being that of 2P,
    /// and addition knows no difference between such curves. Small multiples of a point are never equal or opposite, as
    /// the order of the curve is a prime of 256 bits.
    /// </remarks>
    public static Affine64[] OddMultiples(ReadOnlySpan<Affine64> points, int count)
    {
        Jacobian64[] rows = new Jacobian64[points.Length * count];
        for (int i = 0; i < points.Length; i++)
        {
            Jacobian64 twice = default, sum = default;
            twice.Set(points[i]);
            twice.Double(twice);
            Field64 z = twice.Z;
            Affine64 step = new Affine64 { X = twice.X, Y = twice.Y };
            step.X.Carry();
            step.Y.Carry();
            sum.Set(points[i]);
            sum.Turn(z);
            for (int j = 0; j < count; j++)
            {
                if (j > 0) sum.AddAffine(sum, step);
                rows[i * count + j] = sum;
                rows[i * count + j].Z.Multiply(sum.Z, z);
            }
        }
        Affine64[] result = new Affine64[rows.Length];
        Jacobian64.ToAffine(rows, result);
        return result;
    }
}
#endif
