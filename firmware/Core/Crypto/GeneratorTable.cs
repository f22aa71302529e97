namespace FairOta.Core.Crypto;

/// <summary>
/// Multiples of G for a comb (Lim and Lee, "More flexible exponentiation with precomputation", CRYPTO '94) with
/// digits 1 and -1 only, as bitcoin-core/secp256k1 uses them.
/// </summary>
/// <remarks>
/// 264 bits fall into 2 blocks of 6 teeth, 22 bits apart. With all digits nonzero and the last tooth's sign drawn out,
/// a block has 32 combinations: 64 points, 4 KB. A multiplication costs 22 doublings and 44 additions.
/// Immutable once built.
/// </remarks>
internal sealed class GeneratorTable
{
    private const int Blocks = 2;
    private const int Teeth = 6;
    private const int Spacing = 22;
    private const int Bits = Blocks * Teeth * Spacing;

    private static readonly object Gate = new object();
    private static GeneratorTable instance;

    private readonly AffinePoints points = new AffinePoints(Blocks << (Teeth - 1));
    private readonly Scalar half = new Scalar();
    private readonly Scalar offset = new Scalar();

    private GeneratorTable()
    {
        // Digits 2b - 1 for the bits b of B sum to 2B - (2^264 - 1), which is k for B = (k + 2^264 - 1) / 2 mod q.
        Scalar one = new Scalar();
        one.SetUInt(1);
        half.SetUInt(2);
        half.Invert(half);
        offset.SetUInt(1);
        for (int i = 0; i < Bits; i += 24) offset.MultiplySmall(offset, 1 << 24);
        offset.Subtract(offset, one);
        offset.Multiply(offset, half);

        // Per block the sum with every tooth but the last negative, and what turns tooth t positive: its double.
        Point[] seeds = new Point[Blocks * Teeth];
        Point power = Generator();
        Point tooth = new Point();
        for (int block = 0; block < Blocks; block++)
        {
            Point start = new Point();
            for (int t = 0; t < Teeth - 1; t++)
            {
                tooth.Negate(power);
                start.Add(start, tooth);
                power.Double(power);
                Point flip = new Point();
                flip.Set(power);
                seeds[Blocks * (t + 1) + block] = flip;
                for (int i = 1; i < Spacing; i++) power.Double(power);
            }
            start.Add(start, power);
            seeds[block] = start;
            for (int i = 0; i < Spacing; i++) power.Double(power);
        }

        // Entry 2i + block has the teeth positive which are set in i; each tooth doubles the table.
        AffinePoints normalised = AffinePoints.From(seeds, seeds.Length);
        points.CopyFrom(normalised.Slice(0, Blocks));
        for (int t = 0; t < Teeth - 1; t++)
            points.SetSums(Blocks << t, points, normalised.Slice(Blocks * (t + 1), Blocks), Blocks << t);
    }

    /// <summary>The table, built when first asked for: about as long as one multiplication of another point.</summary>
    public static GeneratorTable Instance
    {
        get
        {
            lock (Gate)
            {
                if (instance == null) instance = new GeneratorTable();
                return instance;
            }
        }
    }

    /// <summary>Sets r to k G.</summary>
    public void Multiply(Point r, Scalar k)
    {
        Scalar digits = new Scalar();
        digits.Multiply(k, half);
        digits.Add(digits, offset);
        uint[] bits = new uint[Bits / 32 + 1];
        for (int i = 0; i < 8; i++) bits[i] = digits.Limb(i);

        FieldElement x = new FieldElement(), y = new FieldElement();
        r.Set(new Point());
        for (int column = Spacing - 1; column >= 0; column--)
        {
            r.Double(r);
            for (int block = 0; block < Blocks; block++)
            {
                int pattern = 0;
                int bit = block * Teeth * Spacing + column;
                for (int t = 0; t < Teeth; t++, bit += Spacing)
                    pattern |= (int)((bits[bit >> 5] >> (bit & 31)) & 1) << t;
                bool isNegative = pattern >> (Teeth - 1) == 0;
                if (isNegative) pattern = ~pattern;
                points.Load(Blocks * (pattern & ((1 << (Teeth - 1)) - 1)) + block, x, y);
                if (isNegative) y.Negate(y);
                r.AddAffine(r, x, y);
            }
        }
    }

    // SEC 2, 2.4.1, compressed.
    private static Point Generator()
    {
        byte[] encoded =
        {
            0x02,
            0x79, 0xBE, 0x66, 0x7E, 0xF9, 0xDC, 0xBB, 0xAC, 0x55, 0xA0, 0x62, 0x95, 0xCE, 0x87, 0x0B, 0x07,
            0x02, 0x9B, 0xFC, 0xDB, 0x2D, 0xCE, 0x28, 0xD9, 0x59, 0xF2, 0x81, 0x5B, 0x16, 0xF8, 0x17, 0x98,
        };
        Point generator = new Point();
        generator.TryReadCompressed(encoded, 0);
        return generator;
    }
}
