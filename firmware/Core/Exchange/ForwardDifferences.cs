using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// f(1), f(2), … of a key polynomial in turn, λ additions each: the table of forward differences at x holds
/// f(x), Δf(x), …, Δ^λ f(x), and adding each entry's successor to it moves the table to x + 1.
/// </summary>
/// <remarks>
/// Entries are five limbs of 52 bits. A run of eleven values is taken at a time, without carries, because a limb at
/// most doubles with each value: so every limb is a table of its own, sixteen entries of which fit locals.
/// </remarks>
public sealed class ForwardDifferences
{
    private const int Block = 16;
    private const int Run = Scalar.WideDoublings;

    // _table[i][j] is limb i of Δ^j f(x). Above λ there are zeros up to a whole number of blocks and one more entry,
    // which never changes.
    private readonly ulong[][] _table = new ulong[Scalar.WideLimbs][];

    // The same at 1.
    private readonly ulong[][] _first = new ulong[Scalar.WideLimbs][];

    // _run[i] holds limb i of f(x - Run), …, f(x - 1), not yet folded.
    private readonly ulong[][] _run = new ulong[Scalar.WideLimbs][];
    private readonly int _top;
    private int _next;

    /// <summary>Starts before f(1).</summary>
    public ForwardDifferences(KeyPolynomial polynomial)
    {
        Scalar[] differences = polynomial.Differences();
        _top = (polynomial.Degree + Block - 1) / Block * Block;
        for (int i = 0; i < Scalar.WideLimbs; i++)
        {
            _run[i] = new ulong[Run];
            _table[i] = new ulong[_top + 1];
            _first[i] = new ulong[_top + 1];
            for (int j = 0; j < differences.Length; j++)
                _first[i][j] = differences[j].Wide(i);
        }

        Rewind();
    }

    /// <summary>Goes back before f(1).</summary>
    public void Rewind()
    {
        for (int i = 0; i < Scalar.WideLimbs; i++)
            Array.Copy(_first[i], 0, _table[i], 0, _top + 1);
        _next = Run;
    }

    /// <summary>Writes the next value: f(1) at the first call.</summary>
    public void Next(Scalar result)
    {
        if (_next == Run)
        {
            for (int i = 0; i < Scalar.WideLimbs; i++)
                Advance(_table[i], _run[i]);
            Fold();
            _next = 0;
        }

        int n = _next++;
        result.SetWide(_run[0][n], _run[1][n], _run[2][n], _run[3][n], _run[4][n]);
    }

    /// <summary>
    /// Moves one limb of the table on by a run. From the highest block down, each block's lowest entry, as it was at
    /// every x of the run, goes into the block below.
    /// </summary>
    private void Advance(ulong[] table, ulong[] run)
    {
        for (int n = 0; n < run.Length; n++)
            run[n] = table[_top];
        for (int at = _top - Block; at >= 0; at -= Block)
        {
            ulong d0 = table[at], d1 = table[at + 1], d2 = table[at + 2], d3 = table[at + 3];
            ulong d4 = table[at + 4], d5 = table[at + 5], d6 = table[at + 6], d7 = table[at + 7];
            ulong d8 = table[at + 8], d9 = table[at + 9], d10 = table[at + 10], d11 = table[at + 11];
            ulong d12 = table[at + 12], d13 = table[at + 13], d14 = table[at + 14], d15 = table[at + 15];
            for (int n = 0; n < run.Length; n++)
            {
                ulong above = run[n];
                run[n] = d0;
                d0 += d1;
                d1 += d2;
                d2 += d3;
                d3 += d4;
                d4 += d5;
                d5 += d6;
                d6 += d7;
                d7 += d8;
                d8 += d9;
                d9 += d10;
                d10 += d11;
                d11 += d12;
                d12 += d13;
                d13 += d14;
                d14 += d15;
                d15 += above;
            }

            table[at] = d0;
            table[at + 1] = d1;
            table[at + 2] = d2;
            table[at + 3] = d3;
            table[at + 4] = d4;
            table[at + 5] = d5;
            table[at + 6] = d6;
            table[at + 7] = d7;
            table[at + 8] = d8;
            table[at + 9] = d9;
            table[at + 10] = d10;
            table[at + 11] = d11;
            table[at + 12] = d12;
            table[at + 13] = d13;
            table[at + 14] = d14;
            table[at + 15] = d15;
        }
    }

    /// <summary>Carries, and folds what is above 2^256, so that limbs have room for another run.</summary>
    private void Fold()
    {
        ulong[] t0 = _table[0], t1 = _table[1], t2 = _table[2], t3 = _table[3], t4 = _table[4];
        for (int j = 0; j < _top; j++)
        {
            ulong high = t4[j];
            ulong h = high >> 48;
            ulong t = t0[j] + h * Scalar.Wide0;
            t0[j] = t & Scalar.Mask52;
            t = (t >> 52) + t1[j] + h * Scalar.Wide1;
            t1[j] = t & Scalar.Mask52;
            t = (t >> 52) + t2[j] + h * Scalar.Wide2;
            t2[j] = t & Scalar.Mask52;
            t = (t >> 52) + t3[j];
            t3[j] = t & Scalar.Mask52;
            t4[j] = (t >> 52) + (high & Scalar.Mask48);
        }
    }
}
