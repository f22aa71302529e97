namespace FairOta.Core.Crypto;

// Products, unrolled into locals column by column: a device interprets this code, and there an array access or a loop
// costs as much as the multiplication itself. A column is a sum of up to nine products; the upper ones, u, are carried
// first and fold onto the lower ones. Column 7 is the largest: eight products of two limbs below 1.13 * 2^58 * m,
// where m is the product of the operands' magnitudes, stay below 2^63 for m = 3, and so does a difference of two such
// sums if both m add up to 3; carry and fold are below 2^46.
public sealed partial class FieldElement
{
    /// <summary>Sets this to a * b, for operands whose magnitudes multiply to at most 3. 81 limb products.</summary>
    public void Multiply(FieldElement a, FieldElement b)
    {
        long x0 = a.d0;
        long x1 = a.d1;
        long x2 = a.d2;
        long x3 = a.d3;
        long x4 = a.d4;
        long x5 = a.d5;
        long x6 = a.d6;
        long x7 = a.d7;
        long x8 = a.d8;
        long y0 = b.d0;
        long y1 = b.d1;
        long y2 = b.d2;
        long y3 = b.d3;
        long y4 = b.d4;
        long y5 = b.d5;
        long y6 = b.d6;
        long y7 = b.d7;
        long y8 = b.d8;
        long mask = Mask, fold = Fold;

        long t = x0 * y8 + x1 * y7 + x2 * y6 + x3 * y5 + x4 * y4 + x5 * y3 + x6 * y2 + x7 * y1 + x8 * y0;
        long r8 = t & mask;
        t = (t >> 29) + x1 * y8 + x2 * y7 + x3 * y6 + x4 * y5 + x5 * y4 + x6 * y3 + x7 * y2 + x8 * y1;
        long u0 = t & mask;
        t = (t >> 29) + x2 * y8 + x3 * y7 + x4 * y6 + x5 * y5 + x6 * y4 + x7 * y3 + x8 * y2;
        long u1 = t & mask;
        t = (t >> 29) + x3 * y8 + x4 * y7 + x5 * y6 + x6 * y5 + x7 * y4 + x8 * y3;
        long u2 = t & mask;
        t = (t >> 29) + x4 * y8 + x5 * y7 + x6 * y6 + x7 * y5 + x8 * y4;
        long u3 = t & mask;
        t = (t >> 29) + x5 * y8 + x6 * y7 + x7 * y6 + x8 * y5;
        long u4 = t & mask;
        t = (t >> 29) + x6 * y8 + x7 * y7 + x8 * y6;
        long u5 = t & mask;
        t = (t >> 29) + x7 * y8 + x8 * y7;
        long u6 = t & mask;
        t = (t >> 29) + x8 * y8;
        long u7 = t & mask;
        long u8 = t >> 29;

        u0 += u8 << 8;
        t = x0 * y0 + u0 * fold;
        long r0 = t & mask;
        t = (t >> 29) + x0 * y1 + x1 * y0 + u1 * fold + (u0 << 8);
        long r1 = t & mask;
        t = (t >> 29) + x0 * y2 + x1 * y1 + x2 * y0 + u2 * fold + (u1 << 8);
        d2 = t & mask;
        t = (t >> 29) + x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0 + u3 * fold + (u2 << 8);
        d3 = t & mask;
        t = (t >> 29) + x0 * y4 + x1 * y3 + x2 * y2 + x3 * y1 + x4 * y0 + u4 * fold + (u3 << 8);
        d4 = t & mask;
        t = (t >> 29) + x0 * y5 + x1 * y4 + x2 * y3 + x3 * y2 + x4 * y1 + x5 * y0 + u5 * fold + (u4 << 8);
        d5 = t & mask;
        t = (t >> 29) + x0 * y6 + x1 * y5 + x2 * y4 + x3 * y3 + x4 * y2 + x5 * y1 + x6 * y0 + u6 * fold + (u5 << 8);
        d6 = t & mask;
        t = (t >> 29) + x0 * y7 + x1 * y6 + x2 * y5 + x3 * y4 + x4 * y3 + x5 * y2 + x6 * y1 + x7 * y0 + u7 * fold
            + (u6 << 8);
        d7 = t & mask;
        t = (t >> 29) + r8 + u8 * fold + (u7 << 8);
        d8 = t & TopMask;
        t >>= 24;
        d0 = r0 + t * 977;
        d1 = r1 + (t << 3);
    }

