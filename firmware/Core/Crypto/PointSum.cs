// Hosts have their own under this name (Host/), which must agree with it.
#if NET
namespace FairOta.Core.Crypto.Portable;
#else
namespace FairOta.Core.Crypto;
#endif

/// <summary>
/// A sum k[0] P[0] + k[1] P[1] + … + g G, worked out in small steps, so that a device can do something else between
/// them. Any points may be equal, opposite or infinity.
/// </summary>
/// <remarks>
/// Straus's interleaving ("Addition chains of vectors", 1964): the doublings, as many as the longest scalar has bits,
/// are shared by all points; each point costs one addition in five bits of its scalar, of P, 3P, 5P or 7P. The time
/// goes with the length of the scalars: 128 bits take half as long as 256. So random weights should fall on the points
/// themselves. That commitments A[j] evaluate to known f(i) in λ places means A[j] = a[j] G + m[j] A[λ], where m is
/// the product of all x - i and a takes the values f(i): weights of 128 bits on these equations leave only A[λ] and G
/// with longer scalars. Memory: 500 bytes a point. Not constant time.
/// </remarks>
public sealed class PointSum
{
    // P, 3P, 5P, 7P.
    private const int Entries = 1 << (SignedWindows.Width - 2);

    // Positions in a step: some 150,000 instructions with 33 points.
    private const int StepBits = 4;

    // The halves of a scalar are no longer.
    private const int HalfBits = 129;

    private readonly bool splits;
    private readonly Summand[] summands;
    private readonly AffinePoints[] tables;
    private readonly Point sum = new Point();
    private readonly FieldElement x = new FieldElement();
    private readonly FieldElement y = new FieldElement();
    private readonly FieldElement beta = Endomorphism.Beta();
    private GeneratorComb comb;
    private int summandCount;
    private int tableCount;
    private int built;
    private int position;

    /// <summary>The sum of nothing yet.</summary>
    /// <param name="capacity">How many points are added at most.</param>
    /// <param name="splits">
    /// Whether scalars beyond 129 bits fall into two halves, which spares 128 doublings in all but costs each of them
    /// some two additions. For few long scalars.
    /// </param>
    public PointSum(int capacity, bool splits)
    {
        this.splits = splits;
        tables = new AffinePoints[capacity];
        summands = new Summand[splits ? 2 * capacity : capacity];
    }

    /// <summary>Adds k p; nothing is kept of them. One inversion where p is not affine.</summary>
    public void Add(Scalar k, Point p)
    {
        if (k.IsZero || p.IsInfinity) return;
        Point affine = p.Normalised();
        AffinePoints table = new AffinePoints(Entries);
        table.Store(0, affine.X, affine.Y);
        tables[tableCount++] = table;
        if (!splits || SignedWindows.Length(k) <= HalfBits)
        {
            AddSummand(table, k, false, false);
            return;
        }
        Scalar low = new Scalar(), high = new Scalar();
        Endomorphism.Split(k, low, high);
        AddHalf(table, low, false);
        AddHalf(table, high, true);
    }

    /// <summary>Adds k G, once at most. It costs 43 additions and no doublings of its own.</summary>
    public void AddGenerator(Scalar k)
    {
        comb = new GeneratorComb(k);
        if (position < GeneratorComb.Columns) position = GeneratorComb.Columns;
    }

    /// <summary>Goes a step ahead. True once the sum is done; nothing may be added after the first step.</summary>
    public bool Advance()
    {
        if (built < Entries) BuildTables();
        else
            for (int i = 0; i < StepBits && position > 0; i++) AddPosition(--position);
        return built == Entries && position == 0;
    }

    /// <summary>Goes all the steps that are left and sets r to the sum.</summary>
    public void Finish(Point r)
    {
        while (!Advance())
        {
        }
        r.Set(sum);
    }

    private void AddHalf(AffinePoints table, Scalar half, bool isTurned)
    {
        bool isNegated = half.IsHigh;
        if (isNegated) half.Negate(half);
        AddSummand(table, half, isNegated, isTurned);
    }

    private void AddSummand(AffinePoints table, Scalar k, bool isNegated, bool isTurned)
    {
        Summand summand = new Summand(table, SignedWindows.Of(k, isNegated), isTurned);
        summands[summandCount++] = summand;
        if (summand.Place >= position) position = summand.Place + 1;
    }

    // First twice every point, where 7P will be, then 3P, 5P and 7P.
    private void BuildTables()
    {
        if (built == 0) AffinePoints.SetSums(tables, tableCount, Entries - 1, 0, 0);
        else AffinePoints.SetSums(tables, tableCount, built, built - 1, Entries - 1);
        built++;
    }

    private void AddPosition(int place)
    {
        sum.Double(sum);
        for (int i = 0; i < summandCount; i++)
        {
            Summand summand = summands[i];
            if (summand.Place != place) continue;
            int digit = summand.TakeDigit();
            summand.Table.Load((digit < 0 ? -digit : digit) >> 1, x, y);
            if (digit < 0) y.NegateLimbs(y);
            if (summand.IsTurned) x.Multiply(x, beta);
            sum.AddAffine(sum, x, y);
        }
        if (place < GeneratorComb.Columns && comb != null) comb.AddColumn(sum, place);
    }

    // k P, or k times the endomorphism's image of P.
    private sealed class Summand
    {
        public readonly AffinePoints Table;
        public readonly bool IsTurned;
        private readonly short[] digits;
        private int next;

        public Summand(AffinePoints table, short[] digits, bool isTurned)
        {
            Table = table;
            IsTurned = isTurned;
            this.digits = digits;
            next = digits.Length;
            MoveOn();
        }

        // Where the highest digit is that was not taken yet; -1 if none is left.
        public int Place { get; private set; }

        public int TakeDigit()
        {
            int digit = (digits[next] & 15) - 8;
            MoveOn();
            return digit;
        }

        private void MoveOn()
        {
            next--;
            Place = next < 0 ? -1 : digits[next] >> 4;
        }
    }
}
