namespace FairOta.Core.Crypto;

/// <summary>
/// An integer modulo p = 2^256 - 2^32 - 977, the field of secp256k1 (SEC 2, 2.4.1).
/// </summary>
/// <remarks>
/// Mutable; the result of an operation goes into the object it is called on, which may also be an operand. Nine signed
/// limbs, little-endian, of 29 bits and the last of 24, in fields rather than in an array, which halves the cost under
/// an interpreter. Limbs are not unique and carried late: in a value of magnitude m they are within m (2^29 + 2^25) and
/// the last within m (2^24 + 2^20). Magnitudes add up under addition and subtraction and may reach 8; a product
/// says what it takes. What was read, products, roots, inverses and negatives are carried: the limbs lie between -2^24
/// and 2^29 + 2^24, the last between -2^19 and 2^24 + 2^19, so that the difference of two such values has magnitude 1.
/// Nothing allocates but inversions, roots, comparisons, reading and writing. Not constant time.
/// </remarks>
public sealed partial class FieldElement
{
    private const long Mask = (1 << 29) - 1;
    private const long TopMask = (1 << 24) - 1;

    // 2^261 = 2^37 + Fold (mod p).
    private const long Fold = 977 << 5;

    // p's limbs are Modulus0, Modulus1, and then ones only.
    private const long Modulus0 = (1 << 29) - 977;
    private const long Modulus1 = (1 << 29) - 9;

    internal static readonly FieldElement Zero = new FieldElement();

    // p.
    private static readonly int[] Modulus =
    {
        (int)Modulus0, (int)Modulus1, (int)Mask, (int)Mask, (int)Mask, (int)Mask, (int)Mask, (int)Mask, (int)TopMask,
    };

    private long d0, d1, d2, d3, d4, d5, d6, d7, d8;

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => IsValue(0);

    /// <summary>Whether the value is 1.</summary>
    public bool IsOne => IsValue(1);

    /// <summary>Whether the value, as an integer below p, is odd.</summary>
    public bool IsOdd => (Reduced().d0 & 1) != 0;

    /// <summary>Whether both values are equal.</summary>
    public bool EqualTo(FieldElement other)
    {
        FieldElement difference = new FieldElement();
        difference.Subtract(this, other);
        return difference.IsZero;
    }

    /// <summary>Reads 32 bytes, big-endian, from offset o. False, and unchanged, unless the value is below p.</summary>
    public bool TryRead(byte[] s, int o)
    {
        uint[] words = new uint[8];
        for (int i = 0; i < 8; i++) words[7 - i] = Limbs.Read(s, o + 4 * i);
        FieldElement read = new FieldElement();
        read.LoadWords(words, 0);
        if (read.IsModulusOrMore()) return false;
        Set(read);
        return true;
    }

    /// <summary>Writes 32 bytes, big-endian, at offset o.</summary>
    public void Write(byte[] d, int o)
    {
        FieldElement a = Reduced();
        Limbs.Write((uint)(a.d8 << 8 | a.d7 >> 21), d, o);
        Limbs.Write((uint)(a.d7 << 11 | a.d6 >> 18), d, o + 4);
        Limbs.Write((uint)(a.d6 << 14 | a.d5 >> 15), d, o + 8);
        Limbs.Write((uint)(a.d5 << 17 | a.d4 >> 12), d, o + 12);
        Limbs.Write((uint)(a.d4 << 20 | a.d3 >> 9), d, o + 16);
        Limbs.Write((uint)(a.d3 << 23 | a.d2 >> 6), d, o + 20);
        Limbs.Write((uint)(a.d2 << 26 | a.d1 >> 3), d, o + 24);
        Limbs.Write((uint)(a.d1 << 29 | a.d0), d, o + 28);
    }

