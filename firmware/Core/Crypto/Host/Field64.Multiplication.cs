#if NET
using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FairOta.Core.Crypto;

// Products, unrolled into locals column by column. C# has no addition with carry, so nothing here carries: one operand
// is shifted up by 9 bits, so that the high word of a limb product is what lies above 2^55 and the low word, shifted
// back, what lies below; each column then is a plain sum of words. With limbs of up to 2^57 (magnitude 32) and 2^55
// (magnitude 8) a high word is below 2^57 and counts eight times in the column above; five of both stay below 2^62.4.
// Columns 5 to 9 fold onto 0 to 4 as 2^260 = 2^4 Fold, shifted up by 12 bits likewise: that adds less than 2^53. What
// column 4 has above 2^256 folds before the rest, so that one pass of carries ends it. High and low words come from
// two instructions: of the one that gives both, the compiler sends a word through memory, and all of it takes three
// times as long.
internal partial struct Field64
{
    private const ulong Fold12 = Fold << 16, FoldTop12 = Fold << 12;

    /// <summary>Sets this to a b, for magnitudes up to 32 and 8. 25 limb products and 6 that fold.</summary>
    public void Multiply(in Field64 a, in Field64 b)
    {
        ulong x0 = a.n0;
        ulong x1 = a.n1;
        ulong x2 = a.n2;
        ulong x3 = a.n3;
        ulong x4 = a.n4;
        ulong y0 = b.n0 << 9;
        ulong y1 = b.n1 << 9;
        ulong y2 = b.n2 << 9;
        ulong y3 = b.n3 << 9;
        ulong y4 = b.n4 << 9;
        ulong h;
        ulong c8 = ((x4 * y4) >> 9);
        h = High(x4, y4);
        ulong c9 = h << 3;
        ulong c7 = ((x3 * y4) >> 9) + ((x4 * y3) >> 9);
        h = High(x3, y4) + High(x4, y3);
        c8 += h << 3;
        ulong c6 = ((x2 * y4) >> 9) + ((x3 * y3) >> 9) + ((x4 * y2) >> 9);
        h = High(x2, y4) + High(x3, y3) + High(x4, y2);
        c7 += h << 3;
        ulong c5 = ((x1 * y4) >> 9) + ((x2 * y3) >> 9) + ((x3 * y2) >> 9) + ((x4 * y1) >> 9);
        h = High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1);
        c6 += h << 3;
        ulong c4 = ((x0 * y4) >> 9) + ((x1 * y3) >> 9) + ((x2 * y2) >> 9) + ((x3 * y1) >> 9) + ((x4 * y0) >> 9);
        h = High(x0, y4) + High(x1, y3) + High(x2, y2) + High(x3, y1) + High(x4, y0);
        c5 += h << 3;
        ulong c3 = ((x0 * y3) >> 9) + ((x1 * y2) >> 9) + ((x2 * y1) >> 9) + ((x3 * y0) >> 9);
        h = High(x0, y3) + High(x1, y2) + High(x2, y1) + High(x3, y0);
        c4 += h << 3;
        // What is above 2^256 first: columns 9 and 8 reach column 4.
        c4 += (c9 * Fold12) >> 12;
        ulong top = High(c9, Fold12) << 4;
        c4 += High(c8, Fold12);
        c3 += (c8 * Fold12) >> 12;
        top += c4 >> 48;
        ulong c2 = ((x0 * y2) >> 9) + ((x1 * y1) >> 9) + ((x2 * y0) >> 9);
        h = High(x0, y2) + High(x1, y1) + High(x2, y0);
        c3 += (h << 3) + High(c7, Fold12);
        c2 += (c7 * Fold12) >> 12;
        ulong c1 = ((x0 * y1) >> 9) + ((x1 * y0) >> 9);
        h = High(x0, y1) + High(x1, y0);
        c2 += (h << 3) + High(c6, Fold12);
        c1 += (c6 * Fold12) >> 12;
        ulong c0 = ((x0 * y0) >> 9);
        h = High(x0, y0);
        c1 += (h << 3) + High(c5, Fold12);
        c0 += (c5 * Fold12) >> 12;
        c0 += (top * FoldTop12) >> 12;
        c1 += High(top, FoldTop12) + (c0 >> 52);
        c2 += c1 >> 52;
        c3 += c2 >> 52;
        n0 = c0 & Mask;
        n1 = c1 & Mask;
        n2 = c2 & Mask;
        n3 = c3 & Mask;
        n4 = (c4 & TopMask) + (c3 >> 52);
    }

    /// <summary>Sets this to a^2, for a magnitude up to 8. 15 limb products and 6 that fold.</summary>
    public void Square(in Field64 a)
    {
        ulong x0 = a.n0;
        ulong x1 = a.n1;
        ulong x2 = a.n2;
        ulong x3 = a.n3;
        ulong x4 = a.n4;
        ulong y0 = x0 << 9;
        ulong y1 = x1 << 9;
        ulong y2 = x2 << 9;
        ulong y3 = x3 << 9;
        ulong y4 = x4 << 9;
        ulong d0 = x0 << 1;
        ulong d1 = x1 << 1;
        ulong d2 = x2 << 1;
        ulong d3 = x3 << 1;
        ulong h;
        ulong c8 = ((x4 * y4) >> 9);
        h = High(x4, y4);
        ulong c9 = h << 3;
        ulong c7 = ((d3 * y4) >> 9);
        h = High(d3, y4);
        c8 += h << 3;
        ulong c6 = ((d2 * y4) >> 9) + ((x3 * y3) >> 9);
        h = High(d2, y4) + High(x3, y3);
        c7 += h << 3;
        ulong c5 = ((d1 * y4) >> 9) + ((d2 * y3) >> 9);
        h = High(d1, y4) + High(d2, y3);
        c6 += h << 3;
        ulong c4 = ((d0 * y4) >> 9) + ((d1 * y3) >> 9) + ((x2 * y2) >> 9);
        h = High(d0, y4) + High(d1, y3) + High(x2, y2);
        c5 += h << 3;
        ulong c3 = ((d0 * y3) >> 9) + ((d1 * y2) >> 9);
        h = High(d0, y3) + High(d1, y2);
        c4 += h << 3;
        // What is above 2^256 first: columns 9 and 8 reach column 4.
        c4 += (c9 * Fold12) >> 12;
        ulong top = High(c9, Fold12) << 4;
        c4 += High(c8, Fold12);
        c3 += (c8 * Fold12) >> 12;
        top += c4 >> 48;
        ulong c2 = ((d0 * y2) >> 9) + ((x1 * y1) >> 9);
        h = High(d0, y2) + High(x1, y1);
        c3 += (h << 3) + High(c7, Fold12);
        c2 += (c7 * Fold12) >> 12;
        ulong c1 = ((d0 * y1) >> 9);
        h = High(d0, y1);
        c2 += (h << 3) + High(c6, Fold12);
        c1 += (c6 * Fold12) >> 12;
        ulong c0 = ((x0 * y0) >> 9);
        h = High(x0, y0);
        c1 += (h << 3) + High(c5, Fold12);
        c0 += (c5 * Fold12) >> 12;
        c0 += (top * FoldTop12) >> 12;
        c1 += High(top, FoldTop12) + (c0 >> 52);
        c2 += c1 >> 52;
        c3 += c2 >> 52;
        n0 = c0 & Mask;
        n1 = c1 & Mask;
        n2 = c2 & Mask;
        n3 = c3 & Mask;
        n4 = (c4 & TopMask) + (c3 >> 52);
    }

    /// <summary>
    /// Sets this to a b + c d, for magnitudes up to 16 and 8 in both products. 50 limb products and 6 that fold.
    /// </summary>
    public void MultiplyAdd(in Field64 a, in Field64 b, in Field64 c, in Field64 d)
    {
        ulong x0 = a.n0;
        ulong x1 = a.n1;
        ulong x2 = a.n2;
        ulong x3 = a.n3;
        ulong x4 = a.n4;
        ulong y0 = b.n0 << 9;
        ulong y1 = b.n1 << 9;
        ulong y2 = b.n2 << 9;
        ulong y3 = b.n3 << 9;
        ulong y4 = b.n4 << 9;
        ulong u0 = c.n0;
        ulong u1 = c.n1;
        ulong u2 = c.n2;
        ulong u3 = c.n3;
        ulong u4 = c.n4;
        ulong v0 = d.n0 << 9;
        ulong v1 = d.n1 << 9;
        ulong v2 = d.n2 << 9;
        ulong v3 = d.n3 << 9;
        ulong v4 = d.n4 << 9;
        ulong h;
        ulong c8 = ((x4 * y4) >> 9) + ((u4 * v4) >> 9);
        h = High(x4, y4) + High(u4, v4);
        ulong c9 = h << 3;
        ulong c7 = ((x3 * y4) >> 9) + ((x4 * y3) >> 9) + ((u3 * v4) >> 9) + ((u4 * v3) >> 9);
        h = High(x3, y4) + High(x4, y3) + High(u3, v4) + High(u4, v3);
        c8 += h << 3;
        ulong c6 = ((x2 * y4) >> 9) + ((x3 * y3) >> 9) + ((x4 * y2) >> 9) + ((u2 * v4) >> 9) + ((u3 * v3) >> 9)
            + ((u4 * v2) >> 9);
        h = High(x2, y4) + High(x3, y3) + High(x4, y2) + High(u2, v4) + High(u3, v3) + High(u4, v2);
        c7 += h << 3;
        ulong c5 = ((x1 * y4) >> 9) + ((x2 * y3) >> 9) + ((x3 * y2) >> 9) + ((x4 * y1) >> 9) + ((u1 * v4) >> 9)
            + ((u2 * v3) >> 9) + ((u3 * v2) >> 9) + ((u4 * v1) >> 9);
        h = High(x1, y4) + High(x2, y3) + High(x3, y2) + High(x4, y1) + High(u1, v4) + High(u2, v3)
            + High(u3, v2) + High(u4, v1);
        c6 += h << 3;
        ulong c4 = ((x0 * y4) >> 9) + ((x1 * y3) >> 9) + ((x2 * y2) >> 9) + ((x3 * y1) >> 9) + ((x4 * y0) >> 9)
            + ((u0 * v4) >> 9) + ((u1 * v3) >> 9) + ((u2 * v2) >> 9) + ((u3 * v1) >> 9) + ((u4 * v0) >> 9);
        h = High(x0, y4) + High(x1, y3) + High(x2, y2) + High(x3, y1) + High(x4, y0) + High(u0, v4)
            + High(u1, v3) + High(u2, v2) + High(u3, v1) + High(u4, v0);
        c5 += h << 3;
        ulong c3 = ((x0 * y3) >> 9) + ((x1 * y2) >> 9) + ((x2 * y1) >> 9) + ((x3 * y0) >> 9) + ((u0 * v3) >> 9)
            + ((u1 * v2) >> 9) + ((u2 * v1) >> 9) + ((u3 * v0) >> 9);
        h = High(x0, y3) + High(x1, y2) + High(x2, y1) + High(x3, y0) + High(u0, v3) + High(u1, v2)
            + High(u2, v1) + High(u3, v0);
        c4 += h << 3;
        // What is above 2^256 first: columns 9 and 8 reach column 4.
        c4 += (c9 * Fold12) >> 12;
        ulong top = High(c9, Fold12) << 4;
        c4 += High(c8, Fold12);
        c3 += (c8 * Fold12) >> 12;
        top += c4 >> 48;
        ulong c2 = ((x0 * y2) >> 9) + ((x1 * y1) >> 9) + ((x2 * y0) >> 9) + ((u0 * v2) >> 9) + ((u1 * v1) >> 9)
            + ((u2 * v0) >> 9);
        h = High(x0, y2) + High(x1, y1) + High(x2, y0) + High(u0, v2) + High(u1, v1) + High(u2, v0);
        c3 += (h << 3) + High(c7, Fold12);
        c2 += (c7 * Fold12) >> 12;
        ulong c1 = ((x0 * y1) >> 9) + ((x1 * y0) >> 9) + ((u0 * v1) >> 9) + ((u1 * v0) >> 9);
        h = High(x0, y1) + High(x1, y0) + High(u0, v1) + High(u1, v0);
        c2 += (h << 3) + High(c6, Fold12);
        c1 += (c6 * Fold12) >> 12;
        ulong c0 = ((x0 * y0) >> 9) + ((u0 * v0) >> 9);
        h = High(x0, y0) + High(u0, v0);
        c1 += (h << 3) + High(c5, Fold12);
        c0 += (c5 * Fold12) >> 12;
        c0 += (top * FoldTop12) >> 12;
        c1 += High(top, FoldTop12) + (c0 >> 52);
        c2 += c1 >> 52;
        c3 += c2 >> 52;
        n0 = c0 & Mask;
        n1 = c1 & Mask;
        n2 = c2 & Mask;
        n3 = c3 & Mask;
        n4 = (c4 & TopMask) + (c3 >> 52);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong High(ulong a, ulong b)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.MultiplyNoFlags(a, b);
        if (ArmBase.Arm64.IsSupported) return ArmBase.Arm64.MultiplyHigh(a, b);
        return Math.BigMul(a, b, out _);
    }
}
#endif
