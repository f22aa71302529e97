#if NET
using System;
using System.Buffers;

namespace FairOta.Core.Crypto;

/// <summary>A sum k[0] P[0] + k[1] P[1] + … + g G of public values, for hosts.</summary>
/// <remarks>
/// Straus's interleaving ("Addition chains of vectors", 1964): the doublings are shared by all points. Scalars fall
/// into two halves by the curve's endomorphism, so there are at most 130 of them, and a half costs one addition in six
/// of its bits, of P, 3P, … 15P. G has its odd multiples up to 1023 ready and costs one addition in twelve bits of a
/// half.
/// </remarks>
internal sealed class Straus64
{
    private const int Width = 5, Entries = 1 << (Width - 2);
    // So many additions at once spare what an inversion costs.
    private const int LeastPairs = 32;

    private const int ManyPoints = 4;

    private const int GeneratorWidth = 11, GeneratorEntries = 1 << (GeneratorWidth - 2);

    private readonly Affine64[] points;
    private readonly Summand[] summands;
    private int pointCount;
    private int summandCount;

    /// <summary>The sum of nothing yet.</summary>
    /// <param name="capacity">How many points are added at most, beside G once.</param>
    public Straus64(int capacity)
    {
        points = new Affine64[capacity];
        summands = new Summand[2 * capacity + 2];
    }

    /// <summary>Adds k p.</summary>
    public void Add(in Scalar64 k, in Affine64 p)
    {
        AddHalves(k, pointCount * Entries, Width);
        points[pointCount++] = p;
    }

    /// <summary>Adds k G, once at most.</summary>
    public void AddGenerator(in Scalar64 k) => AddHalves(k, -1, GeneratorWidth);

    /// <summary>The sum.</summary>
    public Jacobian64 Sum()
    {
        int[] counts = new int[Scalar64.HalfPositions], starts = new int[Scalar64.HalfPositions];
        Affine64[] terms = Terms(counts, starts);
        Shorten(terms, counts, starts);
        Jacobian64 sum = default;
        for (int place = counts.Length - 1; place >= 0; place--)
        {
            sum.Double(sum);
            for (int i = 0; i < counts[place]; i++)
            {
                ref Affine64 term = ref terms[starts[place] + i];
                if (!term.IsInfinity) sum.AddAffine(sum, term);
            }
        }
        ArrayPool<Affine64>.Shared.Return(terms);
        return sum;
    }

    // What is to be added at every place, side by side, in an array of the pool: a new one of this size costs the
    // system's clearing of its pages every time.
    private Affine64[] Terms(int[] counts, int[] starts)
    {
        foreach (ref readonly Summand summand in summands.AsSpan(0, summandCount))
            foreach ((short place, _) in summand.Digits) counts[place]++;
        for (int place = 1; place < counts.Length; place++) starts[place] = starts[place - 1] + counts[place - 1];
        Affine64[] terms = ArrayPool<Affine64>.Shared.Rent(starts[^1] + counts[^1]);
        Array.Clear(counts);
        ReadOnlySpan<Affine64> all = points.AsSpan(0, pointCount);
        Affine64[] table = pointCount < ManyPoints
            ? Affine64.OddMultiples(all, Entries) : AffineBatch64.OddMultiples(all, Entries);
        Affine64[] turned = Turned(table);
        foreach (ref readonly Summand summand in summands.AsSpan(0, summandCount))
        {
            Affine64[] from = summand.Row < 0
                ? summand.IsTurned ? Generator.Turned : Generator.Table
                : summand.IsTurned ? turned : table;
            foreach ((short place, short digit) in summand.Digits)
            {
                ref Affine64 term = ref terms[starts[place] + counts[place]++];
                term = from[Math.Max(summand.Row, 0) + (Math.Abs(digit) >> 1)];
                if ((digit < 0) == summand.IsNegative) continue;
                term.Y.Negate(term.Y, 1);
                term.Y.Carry();
            }
        }
        return terms;
    }

    // Adds the terms of each place in pairs, of all places at once, as long as that pays for an inversion.
    private static void Shorten(Affine64[] terms, int[] counts, int[] starts)
    {
        using AffineBatch64 batch = new AffineBatch64(terms, (starts[^1] + counts[^1]) / 2);
        while (true)
        {
            int pairs = 0;
            foreach (int count in counts) pairs += count / 2;
            if (pairs < LeastPairs) return;
            for (int place = 0; place < counts.Length; place++)
            {
                // The lower half takes the sums. A middle one stays as it is.
                int half = (counts[place] + 1) / 2;
                for (int i = 0; i < counts[place] / 2; i++)
                    batch.Plan(starts[place] + i, starts[place] + half + i, starts[place] + i);
                counts[place] = half;
            }
            batch.Run();
        }
    }

    private void AddHalves(in Scalar64 k, int row, int width)
    {
        if (k.IsHalf)
        {
            AddHalf(k, row, width, false);
            return;
        }
        Scalar64.Split(k, out Scalar64 low, out Scalar64 high);
        AddHalf(low, row, width, false);
        AddHalf(high, row, width, true);
    }

    private void AddHalf(in Scalar64 half, int row, int width, bool isTurned)
    {
        ulong negative = half.HighMask;
        Scalar64 k = default;
        k.NegateIf(half, negative);
        (short, short)[] digits = new (short, short)[Scalar64.HalfPositions / width + 1];
        int count = k.Digits(digits, width);
        summands[summandCount++] = new Summand(digits[..count], row, isTurned, negative != 0);
    }

    // The images under the endomorphism (x, y) -> (beta x, y).
    private static Affine64[] Turned(Affine64[] table)
    {
        Field64 beta = default;
        beta.Load(0xC1396C28719501EE, 0x9CF0497512F58995, 0x6E64479EAC3434E9, 0x7AE96A2B657C0710);
        Affine64[] turned = new Affine64[table.Length];
        for (int i = 0; i < table.Length; i++)
        {
            turned[i].X.Multiply(table[i].X, beta);
            turned[i].Y = table[i].Y;
        }
        return turned;
    }

    // Row is where the point's multiples begin; below 0 it is the generator.
    private readonly record struct Summand(
        (short Place, short Digit)[] Digits, int Row, bool IsTurned, bool IsNegative);

    private static class Generator
    {
        public static readonly Affine64[] Table = Affine64.OddMultiples([Affine64.Generator], GeneratorEntries);
        public static readonly Affine64[] Turned = Straus64.Turned(Table);
    }
}
#endif