    /// <summary>Takes the value from a table of 32-bit words: 8, little-endian, from index o.</summary>
    internal void LoadWords(uint[] s, int o)
    {
        uint a = s[o], b = s[o + 1];
        d0 = a & Mask;
        d1 = (a >> 29 | b << 3) & Mask;
        a = s[o + 2];
        d2 = (b >> 26 | a << 6) & Mask;
        b = s[o + 3];
        d3 = (a >> 23 | b << 9) & Mask;
        a = s[o + 4];
        d4 = (b >> 20 | a << 12) & Mask;
        b = s[o + 5];
        d5 = (a >> 17 | b << 15) & Mask;
        a = s[o + 6];
        d6 = (b >> 14 | a << 18) & Mask;
        b = s[o + 7];
        d7 = (a >> 11 | b << 21) & Mask;
        d8 = b >> 8;
    }

    /// <summary>Takes the value from a flat table: 9 limbs, little-endian, from index o.</summary>
    internal void Load(int[] s, int o)
    {
        d0 = s[o];
        d1 = s[o + 1];
        d2 = s[o + 2];
        d3 = s[o + 3];
        d4 = s[o + 4];
        d5 = s[o + 5];
        d6 = s[o + 6];
        d7 = s[o + 7];
        d8 = s[o + 8];
    }

    /// <summary>Puts the value, of magnitude at most 3, into a flat table, the inverse of <see cref="Load"/>.</summary>
    internal void Store(int[] d, int o)
    {
        d[o] = (int)d0;
        d[o + 1] = (int)d1;
        d[o + 2] = (int)d2;
        d[o + 3] = (int)d3;
        d[o + 4] = (int)d4;
        d[o + 5] = (int)d5;
        d[o + 6] = (int)d6;
        d[o + 7] = (int)d7;
        d[o + 8] = (int)d8;
    }

    /// <summary>Copies another value.</summary>
    public void Set(FieldElement a)
    {
        d0 = a.d0;
        d1 = a.d1;
        d2 = a.d2;
        d3 = a.d3;
        d4 = a.d4;
        d5 = a.d5;
        d6 = a.d6;
        d7 = a.d7;
        d8 = a.d8;
    }

    /// <summary>Sets a small value.</summary>
    public void SetUInt(uint value)
    {
        d0 = value & Mask;
        d1 = value >> 29;
        d2 = d3 = d4 = d5 = d6 = d7 = d8 = 0;
    }

    /// <summary>Sets this to a + b. Not carried: magnitudes add up.</summary>
    public void Add(FieldElement a, FieldElement b)
    {
        d0 = a.d0 + b.d0;
        d1 = a.d1 + b.d1;
        d2 = a.d2 + b.d2;
        d3 = a.d3 + b.d3;
        d4 = a.d4 + b.d4;
        d5 = a.d5 + b.d5;
        d6 = a.d6 + b.d6;
        d7 = a.d7 + b.d7;
        d8 = a.d8 + b.d8;
    }

    /// <summary>Sets this to a - b. Not carried: magnitude 1 where both are carried, else magnitudes add up.</summary>
    public void Subtract(FieldElement a, FieldElement b)
    {
        d0 = a.d0 - b.d0;
        d1 = a.d1 - b.d1;
        d2 = a.d2 - b.d2;
        d3 = a.d3 - b.d3;
        d4 = a.d4 - b.d4;
        d5 = a.d5 - b.d5;
        d6 = a.d6 - b.d6;
        d7 = a.d7 - b.d7;
        d8 = a.d8 - b.d8;
    }

    /// <summary>Sets this to a + 2 b. Not carried.</summary>
    internal void AddTwice(FieldElement a, FieldElement b)
    {
        d0 = a.d0 + (b.d0 << 1);
        d1 = a.d1 + (b.d1 << 1);
        d2 = a.d2 + (b.d2 << 1);
        d3 = a.d3 + (b.d3 << 1);
        d4 = a.d4 + (b.d4 << 1);
        d5 = a.d5 + (b.d5 << 1);
        d6 = a.d6 + (b.d6 << 1);
        d7 = a.d7 + (b.d7 << 1);
        d8 = a.d8 + (b.d8 << 1);
    }

    /// <summary>Sets this to -a, carried, for a of magnitude at most 8.</summary>
    public void Negate(FieldElement a)
    {
        NegateLimbs(a);
        Carry();
    }