    /// <summary>
    /// Sets this to a * b - c * d, for operands whose magnitudes, multiplied, add up to at most 3. 162 limb products,
    /// but carried once only.
    /// </summary>
    public void MultiplySubtract(FieldElement a, FieldElement b, FieldElement c, FieldElement d)
    {
        long x0 = a.d0;
        long x1 = a.d1;
        long x2 = a.d2;
        long x3 = a.d3;
        long x4 = a.d4;
        long x5 = a.d5;
        long x6 = a.d6;
        long x7 = a.d7;
        long x8 = a.d8;
        long y0 = b.d0;
        long y1 = b.d1;
        long y2 = b.d2;
        long y3 = b.d3;
        long y4 = b.d4;
        long y5 = b.d5;
        long y6 = b.d6;
        long y7 = b.d7;
        long y8 = b.d8;
        long v0 = c.d0;
        long v1 = c.d1;
        long v2 = c.d2;
        long v3 = c.d3;
        long v4 = c.d4;
        long v5 = c.d5;
        long v6 = c.d6;
        long v7 = c.d7;
        long v8 = c.d8;
        long w0 = d.d0;
        long w1 = d.d1;
        long w2 = d.d2;
        long w3 = d.d3;
        long w4 = d.d4;
        long w5 = d.d5;
        long w6 = d.d6;
        long w7 = d.d7;
        long w8 = d.d8;
        long mask = Mask, fold = Fold;

        long t = x0 * y8 + x1 * y7 + x2 * y6 + x3 * y5 + x4 * y4 + x5 * y3 + x6 * y2 + x7 * y1 + x8 * y0 - v0 * w8
            - v1 * w7 - v2 * w6 - v3 * w5 - v4 * w4 - v5 * w3 - v6 * w2 - v7 * w1 - v8 * w0;
        long r8 = t & mask;
        t = (t >> 29) + x1 * y8 + x2 * y7 + x3 * y6 + x4 * y5 + x5 * y4 + x6 * y3 + x7 * y2 + x8 * y1 - v1 * w8
            - v2 * w7 - v3 * w6 - v4 * w5 - v5 * w4 - v6 * w3 - v7 * w2 - v8 * w1;
        long u0 = t & mask;
        t = (t >> 29) + x2 * y8 + x3 * y7 + x4 * y6 + x5 * y5 + x6 * y4 + x7 * y3 + x8 * y2 - v2 * w8 - v3 * w7
            - v4 * w6 - v5 * w5 - v6 * w4 - v7 * w3 - v8 * w2;
        long u1 = t & mask;
        t = (t >> 29) + x3 * y8 + x4 * y7 + x5 * y6 + x6 * y5 + x7 * y4 + x8 * y3 - v3 * w8 - v4 * w7 - v5 * w6
            - v6 * w5 - v7 * w4 - v8 * w3;
        long u2 = t & mask;
        t = (t >> 29) + x4 * y8 + x5 * y7 + x6 * y6 + x7 * y5 + x8 * y4 - v4 * w8 - v5 * w7 - v6 * w6 - v7 * w5
            - v8 * w4;
        long u3 = t & mask;
        t = (t >> 29) + x5 * y8 + x6 * y7 + x7 * y6 + x8 * y5 - v5 * w8 - v6 * w7 - v7 * w6 - v8 * w5;
        long u4 = t & mask;
        t = (t >> 29) + x6 * y8 + x7 * y7 + x8 * y6 - v6 * w8 - v7 * w7 - v8 * w6;
        long u5 = t & mask;
        t = (t >> 29) + x7 * y8 + x8 * y7 - v7 * w8 - v8 * w7;
        long u6 = t & mask;
        t = (t >> 29) + x8 * y8 - v8 * w8;
        long u7 = t & mask;
        long u8 = t >> 29;

        u0 += u8 << 8;
        t = x0 * y0 - v0 * w0 + u0 * fold;
        long r0 = t & mask;
        t = (t >> 29) + x0 * y1 + x1 * y0 - v0 * w1 - v1 * w0 + u1 * fold + (u0 << 8);
        long r1 = t & mask;
        t = (t >> 29) + x0 * y2 + x1 * y1 + x2 * y0 - v0 * w2 - v1 * w1 - v2 * w0 + u2 * fold + (u1 << 8);
        d2 = t & mask;
        t = (t >> 29) + x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0 - v0 * w3 - v1 * w2 - v2 * w1 - v3 * w0 + u3 * fold
            + (u2 << 8);
        d3 = t & mask;
        t = (t >> 29) + x0 * y4 + x1 * y3 + x2 * y2 + x3 * y1 + x4 * y0 - v0 * w4 - v1 * w3 - v2 * w2 - v3 * w1
            - v4 * w0 + u4 * fold + (u3 << 8);
        d4 = t & mask;
        t = (t >> 29) + x0 * y5 + x1 * y4 + x2 * y3 + x3 * y2 + x4 * y1 + x5 * y0 - v0 * w5 - v1 * w4 - v2 * w3
            - v3 * w2 - v4 * w1 - v5 * w0 + u5 * fold + (u4 << 8);
        d5 = t & mask;
        t = (t >> 29) + x0 * y6 + x1 * y5 + x2 * y4 + x3 * y3 + x4 * y2 + x5 * y1 + x6 * y0 - v0 * w6 - v1 * w5
            - v2 * w4 - v3 * w3 - v4 * w2 - v5 * w1 - v6 * w0 + u6 * fold + (u5 << 8);
        d6 = t & mask;
        t = (t >> 29) + x0 * y7 + x1 * y6 + x2 * y5 + x3 * y4 + x4 * y3 + x5 * y2 + x6 * y1 + x7 * y0 - v0 * w7
            - v1 * w6 - v2 * w5 - v3 * w4 - v4 * w3 - v5 * w2 - v6 * w1 - v7 * w0 + u7 * fold + (u6 << 8);
        d7 = t & mask;
        t = (t >> 29) + r8 + u8 * fold + (u7 << 8);
        d8 = t & TopMask;
        t >>= 24;
        d0 = r0 + t * 977;
        d1 = r1 + (t << 3);
    }

