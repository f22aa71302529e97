namespace FairOta.Core.Crypto;

/// <summary>
/// An integer modulo p = 2^256 - 2^32 - 977, the field of secp256k1 (SEC 2, 2.4.1).
/// </summary>
/// <remarks>
/// Mutable; the result of an operation goes into the object it is called on, which may also be an operand. Eight
/// 32-bit limbs, little-endian, in fields rather than in an array, which halves the cost under an interpreter.
/// Invariant: always fully reduced (0 &lt;= value &lt; p), so zero and equality are comparisons of limbs. Nothing
/// allocates except <see cref="Invert"/> and <see cref="TrySquareRoot"/>. Not constant time.
/// </remarks>
public sealed partial class FieldElement
{
    // p = (FFFFFFFF x 6, FFFFFFFE, FFFFFC2F) from limb 7 down to limb 0.
    private const uint AllOnes = 0xFFFFFFFF;
    private const uint Modulus0 = 0xFFFFFC2F;
    private const uint Modulus1 = 0xFFFFFFFE;

    private uint d0, d1, d2, d3, d4, d5, d6, d7;

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (d0 | d1 | d2 | d3 | d4 | d5 | d6 | d7) == 0;

    /// <summary>Whether the value is 1.</summary>
    public bool IsOne => d0 == 1 && (d1 | d2 | d3 | d4 | d5 | d6 | d7) == 0;

    /// <summary>Whether the value, as an integer below p, is odd.</summary>
    public bool IsOdd => (d0 & 1) != 0;

    /// <summary>Whether both values are equal.</summary>
    public bool EqualTo(FieldElement other) =>
        d0 == other.d0 && d1 == other.d1 && d2 == other.d2 && d3 == other.d3
        && d4 == other.d4 && d5 == other.d5 && d6 == other.d6 && d7 == other.d7;

    /// <summary>Reads 32 bytes, big-endian, from offset o. False, and unchanged, unless the value is below p.</summary>
    public bool TryRead(byte[] s, int o)
    {
        uint r7 = Limbs.Read(s, o), r6 = Limbs.Read(s, o + 4), r5 = Limbs.Read(s, o + 8), r4 = Limbs.Read(s, o + 12);
        uint r3 = Limbs.Read(s, o + 16), r2 = Limbs.Read(s, o + 20);
        uint r1 = Limbs.Read(s, o + 24), r0 = Limbs.Read(s, o + 28);
        if ((r7 & r6 & r5 & r4 & r3 & r2) == AllOnes && (r1 > Modulus1 || (r1 == Modulus1 && r0 >= Modulus0)))
            return false;
        d0 = r0; d1 = r1; d2 = r2; d3 = r3; d4 = r4; d5 = r5; d6 = r6; d7 = r7;
        return true;
    }

    /// <summary>Writes 32 bytes, big-endian, at offset o.</summary>
    public void Write(byte[] d, int o)
    {
        Limbs.Write(d7, d, o); Limbs.Write(d6, d, o + 4); Limbs.Write(d5, d, o + 8); Limbs.Write(d4, d, o + 12);
        Limbs.Write(d3, d, o + 16); Limbs.Write(d2, d, o + 20);
        Limbs.Write(d1, d, o + 24); Limbs.Write(d0, d, o + 28);
    }

    /// <summary>Takes the value from a flat table: 8 limbs, little-endian, from index o.</summary>
    internal void Load(uint[] s, int o)
    {
        d0 = s[o]; d1 = s[o + 1]; d2 = s[o + 2]; d3 = s[o + 3];
        d4 = s[o + 4]; d5 = s[o + 5]; d6 = s[o + 6]; d7 = s[o + 7];
    }

    /// <summary>Puts the value into a flat table, the inverse of <see cref="Load"/>.</summary>
    internal void Store(uint[] d, int o)
    {
        d[o] = d0; d[o + 1] = d1; d[o + 2] = d2; d[o + 3] = d3;
        d[o + 4] = d4; d[o + 5] = d5; d[o + 6] = d6; d[o + 7] = d7;
    }

    /// <summary>Copies another value.</summary>
    public void Set(FieldElement a)
    {
        d0 = a.d0; d1 = a.d1; d2 = a.d2; d3 = a.d3; d4 = a.d4; d5 = a.d5; d6 = a.d6; d7 = a.d7;
    }

    /// <summary>Sets a small value.</summary>
    public void SetUInt(uint value)
    {
        d0 = value;
        d1 = d2 = d3 = d4 = d5 = d6 = d7 = 0;
    }

