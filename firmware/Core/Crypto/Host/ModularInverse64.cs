#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>Inverses modulo an odd number below 2^256, in constant time.</summary>
/// <remarks>
/// Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (IACR ePrint 2019/266), with divsteps
/// that begin at delta = 1/2, of which 590 are enough for 256 bits (P. Wuille, "The safegcd implementation in
/// libsecp256k1 explained", which also has the bounds on d and e): 20 turns of 30 here. The steps of a turn need
/// the lowest bits alone and give a matrix, which then goes over the whole numbers. Numbers are nine limbs of 30
/// bits, little-endian, the last with the sign, so that products of a limb and an entry of the matrix fit a long.
/// </remarks>
internal sealed class ModularInverse64
{
    private const int LimbCount = 9, Bits = 30, Turns = 20;
    private const long Mask = (1L << Bits) - 1;

    private readonly long[] modulus = new long[LimbCount];

    // 1 / modulus, modulo 2^30.
    private readonly long inverse = 1;

    private ModularInverse64(params ulong[] words)
    {
        Unpack(words, modulus);
        // Newton's iteration doubles the bits that are right: an odd number is its own inverse modulo 8.
        inverse = modulus[0];
        for (int i = 0; i < 4; i++) inverse = inverse * (2 - modulus[0] * inverse) & Mask;
    }

    /// <summary>Modulo p.</summary>
    public static ModularInverse64 Field { get; } =
        new(0xFFFFFFFEFFFFFC2F, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Modulo q.</summary>
    public static ModularInverse64 Order { get; } = new(Scalar64.Q0, Scalar64.Q1, Scalar64.Q2, ulong.MaxValue);

    /// <summary>
    /// Turns x, four words, little-endian, below the modulus, into 1 / x below the modulus; 0 stays 0.
    /// </summary>
    public void Invert(Span<ulong> x)
    {
        // f and g are d x and e x, modulo the modulus, but for powers of two that the turns take back.
        Span<long> f = stackalloc long[LimbCount], g = stackalloc long[LimbCount];
        Span<long> d = stackalloc long[LimbCount], e = stackalloc long[LimbCount];
        modulus.CopyTo(f);
        Unpack(x, g);
        d.Clear();
        e.Clear();
        e[0] = 1;
        long zeta = -1;
        for (int i = 0; i < Turns; i++)
        {
            Matrix t = default;
            zeta = t.Step(zeta, f[0], g[0]);
            Apply(t, f, g);
            ApplyModular(t, d, e);
        }
        Pack(d, f[LimbCount - 1] >> 63, x);
    }

    private static void Apply(in Matrix t, Span<long> f, Span<long> g)
    {
        long a = t.U * f[0] + t.V * g[0] >> Bits, b = t.Q * f[0] + t.R * g[0] >> Bits;
        for (int i = 1; i < LimbCount; i++)
        {
            long x = f[i], y = g[i];
            a += t.U * x + t.V * y;
            b += t.Q * x + t.R * y;
            f[i - 1] = a & Mask;
            g[i - 1] = b & Mask;
            a >>= Bits;
            b >>= Bits;
        }
        f[LimbCount - 1] = a;
        g[LimbCount - 1] = b;
    }

    // The same with multiples of the modulus that make the lowest bits 0. Both stay between -2 modulus and modulus.
    private void ApplyModular(in Matrix t, Span<long> d, Span<long> e)
    {
        ReadOnlySpan<long> m = modulus;
        long signD = d[LimbCount - 1] >> 63, signE = e[LimbCount - 1] >> 63;
        long md = (t.U & signD) + (t.V & signE), me = (t.Q & signD) + (t.R & signE);
        long a = t.U * d[0] + t.V * e[0], b = t.Q * d[0] + t.R * e[0];
        md -= (inverse * (a & Mask) + md) & Mask;
        me -= (inverse * (b & Mask) + me) & Mask;
        a = a + m[0] * md >> Bits;
        b = b + m[0] * me >> Bits;
        for (int i = 1; i < LimbCount; i++)
        {
            long x = d[i], y = e[i];
            a += t.U * x + t.V * y + m[i] * md;
            b += t.Q * x + t.R * y + m[i] * me;
            d[i - 1] = a & Mask;
            e[i - 1] = b & Mask;
            a >>= Bits;
            b >>= Bits;
        }
        d[LimbCount - 1] = a;
        e[LimbCount - 1] = b;
    }

    // d, negated where the mask is all ones, into its residue.
    private void Pack(Span<long> d, long negated, Span<ulong> words)
    {
        AddModulus(d);
        for (int i = 0; i < LimbCount; i++) d[i] = (d[i] ^ negated) - negated;
        Carry(d);
        AddModulus(d);
        words[0] = (ulong)(d[0] | d[1] << 30 | d[2] << 60);
        words[1] = (ulong)(d[2] >> 4 | d[3] << 26 | d[4] << 56);
        words[2] = (ulong)(d[4] >> 8 | d[5] << 22 | d[6] << 52);
        words[3] = (ulong)(d[6] >> 12 | d[7] << 18 | d[8] << 48);
    }

    private void AddModulus(Span<long> d)
    {
        long sign = d[LimbCount - 1] >> 63;
        for (int i = 0; i < LimbCount; i++) d[i] += modulus[i] & sign;
        Carry(d);
    }

    private static void Carry(Span<long> d)
    {
        for (int i = 0; i < LimbCount - 1; i++)
        {
            d[i + 1] += d[i] >> Bits;
            d[i] &= Mask;
        }
    }

    private static void Unpack(ReadOnlySpan<ulong> words, Span<long> d)
    {
        for (int i = 0; i < LimbCount; i++)
        {
            int word = i * Bits >> 6, shift = i * Bits & 63;
            ulong limb = words[word] >> shift;
            if (shift > 64 - Bits && word < 3) limb |= words[word + 1] << (64 - shift);
            d[i] = (long)limb & Mask;
        }
    }

    // What a turn does to f and g, times 2^30: U f + V g and Q f + R g.
    private struct Matrix
    {
        public long U, V, Q, R;

        // 30 divsteps; zeta is -(delta + 1/2).
        public long Step(long zeta, long f, long g)
        {
            long u = 1, v = 0, q = 0, r = 1;
            for (int i = 0; i < Bits; i++)
            {
                // Where delta > 0 and g is odd, (f, g) becomes (g, (g - f) / 2), else (f, (g + (g mod 2) f) / 2).
                long swaps = zeta >> 63, odd = -(g & 1);
                g += ((f ^ swaps) - swaps) & odd;
                q += ((u ^ swaps) - swaps) & odd;
                r += ((v ^ swaps) - swaps) & odd;
                swaps &= odd;
                zeta = (zeta ^ swaps) - 1;
                f += g & swaps;
                u += q & swaps;
                v += r & swaps;
                g >>= 1;
                u <<= 1;
                v <<= 1;
            }
            U = u;
            V = v;
            Q = q;
            R = r;
            return zeta;
        }
    }
}
#endif
