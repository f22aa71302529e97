namespace FairOta.Core.Crypto;

// Products, unrolled into locals row by row: a device interprets this code, and there an array access or a
// loop costs as much as the multiplication itself. Every row keeps t = limb + limb * limb + carry < 2^64.
public sealed partial class FieldElement
{
    /// <summary>Sets this to a * b. 64 limb products.</summary>
    public void Multiply(FieldElement a, FieldElement b)
    {
        ulong x0 = a.d0;
        ulong x1 = a.d1;
        ulong x2 = a.d2;
        ulong x3 = a.d3;
        ulong x4 = a.d4;
        ulong x5 = a.d5;
        ulong x6 = a.d6;
        ulong x7 = a.d7;

        ulong y = b.d0;
        ulong t = y * x0;
        uint r0 = (uint)t;
        t = (t >> 32) + y * x1;
        uint r1 = (uint)t;
        t = (t >> 32) + y * x2;
        uint r2 = (uint)t;
        t = (t >> 32) + y * x3;
        uint r3 = (uint)t;
        t = (t >> 32) + y * x4;
        uint r4 = (uint)t;
        t = (t >> 32) + y * x5;
        uint r5 = (uint)t;
        t = (t >> 32) + y * x6;
        uint r6 = (uint)t;
        t = (t >> 32) + y * x7;
        uint r7 = (uint)t;
        uint r8 = (uint)(t >> 32);

        y = b.d1;
        t = r1 + y * x0;
        r1 = (uint)t;
        t = (t >> 32) + r2 + y * x1;
        r2 = (uint)t;
        t = (t >> 32) + r3 + y * x2;
        r3 = (uint)t;
        t = (t >> 32) + r4 + y * x3;
        r4 = (uint)t;
        t = (t >> 32) + r5 + y * x4;
        r5 = (uint)t;
        t = (t >> 32) + r6 + y * x5;
        r6 = (uint)t;
        t = (t >> 32) + r7 + y * x6;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x7;
        r8 = (uint)t;
        uint r9 = (uint)(t >> 32);

        y = b.d2;
        t = r2 + y * x0;
        r2 = (uint)t;
        t = (t >> 32) + r3 + y * x1;
        r3 = (uint)t;
        t = (t >> 32) + r4 + y * x2;
        r4 = (uint)t;
        t = (t >> 32) + r5 + y * x3;
        r5 = (uint)t;
        t = (t >> 32) + r6 + y * x4;
        r6 = (uint)t;
        t = (t >> 32) + r7 + y * x5;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x6;
        r8 = (uint)t;
        t = (t >> 32) + r9 + y * x7;
        r9 = (uint)t;
        uint r10 = (uint)(t >> 32);

        y = b.d3;
        t = r3 + y * x0;
        r3 = (uint)t;
        t = (t >> 32) + r4 + y * x1;
        r4 = (uint)t;
        t = (t >> 32) + r5 + y * x2;
        r5 = (uint)t;
        t = (t >> 32) + r6 + y * x3;
        r6 = (uint)t;
        t = (t >> 32) + r7 + y * x4;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x5;
        r8 = (uint)t;
        t = (t >> 32) + r9 + y * x6;
        r9 = (uint)t;
        t = (t >> 32) + r10 + y * x7;
        r10 = (uint)t;
        uint r11 = (uint)(t >> 32);

        y = b.d4;
        t = r4 + y * x0;
        r4 = (uint)t;
        t = (t >> 32) + r5 + y * x1;
        r5 = (uint)t;
        t = (t >> 32) + r6 + y * x2;
        r6 = (uint)t;
        t = (t >> 32) + r7 + y * x3;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x4;
        r8 = (uint)t;
        t = (t >> 32) + r9 + y * x5;
        r9 = (uint)t;
        t = (t >> 32) + r10 + y * x6;
        r10 = (uint)t;
        t = (t >> 32) + r11 + y * x7;
        r11 = (uint)t;
        uint r12 = (uint)(t >> 32);

        y = b.d5;
        t = r5 + y * x0;
        r5 = (uint)t;
        t = (t >> 32) + r6 + y * x1;
        r6 = (uint)t;
        t = (t >> 32) + r7 + y * x2;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x3;
        r8 = (uint)t;
        t = (t >> 32) + r9 + y * x4;
        r9 = (uint)t;
        t = (t >> 32) + r10 + y * x5;
        r10 = (uint)t;
        t = (t >> 32) + r11 + y * x6;
        r11 = (uint)t;
        t = (t >> 32) + r12 + y * x7;
        r12 = (uint)t;
        uint r13 = (uint)(t >> 32);

        y = b.d6;
        t = r6 + y * x0;
        r6 = (uint)t;
        t = (t >> 32) + r7 + y * x1;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x2;
        r8 = (uint)t;
        t = (t >> 32) + r9 + y * x3;
        r9 = (uint)t;
        t = (t >> 32) + r10 + y * x4;
        r10 = (uint)t;
        t = (t >> 32) + r11 + y * x5;
        r11 = (uint)t;
        t = (t >> 32) + r12 + y * x6;
        r12 = (uint)t;
        t = (t >> 32) + r13 + y * x7;
        r13 = (uint)t;
        uint r14 = (uint)(t >> 32);

        y = b.d7;
        t = r7 + y * x0;
        r7 = (uint)t;
        t = (t >> 32) + r8 + y * x1;
        r8 = (uint)t;
        t = (t >> 32) + r9 + y * x2;
        r9 = (uint)t;
        t = (t >> 32) + r10 + y * x3;
        r10 = (uint)t;
        t = (t >> 32) + r11 + y * x4;
        r11 = (uint)t;
        t = (t >> 32) + r12 + y * x5;
        r12 = (uint)t;
        t = (t >> 32) + r13 + y * x6;
        r13 = (uint)t;
        t = (t >> 32) + r14 + y * x7;
        r14 = (uint)t;
        uint r15 = (uint)(t >> 32);

        Reduce(r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15);
    }