    /// <summary>Sets this to a + b.</summary>
    public void Add(FieldElement a, FieldElement b)
    {
        ulong t = (ulong)a.d0 + b.d0;
        d0 = (uint)t;
        t = (t >> 32) + a.d1 + b.d1;
        d1 = (uint)t;
        t = (t >> 32) + a.d2 + b.d2;
        d2 = (uint)t;
        t = (t >> 32) + a.d3 + b.d3;
        d3 = (uint)t;
        t = (t >> 32) + a.d4 + b.d4;
        d4 = (uint)t;
        t = (t >> 32) + a.d5 + b.d5;
        d5 = (uint)t;
        t = (t >> 32) + a.d6 + b.d6;
        d6 = (uint)t;
        t = (t >> 32) + a.d7 + b.d7;
        d7 = (uint)t;
        if ((t >> 32) != 0 || (d7 == AllOnes && IsModulusOrMore())) SubtractModulus();
    }

    /// <summary>Sets this to a - b.</summary>
    public void Subtract(FieldElement a, FieldElement b)
    {
        long t = (long)a.d0 - b.d0;
        d0 = (uint)t;
        t = (t >> 32) + a.d1 - b.d1;
        d1 = (uint)t;
        t = (t >> 32) + a.d2 - b.d2;
        d2 = (uint)t;
        t = (t >> 32) + a.d3 - b.d3;
        d3 = (uint)t;
        t = (t >> 32) + a.d4 - b.d4;
        d4 = (uint)t;
        t = (t >> 32) + a.d5 - b.d5;
        d5 = (uint)t;
        t = (t >> 32) + a.d6 - b.d6;
        d6 = (uint)t;
        t = (t >> 32) + a.d7 - b.d7;
        d7 = (uint)t;
        if (t < 0) AddModulus();
    }

    /// <summary>Sets this to -a.</summary>
    public void Negate(FieldElement a)
    {
        if (a.IsZero)
        {
            SetUInt(0);
            return;
        }
        // p - a limb by limb; a < p, so it does not borrow out of limb 7.
        long t = (long)Modulus0 - a.d0;
        d0 = (uint)t;
        t = (t >> 32) + Modulus1 - a.d1;
        d1 = (uint)t;
        t = (t >> 32) + AllOnes - a.d2;
        d2 = (uint)t;
        t = (t >> 32) + AllOnes - a.d3;
        d3 = (uint)t;
        t = (t >> 32) + AllOnes - a.d4;
        d4 = (uint)t;
        t = (t >> 32) + AllOnes - a.d5;
        d5 = (uint)t;
        t = (t >> 32) + AllOnes - a.d6;
        d6 = (uint)t;
        t = (t >> 32) + AllOnes - a.d7;
        d7 = (uint)t;
    }

    /// <summary>Sets this to 3 a, which every doubling of a point needs.</summary>
    public void Triple(FieldElement a)
    {
        ulong t = (ulong)a.d0 * 3;
        uint r0 = (uint)t;
        t = (t >> 32) + (ulong)a.d1 * 3;
        uint r1 = (uint)t;
        t = (t >> 32) + (ulong)a.d2 * 3;
        d2 = (uint)t;
        t = (t >> 32) + (ulong)a.d3 * 3;
        d3 = (uint)t;
        t = (t >> 32) + (ulong)a.d4 * 3;
        d4 = (uint)t;
        t = (t >> 32) + (ulong)a.d5 * 3;
        d5 = (uint)t;
        t = (t >> 32) + (ulong)a.d6 * 3;
        d6 = (uint)t;
        t = (t >> 32) + (ulong)a.d7 * 3;
        d7 = (uint)t;
        ulong h = t >> 32; // at most 2
        t = r0 + h * 977;
        d0 = (uint)t;
        t = (t >> 32) + r1 + h;
        d1 = (uint)t;
        if ((t >> 32) != 0 && ++d2 == 0) CarryIntoLimb3();
        else if (d7 == AllOnes && IsModulusOrMore()) SubtractModulus();
    }

    /// <summary>Sets this to a / 2: a shift, of a + p where a is odd.</summary>
    public void Half(FieldElement a)
    {
        uint mask = 0 - (a.d0 & 1);
        ulong t = (ulong)a.d0 + (mask & Modulus0);
        uint r0 = (uint)t;
        t = (t >> 32) + a.d1 + (mask & Modulus1);
        uint r1 = (uint)t;
        t = (t >> 32) + a.d2 + mask;
        uint r2 = (uint)t;
        t = (t >> 32) + a.d3 + mask;
        uint r3 = (uint)t;
        t = (t >> 32) + a.d4 + mask;
        uint r4 = (uint)t;
        t = (t >> 32) + a.d5 + mask;
        uint r5 = (uint)t;
        t = (t >> 32) + a.d6 + mask;
        uint r6 = (uint)t;
        t = (t >> 32) + a.d7 + mask;
        uint r7 = (uint)t;
        d0 = (r0 >> 1) | (r1 << 31);
        d1 = (r1 >> 1) | (r2 << 31);
        d2 = (r2 >> 1) | (r3 << 31);
        d3 = (r3 >> 1) | (r4 << 31);
        d4 = (r4 >> 1) | (r5 << 31);
        d5 = (r5 >> 1) | (r6 << 31);
        d6 = (r6 >> 1) | (r7 << 31);
        d7 = (r7 >> 1) | ((uint)(t >> 32) << 31);
    }

