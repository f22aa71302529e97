using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// A table of points with z = 1, none of them infinity, in one flat array: 16 limbs, x then y, an entry. On the
/// device an object's field costs 12 bytes and a limb here costs 4.
/// </summary>
/// <remarks>
/// Whatever needs a division is done for the whole table with one inversion (Montgomery, "Speeding the Pollard and
/// elliptic curve methods of factorization", 1987, 10.3.1: 3M an entry).
/// </remarks>
internal sealed class AffinePoints
{
    private const int EntryLimbs = 16;

    private readonly uint[] limbs;

    public AffinePoints(int count)
    {
        Count = count;
        limbs = new uint[count * EntryLimbs];
    }

    /// <summary>The number of entries.</summary>
    public int Count { get; }

    /// <summary>Normalises points, none of them infinity, with one inversion, or none where every z is 1.</summary>
    public static AffinePoints From(Point[] p, int count)
    {
        AffinePoints result = new AffinePoints(count);
        FieldElement product = new FieldElement(), inverse = new FieldElement();
        FieldElement zz = new FieldElement(), factor = new FieldElement();
        uint[] before = new uint[count * 8];
        product.SetUInt(1);
        for (int i = 0; i < count; i++)
        {
            product.Store(before, 8 * i);
            if (!p[i].Z.IsOne) product.Multiply(product, p[i].Z);
        }
        if (product.IsOne) inverse.Set(product);
        else inverse.Invert(product);
        for (int i = count - 1; i >= 0; i--)
        {
            if (p[i].Z.IsOne)
            {
                result.Store(i, p[i].X, p[i].Y);
                continue;
            }
            factor.Load(before, 8 * i);
            factor.Multiply(factor, inverse);
            inverse.Multiply(inverse, p[i].Z);
            zz.Square(factor);
            product.Multiply(p[i].X, zz);
            zz.Multiply(zz, factor);
            zz.Multiply(zz, p[i].Y);
            result.Store(i, product, zz);
        }
        return result;
    }

    /// <summary>Copies entry i into x and y.</summary>
    public void Load(int i, FieldElement x, FieldElement y)
    {
        x.Load(limbs, i * EntryLimbs);
        y.Load(limbs, i * EntryLimbs + 8);
    }

    /// <summary>The entries from index on, as a table of their own.</summary>
    public AffinePoints Slice(int index, int count)
    {
        AffinePoints result = new AffinePoints(count);
        Array.Copy(limbs, index * EntryLimbs, result.limbs, 0, count * EntryLimbs);
        return result;
    }

    /// <summary>Copies all entries of another table to the start of this one.</summary>
    public void CopyFrom(AffinePoints a) => Array.Copy(a.limbs, 0, limbs, 0, a.limbs.Length);

    /// <summary>
    /// Sets entry at + i to a[i] + b[i mod b's count], for i below count: 5M + 1S each, one squaring more where a
    /// and b are the same table, which doubles, and one inversion in all.
    /// </summary>
    /// <remarks>
    /// Not complete: no two different summands may be equal or opposite. Small multiples of one point never
    /// are, as the order of the curve is a prime of 256 bits.
    /// </remarks>
    public void SetSums(int at, AffinePoints a, AffinePoints b, int count)
    {
        bool isDouble = a == b;
        FieldElement x1 = new FieldElement(), y1 = new FieldElement();
        FieldElement x2 = new FieldElement(), y2 = new FieldElement();
        FieldElement slope = new FieldElement(), inverse = new FieldElement(), product = new FieldElement();
        uint[] before = new uint[count * 8];
        product.SetUInt(1);
        for (int i = 0; i < count; i++)
        {
            product.Store(before, 8 * i);
            a.Load(i, x1, y1);
            b.Load(i % b.Count, x2, y2);
            SetRun(x1, isDouble, x1, y1, x2);
            product.Multiply(product, x1);
        }
        inverse.Invert(product);
        for (int i = count - 1; i >= 0; i--)
        {
            a.Load(i, x1, y1);
            b.Load(i % b.Count, x2, y2);
            SetRise(slope, isDouble, x1, y1, y2);
            product.Load(before, 8 * i);
            product.Multiply(product, inverse);
            slope.Multiply(slope, product);
            SetRun(product, isDouble, x1, y1, x2);
            inverse.Multiply(inverse, product);
            // x3 = slope^2 - x1 - x2, y3 = slope (x1 - x3) - y1.
            product.Square(slope);
            product.Subtract(product, x1);
            product.Subtract(product, x2);
            x1.Subtract(x1, product);
            slope.Multiply(slope, x1);
            slope.Subtract(slope, y1);
            Store(at + i, product, slope);
        }
    }

    // The line through both points, or the tangent at the one, climbs rise / run.
    private static void SetRun(FieldElement run, bool isDouble, FieldElement x1, FieldElement y1, FieldElement x2)
    {
        if (isDouble) run.Add(y1, y1);
        else run.Subtract(x2, x1);
    }

    private static void SetRise(FieldElement rise, bool isDouble, FieldElement x1, FieldElement y1, FieldElement y2)
    {
        if (!isDouble)
        {
            rise.Subtract(y2, y1);
            return;
        }
        rise.Square(x1);
        rise.Triple(rise);
    }

    private void Store(int i, FieldElement x, FieldElement y)
    {
        x.Store(limbs, i * EntryLimbs);
        y.Store(limbs, i * EntryLimbs + 8);
    }
}