    /// <summary>Sets this to a * a. 36 limb products.</summary>
    public void Square(FieldElement a)
    {
        ulong x0 = a.d0;
        ulong x1 = a.d1;
        ulong x2 = a.d2;
        ulong x3 = a.d3;
        ulong x4 = a.d4;
        ulong x5 = a.d5;
        ulong x6 = a.d6;
        ulong x7 = a.d7;

        // The products of different limbs, each once.
        ulong t = x0 * x1;
        uint r1 = (uint)t;
        t = (t >> 32) + x0 * x2;
        uint r2 = (uint)t;
        t = (t >> 32) + x0 * x3;
        uint r3 = (uint)t;
        t = (t >> 32) + x0 * x4;
        uint r4 = (uint)t;
        t = (t >> 32) + x0 * x5;
        uint r5 = (uint)t;
        t = (t >> 32) + x0 * x6;
        uint r6 = (uint)t;
        t = (t >> 32) + x0 * x7;
        uint r7 = (uint)t;
        uint r8 = (uint)(t >> 32);

        t = r3 + x1 * x2;
        r3 = (uint)t;
        t = (t >> 32) + r4 + x1 * x3;
        r4 = (uint)t;
        t = (t >> 32) + r5 + x1 * x4;
        r5 = (uint)t;
        t = (t >> 32) + r6 + x1 * x5;
        r6 = (uint)t;
        t = (t >> 32) + r7 + x1 * x6;
        r7 = (uint)t;
        t = (t >> 32) + r8 + x1 * x7;
        r8 = (uint)t;
        uint r9 = (uint)(t >> 32);

        t = r5 + x2 * x3;
        r5 = (uint)t;
        t = (t >> 32) + r6 + x2 * x4;
        r6 = (uint)t;
        t = (t >> 32) + r7 + x2 * x5;
        r7 = (uint)t;
        t = (t >> 32) + r8 + x2 * x6;
        r8 = (uint)t;
        t = (t >> 32) + r9 + x2 * x7;
        r9 = (uint)t;
        uint r10 = (uint)(t >> 32);

        t = r7 + x3 * x4;
        r7 = (uint)t;
        t = (t >> 32) + r8 + x3 * x5;
        r8 = (uint)t;
        t = (t >> 32) + r9 + x3 * x6;
        r9 = (uint)t;
        t = (t >> 32) + r10 + x3 * x7;
        r10 = (uint)t;
        uint r11 = (uint)(t >> 32);

        t = r9 + x4 * x5;
        r9 = (uint)t;
        t = (t >> 32) + r10 + x4 * x6;
        r10 = (uint)t;
        t = (t >> 32) + r11 + x4 * x7;
        r11 = (uint)t;
        uint r12 = (uint)(t >> 32);

        t = r11 + x5 * x6;
        r11 = (uint)t;
        t = (t >> 32) + r12 + x5 * x7;
        r12 = (uint)t;
        uint r13 = (uint)(t >> 32);

        t = r13 + x6 * x7;
        r13 = (uint)t;
        uint r14 = (uint)(t >> 32);

        // Twice those, and the squares of the limbs.
        ulong s = x0 * x0;
        uint r0 = (uint)s;
        t = (s >> 32) + ((ulong)r1 << 1);
        r1 = (uint)t;
        s = x1 * x1;
        t = (t >> 32) + ((ulong)r2 << 1) + (uint)s;
        r2 = (uint)t;
        t = (t >> 32) + ((ulong)r3 << 1) + (s >> 32);
        r3 = (uint)t;
        s = x2 * x2;
        t = (t >> 32) + ((ulong)r4 << 1) + (uint)s;
        r4 = (uint)t;
        t = (t >> 32) + ((ulong)r5 << 1) + (s >> 32);
        r5 = (uint)t;
        s = x3 * x3;
        t = (t >> 32) + ((ulong)r6 << 1) + (uint)s;
        r6 = (uint)t;
        t = (t >> 32) + ((ulong)r7 << 1) + (s >> 32);
        r7 = (uint)t;
        s = x4 * x4;
        t = (t >> 32) + ((ulong)r8 << 1) + (uint)s;
        r8 = (uint)t;
        t = (t >> 32) + ((ulong)r9 << 1) + (s >> 32);
        r9 = (uint)t;
        s = x5 * x5;
        t = (t >> 32) + ((ulong)r10 << 1) + (uint)s;
        r10 = (uint)t;
        t = (t >> 32) + ((ulong)r11 << 1) + (s >> 32);
        r11 = (uint)t;
        s = x6 * x6;
        t = (t >> 32) + ((ulong)r12 << 1) + (uint)s;
        r12 = (uint)t;
        t = (t >> 32) + ((ulong)r13 << 1) + (s >> 32);
        r13 = (uint)t;
        s = x7 * x7;
        t = (t >> 32) + ((ulong)r14 << 1) + (uint)s;
        r14 = (uint)t;
        uint r15 = (uint)((t >> 32) + (s >> 32));

        Reduce(r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15);
    }