    /// <summary>Sets this to -a, of the same magnitude but not carried.</summary>
    internal void NegateLimbs(FieldElement a)
    {
        d0 = -a.d0;
        d1 = -a.d1;
        d2 = -a.d2;
        d3 = -a.d3;
        d4 = -a.d4;
        d5 = -a.d5;
        d6 = -a.d6;
        d7 = -a.d7;
        d8 = -a.d8;
    }

    /// <summary>
    /// Sets this to 1 / a, 0 where a is 0. How long it takes depends on a: for public values.
    /// </summary>
    public void Invert(FieldElement a)
    {
        int[] limbs = new int[ModularInverse.LimbCount];
        a.Reduced().Store(limbs, 0);
        ModularInverse.Invert(limbs, Modulus);
        Load(limbs, 0);
    }

    /// <summary>
    /// Sets this to the square root a^((p+1)/4) of a (p = 3 mod 4). False, and unchanged, where a is no square. 254
    /// squarings and 13 products, along the addition chain over runs of ones that bitcoin-core/secp256k1 describes
    /// in its field code.
    /// </summary>
    public bool TrySquareRoot(FieldElement a)
    {
        FieldElement x2 = new FieldElement(), x3 = new FieldElement(), x22 = new FieldElement();
        FieldElement x44 = new FieldElement(), x88 = new FieldElement(), r = new FieldElement();
        // xn is a to the power of n one bits.
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
        r.SquareTimes(x88, 88);
        r.Multiply(r, x88); // 176
        r.SquareTimes(r, 44);
        r.Multiply(r, x44); // 220
        r.SquareTimes(r, 3);
        r.Multiply(r, x3); // 223
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

    private void SquareTimes(FieldElement a, int times)
    {
        SquareSubtract(a, Zero);
        for (int i = 1; i < times; i++) SquareSubtract(this, Zero);
    }

    // A value is a multiple of p only where its lowest limb is that of one: k p, for the |k| <= 17 that a magnitude of
    // 8 allows, ends in -977 k. All others, but for one in 16,000, are told by that limb.
    private bool IsValue(long value)
    {
        const long farthest = 17 * 977;
        if (((d0 - value + farthest) & Mask) > 2 * farthest) return false;
        FieldElement a = Reduced();
        return a.d0 == value && (a.d1 | a.d2 | a.d3 | a.d4 | a.d5 | a.d6 | a.d7 | a.d8) == 0;
    }

    // The same value with its only limbs in the range 0 to p - 1.
    private FieldElement Reduced()
    {
        FieldElement a = new FieldElement();
        a.Set(this);
        do a.Carry(); while (a.d8 >> 24 != 0);
        if (!a.IsModulusOrMore()) return a;
        a.d0 += 977;
        a.d1 += 8 + (a.d0 >> 29);
        a.d0 &= Mask;
        a.d1 &= Mask;
        a.d2 = a.d3 = a.d4 = a.d5 = a.d6 = a.d7 = a.d8 = 0;
        return a;
    }

    /// <summary>Folds what is above 2^256 and carries: each limb but the last gets into its 29 bits.</summary>
    internal void Carry()
    {
        long t = d8 >> 24;
        long r1 = d1 + (t << 3);
        t = d0 + t * 977;
        d0 = t & Mask;
        t = (t >> 29) + r1;
        d1 = t & Mask;
        t = (t >> 29) + d2;
        d2 = t & Mask;
        t = (t >> 29) + d3;
        d3 = t & Mask;
        t = (t >> 29) + d4;
        d4 = t & Mask;
        t = (t >> 29) + d5;
        d5 = t & Mask;
        t = (t >> 29) + d6;
        d6 = t & Mask;
        t = (t >> 29) + d7;
        d7 = t & Mask;
        d8 = (t >> 29) + (d8 & TopMask);
    }

    // For limbs within their bits.
    private bool IsModulusOrMore() =>
        d8 == TopMask && (d7 & d6 & d5 & d4 & d3 & d2) == Mask && (d1 > Modulus1 || (d1 == Modulus1 && d0 >= Modulus0));
}
