namespace FairOta.Core.Crypto;

public sealed partial class Scalar
{
    private const uint Mask30 = 0x3FFFFFFF;
    private const uint OrderInverse30 = 0x2A774EC1;

    // q in limbs of 30 bits, and 1 / q modulo 2^30.
    private static readonly int[] Order30 =
    {
        0x10364141, 0x3F497A33, 0x348A03BB, 0x2BB739AB, 0x3FFFFEBA, 0x3FFFFFFF, 0x3FFFFFFF, 0x3FFFFFFF, 0xFFFF,
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
        int[] x = new int[Order30.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int limb = 30 * i >> 5;
            ulong two = a.Limb(limb) | ((ulong)a.Limb(limb + 1) << 32);
            x[i] = (int)((two >> (30 * i & 31)) & Mask30);
        }
        ModularInverse.Invert(x, Order30, OrderInverse30);
        d0 = (uint)(x[0] | (x[1] << 30));
        d1 = (uint)((x[1] >> 2) | (x[2] << 28));
        d2 = (uint)((x[2] >> 4) | (x[3] << 26));
        d3 = (uint)((x[3] >> 6) | (x[4] << 24));
        d4 = (uint)((x[4] >> 8) | (x[5] << 22));
        d5 = (uint)((x[5] >> 10) | (x[6] << 20));
        d6 = (uint)((x[6] >> 12) | (x[7] << 18));
        d7 = (uint)((x[7] >> 14) | (x[8] << 16));
    }

    // 1 / q modulo a small number, by Euclid's extended algorithm.
    private static ulong InverseOfOrder(ulong modulus)
    {
        ulong q = 0;
        for (int i = Order30.Length - 1; i >= 0; i--) q = ((q << 30) | (uint)Order30[i]) % modulus;
        long a = (long)modulus, b = (long)q, x = 0, y = 1;
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
