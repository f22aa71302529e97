#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>Multiples of points, on hosts: what <see cref="Portable.Multiplication"/> does on devices.</summary>
/// <remarks>Multiples of the generator take constant time; sums and products of other points do not.</remarks>
public static class Multiplication
{
    /// <summary>Sets r to k G. In constant time, but that whether k is 0 shows.</summary>
    public static void MultiplyGenerator(Point r, Scalar k)
    {
        if (k.IsZero)
        {
            r.SetInfinity();
            return;
        }
        Span<Affine64> affine = stackalloc Affine64[1];
        Projective64.ToAffine([GeneratorComb64.Multiply(new Scalar64(k))], affine);
        r.Set(affine[0]);
    }

    /// <summary>Sets r to k P; r may be p.</summary>
    public static void Multiply(Point r, Scalar k, Point p) => MultiplySum(r, [k], [p], 1);

    /// <summary>
    /// Sets r to k[0] P[0] + … + k[count - 1] P[count - 1]; r may be one of the points, and any points may be equal,
    /// opposite or infinity.
    /// </summary>
    public static void MultiplySum(Point r, Scalar[] k, Point[] p, int count)
    {
        PointSum sum = new PointSum(count, true);
        for (int i = 0; i < count; i++) sum.Add(k[i], p[i]);
        sum.Finish(r);
    }

    /// <summary>
    /// Writes k[i] G for every i, 64 bytes x || y each, from offset o on. One inversion in all, in constant time.
    /// </summary>
    /// <exception cref="InvalidOperationException">A scalar is 0: infinity has no affine form.</exception>
    public static void WriteMultiples(Scalar[] k, byte[] d, int o)
    {
        Projective64[] points = new Projective64[k.Length];
        for (int i = 0; i < k.Length; i++)
        {
            if (k[i].IsZero) throw new InvalidOperationException("infinity has no affine form");
            points[i] = GeneratorComb64.Multiply(new Scalar64(k[i]));
        }
        Affine64[] affine = new Affine64[k.Length];
        Projective64.ToAffine(points, affine);
        for (int i = 0; i < k.Length; i++) affine[i].Write(d.AsSpan(o + 64 * i, 64));
    }

    /// <summary>Writes count points, 64 bytes x || y each, from offset o on. One inversion in all.</summary>
    /// <exception cref="InvalidOperationException">A point is infinity.</exception>
    public static void WriteAll(Point[] p, int count, byte[] d, int o)
    {
        Jacobian64[] points = new Jacobian64[count];
        for (int i = 0; i < count; i++)
        {
            if (p[i].IsInfinity) throw new InvalidOperationException("infinity has no affine form");
            points[i] = p[i].ToJacobian64();
        }
        Affine64[] affine = new Affine64[count];
        Jacobian64.ToAffine(points, affine);
        for (int i = 0; i < count; i++) affine[i].Write(d.AsSpan(o + 64 * i, 64));
    }
}
#endif
