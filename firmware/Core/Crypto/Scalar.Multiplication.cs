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

    /// <summary>Sets this to a * b for a 32-bit b: an eighth of the cost of <see cref="Multiply"/>.</summary>
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
        Fold(t >> 32);
    }

    /// <summary>Sets this to a * b: Horner's rule over the limbs of b, reduced at every step.</summary>
    public void Multiply(Scalar a, Scalar b)
    {
        ulong x0 = a.d0, x1 = a.d1, x2 = a.d2, x3 = a.d3, x4 = a.d4, x5 = a.d5, x6 = a.d6, x7 = a.d7;
        uint r0 = 0, r1 = 0, r2 = 0, r3 = 0, r4 = 0, r5 = 0, r6 = 0, r7 = 0;
        for (int i = 7; i >= 0; i--)
        {
            // s = r 2^32, limb 7 of r folded by 2^256 = c; s < 2^256 + 2^161.
            ulong h = r7;
            ulong t = h * C0;
            uint s0 = (uint)t;
            t = (t >> 32) + r0 + h * C1;
            uint s1 = (uint)t;
            t = (t >> 32) + r1 + h * C2;
            uint s2 = (uint)t;
            t = (t >> 32) + r2 + h * C3;
            uint s3 = (uint)t;
            t = (t >> 32) + r3 + h;
            uint s4 = (uint)t;
            t = (t >> 32) + r4;
            uint s5 = (uint)t;
            t = (t >> 32) + r5;
            uint s6 = (uint)t;
            t = (t >> 32) + r6;
            uint s7 = (uint)t;
            h = t >> 32;

            // r = s + a w; as a < q, the sum is below 2^288 and what is above 2^256 fits 32 bits.
            ulong w = b.Limb(i);
            t = s0 + x0 * w;
            r0 = (uint)t;
            t = (t >> 32) + s1 + x1 * w;
            r1 = (uint)t;
            t = (t >> 32) + s2 + x2 * w;
            r2 = (uint)t;
            t = (t >> 32) + s3 + x3 * w;
            r3 = (uint)t;
            t = (t >> 32) + s4 + x4 * w;
            r4 = (uint)t;
            t = (t >> 32) + s5 + x5 * w;
            r5 = (uint)t;
            t = (t >> 32) + s6 + x6 * w;
            r6 = (uint)t;
            t = (t >> 32) + s7 + x7 * w;
            r7 = (uint)t;
            h += t >> 32;

            // The second turn is rare, and the last.
            while (h != 0)
            {
                t = r0 + h * C0;
                r0 = (uint)t;
                t = (t >> 32) + r1 + h * C1;
                r1 = (uint)t;
                t = (t >> 32) + r2 + h * C2;
                r2 = (uint)t;
                t = (t >> 32) + r3 + h * C3;
                r3 = (uint)t;
                t = (t >> 32) + r4 + h;
                r4 = (uint)t;
                t = (t >> 32) + r5;
                r5 = (uint)t;
                t = (t >> 32) + r6;
                r6 = (uint)t;
                t = (t >> 32) + r7;
                r7 = (uint)t;
                h = t >> 32;
            }
        }
        d0 = r0; d1 = r1; d2 = r2; d3 = r3; d4 = r4; d5 = r5; d6 = r6; d7 = r7;
        Normalise();
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
        int[] x =
        {
            (int)(a.d0 & Mask30), (int)(((a.d0 >> 30) | (a.d1 << 2)) & Mask30),
            (int)(((a.d1 >> 28) | (a.d2 << 4)) & Mask30), (int)(((a.d2 >> 26) | (a.d3 << 6)) & Mask30),
            (int)(((a.d3 >> 24) | (a.d4 << 8)) & Mask30), (int)(((a.d4 >> 22) | (a.d5 << 10)) & Mask30),
            (int)(((a.d5 >> 20) | (a.d6 << 12)) & Mask30), (int)(((a.d6 >> 18) | (a.d7 << 14)) & Mask30),
            (int)(a.d7 >> 16),
        };
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
        ulong q = AllOnes % modulus;
        q = ((q << 32) | AllOnes) % modulus;
        q = ((q << 32) | AllOnes) % modulus;
        q = ((q << 32) | Q4) % modulus;
        q = ((q << 32) | Q3) % modulus;
        q = ((q << 32) | Q2) % modulus;
        q = ((q << 32) | Q1) % modulus;
        q = ((q << 32) | Q0) % modulus;
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
