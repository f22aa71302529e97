#if NET
using System;
using System.Buffers;

namespace FairOta.Core.Crypto;

/// <summary>Many additions of affine points at once, for hosts and public values: one inversion in all.</summary>
/// <remarks>
/// 5M + 1S each, where one by one they take 8M + 3S (Montgomery, "Speeding the Pollard and elliptic curve methods of
/// factorization", 1987, 10.3.1). Complete: here (0, 0), which is no point of the curve, stands for infinity, and equal
/// and opposite points give right results. The inversion takes the time of some twenty additions.
/// </remarks>
internal sealed class AffineBatch64 : IDisposable
{
    private readonly Affine64[] points;
    private readonly Addition[] additions;
    private int count;

    /// <summary>Over these points, of which it changes sums alone.</summary>
    /// <param name="points">The points.</param>
    /// <param name="capacity">How many additions are made at once at most.</param>
    public AffineBatch64(Affine64[] points, int capacity)
    {
        this.points = points;
        additions = ArrayPool<Addition>.Shared.Rent(capacity);
    }

    /// <summary>Gives its array back.</summary>
    public void Dispose() => ArrayPool<Addition>.Shared.Return(additions);

    /// <summary>
    /// What <see cref="Affine64.OddMultiples"/> gives, for a power of two of multiples: half the time of that from some
    /// points on, but one inversion for every doubling of their number. Behind the rows are values of no meaning.
    /// </summary>
    public static Affine64[] OddMultiples(ReadOnlySpan<Affine64> points, int count)
    {
        int length = points.Length;
        Affine64[] rows = new Affine64[length * (count + 2)];
        using AffineBatch64 batch = new AffineBatch64(rows, length * (count / 2 + 1));
        // Behind the rows 2 P and then, by turns, 4 P, 8 P and so on: what takes one half of a row to the next.
        int step = length * count, other = step + length;
        for (int i = 0; i < length; i++)
        {
            rows[i * count] = points[i];
            batch.Plan(i * count, i * count, step + i);
        }
        batch.Run();
        for (int half = 1; half < count; half *= 2)
        {
            for (int i = 0; i < length; i++)
            {
                for (int j = i * count; j < i * count + half; j++) batch.Plan(j, step + i, j + half);
                if (2 * half < count) batch.Plan(step + i, step + i, other + i);
            }
            batch.Run();
            (step, other) = (other, step);
        }
        return rows;
    }

    /// <summary>
    /// Plans points[a] + points[b] into points[to], which no other addition of the batch may need, though a and b may
    /// be the same.
    /// </summary>
    public void Plan(int a, int b, int to) => additions[count++] = new Addition { A = a, B = b, To = to };

    /// <summary>Does what was planned.</summary>
    public void Run()
    {
        Field64 product = new Field64(1), inverse = default;
        foreach (ref Addition addition in additions.AsSpan(0, count))
        {
            Prepare(ref addition, points[addition.A], points[addition.B]);
            addition.Before = product;
            product.Multiply(product, addition.Run);
        }
        product.Invert(product);
        while (count > 0)
        {
            ref Addition addition = ref additions[--count];
            inverse.Multiply(product, addition.Before);
            product.Multiply(product, addition.Run);
            Finish(ref addition, inverse);
        }
    }

    // The line through both points, or the tangent at the one, climbs rise / run. Where there is none, run is 1.
    private static void Prepare(ref Addition addition, in Affine64 a, in Affine64 b)
    {
        addition.Kind = Kind.Line;
        addition.Run.Subtract(b.X, a.X, 1);
        if (addition.Run.IsZero)
        {
            Field64 rise = default;
            rise.Subtract(b.Y, a.Y, 1);
            addition.Kind = a.IsInfinity || !rise.IsZero ? Kind.Infinity : Kind.Tangent;
            addition.Run.Add(a.Y, a.Y);
        }
        else if (a.IsInfinity)
        {
            addition.Kind = Kind.Second;
        }
        else if (b.IsInfinity)
        {
            addition.Kind = Kind.First;
        }
        if (addition.Kind is Kind.Infinity) addition.Run = new Field64(1);
    }

    private void Finish(ref Addition addition, in Field64 inverse)
    {
        ref Affine64 a = ref points[addition.A], b = ref points[addition.B], to = ref points[addition.To];
        Field64 slope = default, x = default, y = default, t = default;
        switch (addition.Kind)
        {
            case Kind.Infinity:
                to = default;
                return;
            case Kind.First:
                to = a;
                return;
            case Kind.Second:
                to = b;
                return;
            case Kind.Tangent:
                slope.Square(a.X);
                slope.Scale(slope, 3);
                break;
            default:
                slope.Subtract(b.Y, a.Y, 1);
                break;
        }
        slope.Multiply(slope, inverse);
        t.Add(a.X, b.X);
        x.Square(slope);
        x.Subtract(x, t, 2);
        x.Carry();
        t.Subtract(a.X, x, 1);
        y.Multiply(t, slope);
        y.Subtract(y, a.Y, 1);
        y.Carry();
        to.X = x;
        to.Y = y;
    }

    private enum Kind
    {
        Line,
        Tangent,
        First,
        Second,
        Infinity,
    }

    private struct Addition
    {
        public int A, B, To;
        public Kind Kind;
        public Field64 Run, Before;
    }
}
#endif
