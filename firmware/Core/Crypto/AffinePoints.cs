namespace FairOta.Core.Crypto;

/// <summary>
/// A table of points with z = 1, none of them infinity, in one flat array: 18 limbs, x then y, an entry. On the
/// device an object's field costs 12 bytes and a limb here costs 4.
/// </summary>
internal sealed class AffinePoints
{
    private const int EntryLimbs = 18;

    private readonly int[] limbs;

    public AffinePoints(int count)
    {
        limbs = new int[count * EntryLimbs];
    }

    /// <summary>Copies entry i into x and y.</summary>
    public void Load(int i, FieldElement x, FieldElement y)
    {
        x.Load(limbs, i * EntryLimbs);
        y.Load(limbs, i * EntryLimbs + 9);
    }

    /// <summary>Puts carried x and y into entry i.</summary>
    public void Store(int i, FieldElement x, FieldElement y)
    {
        x.Store(limbs, i * EntryLimbs);
        y.Store(limbs, i * EntryLimbs + 9);
    }

    /// <summary>
    /// Sets, in each of the first count tables, entry at to the sum of entries a and b: 5M + 1S each, one squaring more
    /// where a is b, which doubles, and one inversion for all of them (Montgomery, "Speeding the Pollard and elliptic
    /// curve methods of factorization", 1987, 10.3.1).
    /// </summary>
    /// <remarks>
    /// Not complete: two different entries may be neither equal nor opposite. Small multiples of one point never
    /// are, as the order of the curve is a prime of 256 bits.
    /// </remarks>
    public static void SetSums(AffinePoints[] tables, int count, int at, int a, int b)
    {
        bool isDouble = a == b;
        FieldElement x1 = new FieldElement(), y1 = new FieldElement();
        FieldElement x2 = new FieldElement(), y2 = new FieldElement();
        FieldElement slope = new FieldElement(), inverse = new FieldElement(), product = new FieldElement();
        int[] before = new int[count * 9];
        product.SetUInt(1);
        for (int i = 0; i < count; i++)
        {
            product.Store(before, 9 * i);
            tables[i].Load(a, x1, y1);
            tables[i].Load(b, x2, y2);
            SetRun(x1, isDouble, x1, y1, x2);
            product.Multiply(product, x1);
        }
        inverse.Invert(product);
        for (int i = count - 1; i >= 0; i--)
        {
            tables[i].Load(a, x1, y1);
            tables[i].Load(b, x2, y2);
            SetRise(slope, isDouble, x1, y1, y2);
            product.Load(before, 9 * i);
            product.Multiply(product, inverse);
            slope.Multiply(slope, product);
            SetRun(product, isDouble, x1, y1, x2);
            inverse.Multiply(inverse, product);
            // x3 = slope^2 - x1 - x2, y3 = slope (x1 - x3) - y1.
            x2.Add(x1, x2);
            product.SquareSubtract(slope, x2);
            x1.Subtract(x1, product);
            slope.Multiply(slope, x1);
            slope.Subtract(slope, y1);
            slope.Carry();
            tables[i].Store(at, product, slope);
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
        rise.AddTwice(rise, rise);
    }
}