    /// <summary>
    /// Sets this to 1 / a by Fermat's little theorem, a^(p-2); 0 where a is 0. 255 squarings and 15 products, along
    /// the addition chain over runs of ones that bitcoin-core/secp256k1 describes in its field code.
    /// </summary>
    public void Invert(FieldElement a)
    {
        FieldElement x2 = new FieldElement(), x22 = new FieldElement(), r = new FieldElement();
        RaiseToRuns(a, x2, x22, r);
        r.SquareTimes(r, 23);
        r.Multiply(r, x22);
        r.SquareTimes(r, 5);
        r.Multiply(r, a);
        r.SquareTimes(r, 3);
        r.Multiply(r, x2);
        r.SquareTimes(r, 2);
        Multiply(r, a);
    }

    /// <summary>
    /// Sets this to the square root a^((p+1)/4) of a (p = 3 mod 4). False, and unchanged, where a is no square.
    /// </summary>
    public bool TrySquareRoot(FieldElement a)
    {
        FieldElement x2 = new FieldElement(), x22 = new FieldElement(), r = new FieldElement();
        RaiseToRuns(a, x2, x22, r);
        r.SquareTimes(r, 23);
        r.Multiply(r, x22);
        r.SquareTimes(r, 6);
        r.Multiply(r, x2);
        r.SquareTimes(r, 2);
        x2.Square(r);
        if (!x2.EqualTo(a)) return false;
        Set(r);
        return true;
    }

    // x2, x22 and x223 = a to the power of 2, 22 and 223 one bits: both exponents are made of them.
    private static void RaiseToRuns(FieldElement a, FieldElement x2, FieldElement x22, FieldElement x223)
    {
        FieldElement x3 = new FieldElement(), x44 = new FieldElement(), x88 = new FieldElement();
        x2.SquareTimes(a, 1);
        x2.Multiply(x2, a);
        x3.SquareTimes(x2, 1);
        x3.Multiply(x3, a);
        x22.SquareTimes(x3, 3);
        x22.Multiply(x22, x3); // 6
        x22.SquareTimes(x22, 3);
        x22.Multiply(x22, x3); // 9
        x22.SquareTimes(x22, 2);
        x22.Multiply(x22, x2); // 11
        x44.SquareTimes(x22, 11);
        x22.Multiply(x44, x22);
        x44.SquareTimes(x22, 22);
        x44.Multiply(x44, x22);
        x88.SquareTimes(x44, 44);
        x88.Multiply(x88, x44);
        x223.SquareTimes(x88, 88);
        x223.Multiply(x223, x88); // 176
        x223.SquareTimes(x223, 44);
        x223.Multiply(x223, x44); // 220
        x223.SquareTimes(x223, 3);
        x223.Multiply(x223, x3);
    }

    private void SquareTimes(FieldElement a, int times)
    {
        Square(a);
        for (int i = 1; i < times; i++) Square(this);
    }

    private bool IsModulusOrMore() =>
        (d7 & d6 & d5 & d4 & d3 & d2) == AllOnes && (d1 > Modulus1 || (d1 == Modulus1 && d0 >= Modulus0));

    // Modulo 2^256: - p is + 2^32 + 977.
    private void SubtractModulus()
    {
        ulong t = (ulong)d0 + 977;
        d0 = (uint)t;
        t = (t >> 32) + d1 + 1;
        d1 = (uint)t;
        if ((t >> 32) != 0 && ++d2 == 0 && ++d3 == 0 && ++d4 == 0 && ++d5 == 0 && ++d6 == 0) d7++;
    }

    // Modulo 2^256: + p is - 2^32 - 977.
    private void AddModulus()
    {
        long t = (long)d0 - 977;
        d0 = (uint)t;
        t = (t >> 32) + d1 - 1;
        d1 = (uint)t;
        if (t < 0 && d2-- == 0 && d3-- == 0 && d4-- == 0 && d5-- == 0 && d6-- == 0) d7--;
    }
}
