namespace FairOta.Core.Crypto;

public sealed partial class Scalar
{
    private const uint Mask29 = 0x1FFFFFFF;

    // q in limbs of 29 bits.
    private static readonly int[] Order29 =
    {
        0x10364141, 0x1E92F466, 0x12280EEF, 0x1DB9CD5E, 0x1FFFEBAA, 0x1FFFFFFF, 0x1FFFFFFF, 0x1FFFFFFF, 0xFFFFFF,
    };

    /// <summary>Sets this to a * b for a 32-bit b: a fifteenth of the cost of <see cref="Multiply"/>.</summary>
    public void MultiplySmall(Scalar a, uint b)
    {
        ulong w = b;
        ulong t = a.d0 * w;
        d0 = (uint)t;
        t = (t >> 32) + a.d1 * w;
        d1 = (uint)t;
        t = (t >> 32) + a.d2 * w;
        d2 = (uint)t;
        t = (t >> 32) + a.d3 * w;
        d3 = (uint)t;
        t = (t >> 32) + a.d4 * w;
        d4 = (uint)t;
        t = (t >> 32) + a.d5 * w;
        d5 = (uint)t;
        t = (t >> 32) + a.d6 * w;
        d6 = (uint)t;
        t = (t >> 32) + a.d7 * w;
        d7 = (uint)t;
        Fold((long)(t >> 32));
    }

    /// <summary>Adds a * b to this, for -2^30 &lt; b &lt; 2^30.</summary>
    public void AddProduct(Scalar a, int b)
    {
        long w = b;
        long t = d0 + a.d0 * w;
        d0 = (uint)t;
        t = (t >> 32) + d1 + a.d1 * w;
        d1 = (uint)t;
        t = (t >> 32) + d2 + a.d2 * w;
        d2 = (uint)t;
        t = (t >> 32) + d3 + a.d3 * w;
        d3 = (uint)t;
        t = (t >> 32) + d4 + a.d4 * w;
        d4 = (uint)t;
        t = (t >> 32) + d5 + a.d5 * w;
        d5 = (uint)t;
        t = (t >> 32) + d6 + a.d6 * w;
        d6 = (uint)t;
        t = (t >> 32) + d7 + a.d7 * w;
        d7 = (uint)t;
        Fold(t >> 32);
    }

    /// <summary>Sets this to a * b: Horner's rule over the limbs of b, reduced at every step.</summary>
    public void Multiply(Scalar a, Scalar b)
    {
        Scalar sum = new Scalar(), term = new Scalar();
        for (int i = 7; i >= 0; i--)
        {
            uint h = sum.d7;
            sum.d7 = sum.d6; sum.d6 = sum.d5; sum.d5 = sum.d4; sum.d4 = sum.d3;
            sum.d3 = sum.d2; sum.d2 = sum.d1; sum.d1 = sum.d0; sum.d0 = 0;
            sum.Fold(h);
            term.MultiplySmall(a, b.Limb(i));
            sum.Add(sum, term);
        }
        Set(sum);
    }

    /// <summary>
    /// Sets this to a / b for 0 &lt; b &lt; 2^31 at a tenth of an inversion: (a + q t) / b as integers, where t &lt; b
    /// makes the sum a multiple of b. As a &lt; q, the quotient is below q.
    /// </summary>
    public void DivideSmall(Scalar a, uint b)
    {
        ulong w = b;
        ulong r = a.d7 % w;
        r = ((r << 32) | a.d6) % w;
        r = ((r << 32) | a.d5) % w;
        r = ((r << 32) | a.d4) % w;
        r = ((r << 32) | a.d3) % w;
        r = ((r << 32) | a.d2) % w;
        r = ((r << 32) | a.d1) % w;
        r = ((r << 32) | a.d0) % w;

        // a + q t, of nine limbs.
        ulong m = (w - r) * InverseOfOrder(w) % w;
        ulong t = a.d0 + Q0 * m;
        uint s0 = (uint)t;
        t = (t >> 32) + a.d1 + Q1 * m;
        uint s1 = (uint)t;
        t = (t >> 32) + a.d2 + Q2 * m;
        uint s2 = (uint)t;
        t = (t >> 32) + a.d3 + Q3 * m;
        uint s3 = (uint)t;
        t = (t >> 32) + a.d4 + Q4 * m;
        uint s4 = (uint)t;
        t = (t >> 32) + a.d5 + AllOnes * m;
        uint s5 = (uint)t;
        t = (t >> 32) + a.d6 + AllOnes * m;
        uint s6 = (uint)t;
        t = (t >> 32) + a.d7 + AllOnes * m;

        // The highest limb is below b, and so is every remainder.
        ulong h = t >> 32;
        t = (h << 32) | (uint)t;
        h = t / w;
        d7 = (uint)h;
        t = ((t - h * w) << 32) | s6;
        h = t / w;
        d6 = (uint)h;
        t = ((t - h * w) << 32) | s5;
        h = t / w;
        d5 = (uint)h;
        t = ((t - h * w) << 32) | s4;
        h = t / w;
        d4 = (uint)h;
        t = ((t - h * w) << 32) | s3;
        h = t / w;
        d3 = (uint)h;
        t = ((t - h * w) << 32) | s2;
        h = t / w;
        d2 = (uint)h;
        t = ((t - h * w) << 32) | s1;
        h = t / w;
        d1 = (uint)h;
        d0 = (uint)((((t - h * w) << 32) | s0) / w);
    }

    /// <summary>Sets this to 1 / a; 0 where a is 0. How long it takes depends on a.</summary>
    public void Invert(Scalar a)
    {
        int[] x = new int[ModularInverse.LimbCount];
        for (int i = 0; i < x.Length; i++)
        {
            int limb = 29 * i >> 5;
            ulong two = a.Limb(limb) | ((ulong)a.Limb(limb + 1) << 32);
            x[i] = (int)((two >> (29 * i & 31)) & Mask29);
        }
        ModularInverse.Invert(x, Order29);
        d0 = (uint)(x[0] | (x[1] << 29));
        d1 = (uint)((x[1] >> 3) | (x[2] << 26));
        d2 = (uint)((x[2] >> 6) | (x[3] << 23));
        d3 = (uint)((x[3] >> 9) | (x[4] << 20));
        d4 = (uint)((x[4] >> 12) | (x[5] << 17));
        d5 = (uint)((x[5] >> 15) | (x[6] << 14));
        d6 = (uint)((x[6] >> 18) | (x[7] << 11));
        d7 = (uint)((x[7] >> 21) | (x[8] << 8));
        Normalise();
    }

    // 1 / q modulo a small number, by Euclid's extended algorithm.
    private static ulong InverseOfOrder(ulong modulus)
    {
        // q = 2^256 - c.
        ulong q = (1UL << 32) % modulus;
        q = q * q % modulus;
        q = q * q % modulus;
        q = q * q % modulus;
        ulong r = (1UL << 32 | C3) % modulus;
        r = ((r << 32) | C2) % modulus;
        r = ((r << 32) | C1) % modulus;
        r = ((r << 32) | C0) % modulus;
        long a = (long)modulus, b = (long)((q + modulus - r) % modulus), x = 0, y = 1;
        while (b != 0)
        {
            long k = a / b;
            long t = a - k * b;
            a = b;
            b = t;
            t = x - k * y;
            x = y;
            y = t;
        }
        return (ulong)(x < 0 ? x + (long)modulus : x);
    }
}
