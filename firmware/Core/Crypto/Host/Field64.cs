#if NET
using System;
using System.Buffers.Binary;

namespace FairOta.Core.Crypto;

/// <summary>
/// An integer modulo p = 2^256 - 2^32 - 977, the field of secp256k1 (SEC 2, 2.4.1), for hosts with 64-bit words.
/// </summary>
/// <remarks>
/// Mutable; the result of an operation goes into the value it is called on, which may also be an operand. Five limbs,
/// little-endian, of 52 bits and the last of 48. Limbs are not unique and carried late: in a value of magnitude m they
/// are at most m 2^52 and the last at most m (2^48 + 2^12). A product has magnitude 1; magnitudes add up under
/// addition, a subtraction names that of what is subtracted and adds it and 1. A product takes operands of magnitudes
/// up to 32 and 8, a square one of up to 8; roots and inverses take up to 8. Branches and addresses never depend on
/// a value but in <see cref="IsZero"/>, <see cref="EqualTo"/>, <see cref="TryRead"/> and <see cref="TrySquareRoot"/>.
/// </remarks>
internal partial struct Field64
{
    private const ulong Mask = (1UL << 52) - 1, TopMask = (1UL << 48) - 1;

    // 2^256 = Fold (mod p); p's limbs are P0, Mask three times and TopMask.
    private const ulong Fold = 0x1000003D1, P0 = (1UL << 52) - Fold;

    private ulong n0, n1, n2, n3, n4;

    /// <summary>A value below 2^64.</summary>
    public Field64(ulong value)
    {
        n0 = value & Mask;
        n1 = value >> 52;
        n2 = n3 = n4 = 0;
    }

    /// <summary>Whether the value is 0 modulo p. For public values.</summary>
    public readonly bool IsZero
    {
        get
        {
            ulong t0 = n0 + (n4 >> 48) * Fold;
            // Of all values but one in 2^51 the lowest limb tells that they are neither 0 nor p.
            ulong low = t0 & Mask;
            if (low != 0 && low != P0) return false;
            Field64 a = this;
            a.Carry();
            return (a.n0 | a.n1 | a.n2 | a.n3 | a.n4) == 0
                || (a.n0 == P0 && (a.n1 & a.n2 & a.n3) == Mask && a.n4 == TopMask);
        }
    }

    /// <summary>Whether the value, as an integer below p, is odd.</summary>
    public readonly bool IsOdd
    {
        get
        {
            Field64 a = this;
            a.Normalise();
            return (a.n0 & 1) != 0;
        }
    }

    /// <summary>Whether both are the same modulo p, the other of magnitude at most 8. For public values.</summary>
    public readonly bool EqualTo(in Field64 other)
    {
        Field64 difference = default;
        difference.Subtract(this, other, 8);
        return difference.IsZero;
    }

    /// <summary>Takes four words of 64 bits, little-endian, whatever they are; magnitude 1.</summary>
    public void Load(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        n0 = w0 & Mask;
        n1 = (w0 >> 52 | w1 << 12) & Mask;
        n2 = (w1 >> 40 | w2 << 24) & Mask;
        n3 = (w2 >> 28 | w3 << 36) & Mask;
        n4 = w3 >> 16;
    }

    /// <summary>Puts a normalised value into four words, the inverse of <see cref="Load"/>.</summary>
    public readonly void Store(Span<ulong> d)
    {
        d[0] = n0 | n1 << 52;
        d[1] = n1 >> 12 | n2 << 40;
        d[2] = n2 >> 24 | n3 << 28;
        d[3] = n3 >> 36 | n4 << 16;
    }