    private void Reduce(
        uint r0, uint r1, uint r2, uint r3, uint r4, uint r5, uint r6, uint r7,
        uint r8, uint r9, uint r10, uint r11, uint r12, uint r13, uint r14, uint r15)
    {
        // 2^256 = 2^32 + 977 (mod p): the high half folds onto the low one.
        ulong t = r0 + (ulong)r8 * 977;
        r0 = (uint)t;
        t = (t >> 32) + r1 + r8 + (ulong)r9 * 977;
        r1 = (uint)t;
        t = (t >> 32) + r2 + r9 + (ulong)r10 * 977;
        r2 = (uint)t;
        t = (t >> 32) + r3 + r10 + (ulong)r11 * 977;
        r3 = (uint)t;
        t = (t >> 32) + r4 + r11 + (ulong)r12 * 977;
        r4 = (uint)t;
        t = (t >> 32) + r5 + r12 + (ulong)r13 * 977;
        r5 = (uint)t;
        t = (t >> 32) + r6 + r13 + (ulong)r14 * 977;
        r6 = (uint)t;
        t = (t >> 32) + r7 + r14 + (ulong)r15 * 977;
        r7 = (uint)t;

        // What is left above 2^256, at most 33 bits, folds once more.
        ulong h = (t >> 32) + r15;
        t = r0 + h * 977;
        d0 = (uint)t;
        t = (t >> 32) + r1 + h;
        d1 = (uint)t;
        t = (t >> 32) + r2;
        d2 = (uint)t;
        d3 = r3;
        d4 = r4;
        d5 = r5;
        d6 = r6;
        d7 = r7;
        if ((t >> 32) != 0) CarryIntoLimb3();
        else if (d7 == AllOnes && IsModulusOrMore()) SubtractModulus();
    }

    // Rare: the second fold carried out of limb 2.
    private void CarryIntoLimb3()
    {
        if (++d3 == 0 && ++d4 == 0 && ++d5 == 0 && ++d6 == 0 && ++d7 == 0) SubtractModulus();
        else if (d7 == AllOnes && IsModulusOrMore()) SubtractModulus();
    }
}
