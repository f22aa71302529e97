using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// An integer modulo q = 2^256 - c, the order of the generator of secp256k1 (SEC 2, 2.4.1).
/// </summary>
/// <remarks>
/// Mutable; the result of an operation goes into the object it is called on, which may also be an operand. Eight
/// 32-bit limbs, little-endian. Invariant: always fully reduced (0 &lt;= value &lt; q). Not constant time.
/// </remarks>
public sealed partial class Scalar
{
    // q = (FFFFFFFF x 3, Q4, Q3, Q2, Q1, Q0), and c = 2^256 - q = (1, C3, C2, C1, C0).
    private const uint Q0 = 0xD0364141, Q1 = 0xBFD25E8C, Q2 = 0xAF48A03B, Q3 = 0xBAAEDCE6, Q4 = 0xFFFFFFFE;
    private const uint AllOnes = 0xFFFFFFFF;
    private const uint C0 = 0x2FC9BEBF, C1 = 0x402DA173, C2 = 0x50B75FC4, C3 = 0x45512319;

    private uint d0, d1, d2, d3, d4, d5, d6, d7;

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (d0 | d1 | d2 | d3 | d4 | d5 | d6 | d7) == 0;

    /// <summary>Whether the value is above (q-1)/2: the s of a signature that is not in its low form.</summary>
    public bool IsHigh
    {
        get
        {
            Scalar negated = new Scalar();
            negated.Negate(this);
            return negated.IsBelow(this);
        }
    }

    /// <summary>Whether both values are equal.</summary>
    public bool EqualTo(Scalar other) =>
        d0 == other.d0 && d1 == other.d1 && d2 == other.d2 && d3 == other.d3
        && d4 == other.d4 && d5 == other.d5 && d6 == other.d6 && d7 == other.d7;

    /// <summary>Reads 32 bytes, big-endian, from offset o. False, and unchanged, unless the value is below q.</summary>
    public bool TryRead(byte[] s, int o)
    {
        Scalar read = new Scalar();
        read.ReadLimbs(s, o);
        if (read.IsModulusOrMore()) return false;
        Set(read);
        return true;
    }

    /// <summary>Reads 1 to 64 bytes, big-endian, from offset o, modulo q.</summary>
    /// <exception cref="ArgumentException">The count is outside 1..64.</exception>
    public void ReadReduced(byte[] s, int o, int count)
    {
        if (count < 1 || count > 64) throw new ArgumentException("1 to 64 bytes are read");
        byte[] padded = new byte[64];
        Array.Copy(s, o, padded, 64 - count, count);
        Scalar high = new Scalar();
        high.ReadLimbs(padded, 0);
        high.Normalise();
        ReadLimbs(padded, 32);
        Normalise();
        if (high.IsZero) return;
        // high 2^256 + low = high c + low.
        Scalar c = new Scalar();
        c.Fold(1);
        high.Multiply(high, c);
        Add(this, high);
    }

    /// <summary>Writes 32 bytes, big-endian, at offset o.</summary>
    public void Write(byte[] d, int o)
    {
        Limbs.Write(d7, d, o);
        Limbs.Write(d6, d, o + 4);
        Limbs.Write(d5, d, o + 8);
        Limbs.Write(d4, d, o + 12);
        Limbs.Write(d3, d, o + 16);
        Limbs.Write(d2, d, o + 20);
        Limbs.Write(d1, d, o + 24);
        Limbs.Write(d0, d, o + 28);
    }

    /// <summary>The value as 32 bytes, big-endian.</summary>
    public byte[] ToBytes()
    {
        byte[] d = new byte[32];
        Write(d, 0);
        return d;
    }

    /// <summary>Copies another value.</summary>
    public void Set(Scalar a)
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
    public void Add(Scalar a, Scalar b)
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
        Fold((long)(t >> 32));
    }

    /// <summary>Sets this to a - b.</summary>
    public void Subtract(Scalar a, Scalar b)
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
        if (t < 0) Fold(-1);
    }

    /// <summary>Sets this to -a.</summary>
    public void Negate(Scalar a) => Subtract(new Scalar(), a);

    /// <summary>Limb i, 0 the lowest; 0 above the highest.</summary>
    internal uint Limb(int i)
    {
        switch (i)
        {
            case 0: return d0;
            case 1: return d1;
            case 2: return d2;
            case 3: return d3;
            case 4: return d4;
            case 5: return d5;
            case 6: return d6;
            case 7: return d7;
            default: return 0;
        }
    }

    private void ReadLimbs(byte[] s, int o)
    {
        d7 = Limbs.Read(s, o);
        d6 = Limbs.Read(s, o + 4);
        d5 = Limbs.Read(s, o + 8);
        d4 = Limbs.Read(s, o + 12);
        d3 = Limbs.Read(s, o + 16);
        d2 = Limbs.Read(s, o + 20);
        d1 = Limbs.Read(s, o + 24);
        d0 = Limbs.Read(s, o + 28);
    }

    // Adds h 2^256 = h c, for -2^30 <= h < 2^32, and reduces. What falls below 0 or above 2^256 folds once more.
    private void Fold(long h)
    {
        while (h != 0)
        {
            long t = d0 + h * C0;
            d0 = (uint)t;
            t = (t >> 32) + d1 + h * C1;
            d1 = (uint)t;
            t = (t >> 32) + d2 + h * C2;
            d2 = (uint)t;
            t = (t >> 32) + d3 + h * C3;
            d3 = (uint)t;
            t = (t >> 32) + d4 + h;
            d4 = (uint)t;
            t = (t >> 32) + d5;
            d5 = (uint)t;
            t = (t >> 32) + d6;
            d6 = (uint)t;
            t = (t >> 32) + d7;
            d7 = (uint)t;
            h = t >> 32;
        }
        Normalise();
    }

    // A value below 2^256 is below 2 q: one subtraction of q, that is modulo 2^256 an addition of c.
    private void Normalise()
    {
        if (d7 != AllOnes || !IsModulusOrMore()) return;
        ulong t = (ulong)d0 + C0;
        d0 = (uint)t;
        t = (t >> 32) + d1 + C1;
        d1 = (uint)t;
        t = (t >> 32) + d2 + C2;
        d2 = (uint)t;
        t = (t >> 32) + d3 + C3;
        d3 = (uint)t;
        d4 = (uint)((t >> 32) + d4 + 1);
        d5 = d6 = d7 = 0;
    }

    private bool IsModulusOrMore()
    {
        if ((d7 & d6 & d5) != AllOnes) return false;
        if (d4 != Q4) return d4 > Q4;
        if (d3 != Q3) return d3 > Q3;
        if (d2 != Q2) return d2 > Q2;
        if (d1 != Q1) return d1 > Q1;
        return d0 >= Q0;
    }

    private bool IsBelow(Scalar other)
    {
        for (int i = 7; i > 0; i--)
            if (Limb(i) != other.Limb(i)) return Limb(i) < other.Limb(i);
        return d0 < other.d0;
    }
}