    /// <summary>Reads 32 bytes, big-endian. False, and unchanged, unless the value is below p.</summary>
    public bool TryRead(ReadOnlySpan<byte> s)
    {
        Field64 a = default;
        a.Load(
            BinaryPrimitives.ReadUInt64BigEndian(s[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(s[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(s[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(s));
        if (a.n4 == TopMask && (a.n3 & a.n2 & a.n1) == Mask && a.n0 >= P0) return false;
        this = a;
        return true;
    }

    /// <summary>Writes 32 bytes, big-endian.</summary>
    public readonly void Write(Span<byte> d)
    {
        Field64 a = this;
        a.Normalise();
        Span<ulong> words = stackalloc ulong[4];
        a.Store(words);
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt64BigEndian(d[(24 - 8 * i)..], words[i]);
    }

    /// <summary>Sets this to a + b: magnitudes add up.</summary>
    public void Add(in Field64 a, in Field64 b)
    {
        n0 = a.n0 + b.n0;
        n1 = a.n1 + b.n1;
        n2 = a.n2 + b.n2;
        n3 = a.n3 + b.n3;
        n4 = a.n4 + b.n4;
    }

    /// <summary>Sets this to a - b, for b of at most the given magnitude m; its own grows by m + 1.</summary>
    public void Subtract(in Field64 a, in Field64 b, ulong m)
    {
        // (m + 1) p is at least b in every limb.
        m++;
        n0 = a.n0 + (m * P0 - b.n0);
        n1 = a.n1 + (m * Mask - b.n1);
        n2 = a.n2 + (m * Mask - b.n2);
        n3 = a.n3 + (m * Mask - b.n3);
        n4 = a.n4 + (m * TopMask - b.n4);
    }

    /// <summary>Sets this to -a, for a of at most the given magnitude m; magnitude m + 1.</summary>
    public void Negate(in Field64 a, ulong m) => Subtract(default, a, m);

    /// <summary>Sets this to a times a small number, which multiplies the magnitude.</summary>
    public void Scale(in Field64 a, ulong factor)
    {
        n0 = a.n0 * factor;
        n1 = a.n1 * factor;
        n2 = a.n2 * factor;
        n3 = a.n3 * factor;
        n4 = a.n4 * factor;
    }

    /// <summary>Sets this to a / 2: half the magnitude and one half more, rounded up.</summary>
    public void Halve(in Field64 a)
    {
        ulong odd = 0UL - (a.n0 & 1), low = odd & Mask;
        ulong t0 = a.n0 + (odd & P0), t1 = a.n1 + low, t2 = a.n2 + low, t3 = a.n3 + low;
        ulong t4 = a.n4 + (odd & TopMask);
        n0 = (t0 >> 1) + ((t1 & 1) << 51);
        n1 = (t1 >> 1) + ((t2 & 1) << 51);
        n2 = (t2 >> 1) + ((t3 & 1) << 51);
        n3 = (t3 >> 1) + ((t4 & 1) << 51);
        n4 = t4 >> 1;
    }

    /// <summary>Takes a where the mask is all ones, and stays where it is 0.</summary>
    public void Select(in Field64 a, ulong mask)
    {
        n0 ^= (n0 ^ a.n0) & mask;
        n1 ^= (n1 ^ a.n1) & mask;
        n2 ^= (n2 ^ a.n2) & mask;
        n3 ^= (n3 ^ a.n3) & mask;
        n4 ^= (n4 ^ a.n4) & mask;
    }

    /// <summary>Brings a magnitude of at most 63 down to 1; the value is below 2 p then.</summary>
    public void Carry()
    {
        ulong t = n0 + (n4 >> 48) * Fold;
        n0 = t & Mask;
        t = (t >> 52) + n1;
        n1 = t & Mask;
        t = (t >> 52) + n2;
        n2 = t & Mask;
        t = (t >> 52) + n3;
        n3 = t & Mask;
        n4 = (t >> 52) + (n4 & TopMask);
    }

    /// <summary>Brings the value, of magnitude at most 63, to its only limbs below p.</summary>
    public void Normalise()
    {
        Carry();
        // Below p + 2^256 the value is p or more exactly where adding 2^256 - p reaches 2^256.
        ulong t = n0 + Fold, t0 = t & Mask;
        t = (t >> 52) + n1;
        ulong t1 = t & Mask;
        t = (t >> 52) + n2;
        ulong t2 = t & Mask;
        t = (t >> 52) + n3;
        ulong t3 = t & Mask;
        t = (t >> 52) + n4;
        ulong over = 0UL - (t >> 48);
        n0 ^= (n0 ^ t0) & over;
        n1 ^= (n1 ^ t1) & over;
        n2 ^= (n2 ^ t2) & over;
        n3 ^= (n3 ^ t3) & over;
        n4 ^= (n4 ^ (t & TopMask)) & over;
    }

    /// <summary>Sets this to 1 / a, 0 where a is 0. Constant time.</summary>
    public void Invert(in Field64 a)
    {
        Field64 normal = a;
        normal.Normalise();
        Span<ulong> words = stackalloc ulong[4];
        normal.Store(words);
        ModularInverse64.Field.Invert(words);
        Load(words[0], words[1], words[2], words[3]);
    }

    /// <summary>
    /// Sets this to the square root a^((p+1)/4) of a (p = 3 mod 4). False, and unchanged, where a is no square. 254
    /// squarings and 13 products: (p+1)/4 in bits is 223 ones, 0, 22 ones, 0000, 11, 00. For public values.
    /// </summary>
    public bool TrySquareRoot(in Field64 a)
    {
        // xn is a to the power of n one bits.
        Field64 x2 = Joined(a, a, 1), x3 = Joined(x2, a, 1), x6 = Joined(x3, x3, 3), x9 = Joined(x6, x3, 3);
        Field64 x11 = Joined(x9, x2, 2), x22 = Joined(x11, x11, 11), x44 = Joined(x22, x22, 22);
        Field64 x88 = Joined(x44, x44, 44), x176 = Joined(x88, x88, 88), x220 = Joined(x176, x44, 44);
        Field64 root = Joined(x220, x3, 3);
        root = Joined(root, x22, 23);
        root = Joined(root, x2, 6);
        root.Square(root);
        root.Square(root);
        Field64 square = default;
        square.Square(root);
        if (!square.EqualTo(a)) return false;
        this = root;
        return true;
    }

    // a^(2^count) b: the bits of b's exponent behind those of a's.
    private static Field64 Joined(in Field64 a, in Field64 b, int count)
    {
        Field64 r = a;
        for (int i = 0; i < count; i++) r.Square(r);
        r.Multiply(r, b);
        return r;
    }
}
#endif