    /// <summary>Sets this to a * a, for a of magnitude 1.</summary>
    public void Square(FieldElement a) => SquareSubtract(a, Zero);

    /// <summary>Sets this to a * a - c, for a of magnitude 1. 45 limb products.</summary>
    public void SquareSubtract(FieldElement a, FieldElement c)
    {
        long x0 = a.d0;
        long x1 = a.d1;
        long x2 = a.d2;
        long x3 = a.d3;
        long x4 = a.d4;
        long x5 = a.d5;
        long x6 = a.d6;
        long x7 = a.d7;
        long x8 = a.d8;
        long z1 = x1 << 1;
        long z2 = x2 << 1;
        long z3 = x3 << 1;
        long z4 = x4 << 1;
        long z5 = x5 << 1;
        long z6 = x6 << 1;
        long z7 = x7 << 1;
        long z8 = x8 << 1;
        long mask = Mask, fold = Fold;

        long t = x0 * z8 + x1 * z7 + x2 * z6 + x3 * z5 + x4 * x4;
        long r8 = t & mask;
        t = (t >> 29) + x1 * z8 + x2 * z7 + x3 * z6 + x4 * z5;
        long u0 = t & mask;
        t = (t >> 29) + x2 * z8 + x3 * z7 + x4 * z6 + x5 * x5;
        long u1 = t & mask;
        t = (t >> 29) + x3 * z8 + x4 * z7 + x5 * z6;
        long u2 = t & mask;
        t = (t >> 29) + x4 * z8 + x5 * z7 + x6 * x6;
        long u3 = t & mask;
        t = (t >> 29) + x5 * z8 + x6 * z7;
        long u4 = t & mask;
        t = (t >> 29) + x6 * z8 + x7 * x7;
        long u5 = t & mask;
        t = (t >> 29) + x7 * z8;
        long u6 = t & mask;
        t = (t >> 29) + x8 * x8;
        long u7 = t & mask;
        long u8 = t >> 29;

        u0 += u8 << 8;
        t = x0 * x0 + u0 * fold - c.d0;
        long r0 = t & mask;
        t = (t >> 29) + x0 * z1 + u1 * fold + (u0 << 8) - c.d1;
        long r1 = t & mask;
        t = (t >> 29) + x0 * z2 + x1 * x1 + u2 * fold + (u1 << 8) - c.d2;
        d2 = t & mask;
        t = (t >> 29) + x0 * z3 + x1 * z2 + u3 * fold + (u2 << 8) - c.d3;
        d3 = t & mask;
        t = (t >> 29) + x0 * z4 + x1 * z3 + x2 * x2 + u4 * fold + (u3 << 8) - c.d4;
        d4 = t & mask;
        t = (t >> 29) + x0 * z5 + x1 * z4 + x2 * z3 + u5 * fold + (u4 << 8) - c.d5;
        d5 = t & mask;
        t = (t >> 29) + x0 * z6 + x1 * z5 + x2 * z4 + x3 * x3 + u6 * fold + (u5 << 8) - c.d6;
        d6 = t & mask;
        t = (t >> 29) + x0 * z7 + x1 * z6 + x2 * z5 + x3 * z4 + u7 * fold + (u6 << 8) - c.d7;
        d7 = t & mask;
        t = (t >> 29) + r8 + u8 * fold + (u7 << 8) - c.d8;
        d8 = t & TopMask;
        t >>= 24;
        d0 = r0 + t * 977;
        d1 = r1 + (t << 3);
    }
}
