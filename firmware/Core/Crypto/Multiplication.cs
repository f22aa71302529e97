namespace FairOta.Core.Crypto;

/// <summary>Multiples of points. Not constant time: how long it takes depends on the scalars.</summary>
public static partial class Multiplication
{
    // Windows of 4 signed bits: the odd multiples P, 3P, 5P, 7P are 256 bytes a point, and a point costs 51 additions.
    private const int Window = 4;
    private const int OddMultiples = 1 << (Window - 2);

    /// <summary>Sets r to k G. The first call builds a table of 4 KB.</summary>
    public static void MultiplyGenerator(Point r, Scalar k) => GeneratorTable.Instance.Multiply(r, k);

    /// <summary>Sets r to k P; r may be p.</summary>
    public static void Multiply(Point r, Scalar k, Point p) =>
        MultiplySum(r, new Scalar[] { k }, new Point[] { p }, 1);

    /// <summary>
    /// Sets r to k[0] P[0] + … + k[count - 1] P[count - 1]; r may be one of the points, and any points may be equal,
    /// opposite or infinity.
    /// </summary>
    /// <remarks>
    /// Straus's interleaving ("Addition chains of vectors", 1964): 256 doublings are shared by all points. Digits are
    /// the width-4 signed windows of Okeya, Schmidt-Samoa, Spahn and Takagi ("Signed binary representations
    /// revisited", CRYPTO 2004), as sparse as the wNAF and found from the left, so that they need not be kept.
    /// Memory: 368 bytes a point.
    /// </remarks>
    public static void MultiplySum(Point r, Scalar[] k, Point[] p, int count)
    {
        Point[] used = new Point[count];
        SignedWindows[] windows = new SignedWindows[count];
        int n = 0;
        for (int i = 0; i < count; i++)
        {
            if (k[i].IsZero || p[i].IsInfinity) continue;
            used[n] = p[i];
            windows[n++] = new SignedWindows(k[i], Window);
        }
        if (n == 0)
        {
            r.Set(new Point());
            return;
        }

        // Built before r changes, which may be one of the points.
        AffinePoints[] multiples = BuildOddMultiples(used, n);
        r.Set(new Point());
        FieldElement x = new FieldElement(), y = new FieldElement();
        for (int bit = 256; bit >= 0; bit--)
        {
            r.Double(r);
            for (int i = 0; i < n; i++)
            {
                int digit = windows[i].DigitAt(bit);
                if (digit == 0) continue;
                multiples[(digit < 0 ? -digit : digit) >> 1].Load(i, x, y);
                if (digit < 0) y.Negate(y);
                r.AddAffine(r, x, y);
            }
        }
    }

    // Table m has (2m + 1) P for every point.
    private static AffinePoints[] BuildOddMultiples(Point[] p, int count)
    {
        AffinePoints[] multiples = new AffinePoints[OddMultiples];
        multiples[0] = AffinePoints.From(p, count);
        AffinePoints twice = new AffinePoints(count);
        twice.SetSums(0, multiples[0], multiples[0], count);
        for (int m = 1; m < OddMultiples; m++)
        {
            multiples[m] = new AffinePoints(count);
            multiples[m].SetSums(0, multiples[m - 1], twice, count);
        }
        return multiples;
    }
}
