using System;

// Hosts have their own under this name (Host/), which must agree with it.
#if NET
namespace FairOta.Core.Crypto.Portable;
#else
namespace FairOta.Core.Crypto;
#endif

/// <content>What only hosts need.</content>
public static partial class Multiplication
{
    // Up to so many points, splitting their scalars costs less than the doublings that it spares.
    private const int SplitPoints = 8;

    /// <summary>Sets r to k P; r may be p.</summary>
    public static void Multiply(Point r, Scalar k, Point p) =>
        MultiplySum(r, new Scalar[] { k }, new Point[] { p }, 1);

    /// <summary>
    /// Sets r to k[0] P[0] + … + k[count - 1] P[count - 1]; r may be one of the points, and any points may be equal,
    /// opposite or infinity.
    /// </summary>
    public static void MultiplySum(Point r, Scalar[] k, Point[] p, int count)
    {
        PointSum sum = new PointSum(count, count <= SplitPoints);
        for (int i = 0; i < count; i++) sum.Add(k[i], p[i]);
        sum.Finish(r);
    }

    /// <summary>Writes k[i] G for every i, 64 bytes x || y each, from offset o on. One inversion in all.</summary>
    /// <exception cref="InvalidOperationException">A scalar is 0: infinity has no affine form.</exception>
    public static void WriteMultiples(Scalar[] k, byte[] d, int o)
    {
        Point[] points = new Point[k.Length];
        for (int i = 0; i < k.Length; i++)
        {
            points[i] = new Point();
            MultiplyGenerator(points[i], k[i]);
        }
        WriteAll(points, k.Length, d, o);
    }

    /// <summary>Writes count points, 64 bytes x || y each, from offset o on. One inversion in all.</summary>
    /// <exception cref="InvalidOperationException">A point is infinity.</exception>
    public static void WriteAll(Point[] p, int count, byte[] d, int o)
    {
        for (int i = 0; i < count; i++)
            if (p[i].IsInfinity) throw new InvalidOperationException("infinity has no affine form");

        // Montgomery, "Speeding the Pollard and elliptic curve methods of factorization", 1987, 10.3.1.
        FieldElement[] before = new FieldElement[count];
        FieldElement product = new FieldElement(), inverse = new FieldElement();
        FieldElement x = new FieldElement(), y = new FieldElement();
        product.SetUInt(1);
        for (int i = 0; i < count; i++)
        {
            before[i] = new FieldElement();
            before[i].Set(product);
            product.Multiply(product, p[i].Z);
        }
        product.Invert(product);
        for (int i = count - 1; i >= 0; i--)
        {
            inverse.Multiply(product, before[i]);
            product.Multiply(product, p[i].Z);
            y.Square(inverse);
            x.Multiply(p[i].X, y);
            y.Multiply(y, inverse);
            y.Multiply(y, p[i].Y);
            x.Write(d, o + 64 * i);
            y.Write(d, o + 64 * i + 32);
        }
    }
}
