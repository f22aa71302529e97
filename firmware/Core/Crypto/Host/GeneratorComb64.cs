#if NET
using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FairOta.Core.Crypto;

/// <summary>
/// Multiples of the generator by secret scalars, for hosts: no branch and no address depends on them.
/// </summary>
/// <remarks>
/// An odd k is the sum of 43 signed odd digits times powers of 64: digit i is 2 v - 63, where v are the six bits of k
/// from 6 i + 1 on (Joye and Tunstall, "Exponent recoding and regular exponentiation algorithms", 2009). For an even k
/// it is q - k that is odd. So there is one complete addition for each digit, no doubling and no digit 0. Each look-up
/// goes over all 32 entries of its row. The table, 86 KiB, is worked out once in a process: half a millisecond or so.
/// </remarks>
internal static class GeneratorComb64
{
    private const int Bits = 6, Rows = 43, Entries = 32, EntryWords = 8;

    private static readonly ulong[] Table = MakeTable();

    /// <summary>k G, for a k that is not 0.</summary>
    public static Projective64 Multiply(in Scalar64 k)
    {
        Scalar64 odd = default;
        ulong even = ~k.OddMask;
        odd.NegateIf(k, even);
        Projective64 sum = Projective64.Infinity;
        Affine64 term = default;
        for (int row = 0; row < Rows; row++)
        {
            int v = odd.Bits(Bits * row + 1, Bits);
            // The highest digit has nothing above it that would take 64 away.
            if (row == Rows - 1) v |= Entries;
            Load(ref term, row, v);
            sum.AddAffine(term);
        }
        sum.NegateIf(even);
        return sum;
    }

    // The entry of a digit 2 v - 63: that of its absolute value, negated where v is below 32.
    private static void Load(ref Affine64 term, int row, int v)
    {
        ulong negative = (ulong)(v >> (Bits - 1)) - 1;
        ulong index = ((ulong)v ^ negative) & (Entries - 1);
        Vector256<ulong> x = default, y = default, wanted = Vector256.Create(index);
        ref ulong table = ref MemoryMarshal.GetArrayDataReference(Table);
        nuint at = (nuint)(row * Entries * EntryWords);
        for (ulong i = 0; i < Entries; i++)
        {
            Vector256<ulong> isIt = Vector256.Equals(Vector256.Create(i), wanted);
            x |= Vector256.LoadUnsafe(ref table, at) & isIt;
            y |= Vector256.LoadUnsafe(ref table, at + 4) & isIt;
            at += EntryWords;
        }
        term.X.Load(x[0], x[1], x[2], x[3]);
        term.Y.Load(y[0], y[1], y[2], y[3]);
        Field64 negated = default;
        negated.Negate(term.Y, 1);
        term.Y.Select(negated, negative);
    }

    private static ulong[] MakeTable()
    {
        Jacobian64[] powers = new Jacobian64[Rows];
        powers[0].Set(Affine64.Generator);
        for (int row = 1; row < Rows; row++)
        {
            powers[row] = powers[row - 1];
            for (int i = 0; i < Bits; i++) powers[row].Double(powers[row]);
        }
        Affine64[] points = new Affine64[Rows];
        Jacobian64.ToAffine(powers, points);
        Affine64[] entries = Affine64.OddMultiples(points, Entries);
        ulong[] table = new ulong[entries.Length * EntryWords];
        for (int i = 0; i < entries.Length; i++)
        {
            Affine64 entry = entries[i];
            entry.X.Normalise();
            entry.Y.Normalise();
            entry.X.Store(table.AsSpan(i * EntryWords));
            entry.Y.Store(table.AsSpan(i * EntryWords + 4));
        }
        return table;
    }
}
#endif
