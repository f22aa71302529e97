#if NET
using System;
using System.Buffers.Binary;

namespace FairOta.Core.Crypto;

/// <summary>
/// An integer modulo q = 2^256 - c, the order of the generator of secp256k1 (SEC 2, 2.4.1), for hosts.
/// </summary>
/// <remarks>
/// Mutable; the result of an operation goes into the value it is called on, which may also be an operand. Four words of
/// 64 bits, little-endian. Invariant: always fully reduced. Branches and addresses never depend on a value.
/// </remarks>
internal partial struct Scalar64
{
    // q = (2^64 - 1, Q2, Q1, Q0) and c = (1, C1, C0).
    internal const ulong Q0 = 0xBFD25E8CD0364141, Q1 = 0xBAAEDCE6AF48A03B, Q2 = 0xFFFFFFFFFFFFFFFE;
    private const ulong C0 = 0x402DA1732FC9BEBF, C1 = 0x4551231950B75FC4;

    private ulong n0, n1, n2, n3;

    /// <summary>The value of the portable type.</summary>
    public Scalar64(Scalar a)
    {
        n0 = a.Limb(0) | (ulong)a.Limb(1) << 32;
        n1 = a.Limb(2) | (ulong)a.Limb(3) << 32;
        n2 = a.Limb(4) | (ulong)a.Limb(5) << 32;
        n3 = a.Limb(6) | (ulong)a.Limb(7) << 32;
    }

    /// <summary>Whether the value is 0.</summary>
    public readonly bool IsZero => (n0 | n1 | n2 | n3) == 0;

    /// <summary>All ones where the value is above (q - 1) / 2, else 0.</summary>
    public readonly ulong HighMask
    {
        get
        {
            // Doubling passes 2^256, or reaches q, exactly then.
            Scalar64 twice = this;
            UInt128 t = (UInt128)n0 + n0;
            twice.n0 = (ulong)t;
            t = (t >> 64) + n1 + n1;
            twice.n1 = (ulong)t;
            t = (t >> 64) + n2 + n2;
            twice.n2 = (ulong)t;
            t = (t >> 64) + n3 + n3;
            twice.n3 = (ulong)t;
            return 0UL - ((ulong)(t >> 64) | twice.Excess());
        }
    }

    /// <summary>All ones where the value is odd, else 0.</summary>
    public readonly ulong OddMask => 0UL - (n0 & 1);

    /// <summary>Whether the value is below p - q: then another x, q above it, is the same modulo q.</summary>
    public readonly bool IsBelowGap =>
        n3 == 0 && (n2 == 0 || (n2 == 1 && (n1 < C1 || (n1 == C1 && n0 < C0 - 0x1000003D1))));

    /// <summary>Whether both values are equal.</summary>
    public readonly bool EqualTo(in Scalar64 other) =>
        ((n0 ^ other.n0) | (n1 ^ other.n1) | (n2 ^ other.n2) | (n3 ^ other.n3)) == 0;

    /// <summary>Reads 32 bytes, big-endian, modulo q. Whether they were below q.</summary>
    public bool Read(ReadOnlySpan<byte> s)
    {
        n0 = BinaryPrimitives.ReadUInt64BigEndian(s[24..]);
        n1 = BinaryPrimitives.ReadUInt64BigEndian(s[16..]);
        n2 = BinaryPrimitives.ReadUInt64BigEndian(s[8..]);
        n3 = BinaryPrimitives.ReadUInt64BigEndian(s);
        ulong excess = Excess();
        SubtractModulus(0UL - excess);
        return excess == 0;
    }

    /// <summary>Writes 32 bytes, big-endian.</summary>
    public readonly void Write(Span<byte> d)
    {
        BinaryPrimitives.WriteUInt64BigEndian(d, n3);
        BinaryPrimitives.WriteUInt64BigEndian(d[8..], n2);
        BinaryPrimitives.WriteUInt64BigEndian(d[16..], n1);
        BinaryPrimitives.WriteUInt64BigEndian(d[24..], n0);
    }

    /// <summary>Sets this to a + b.</summary>
    public void Add(in Scalar64 a, in Scalar64 b)
    {
        UInt128 t = (UInt128)a.n0 + b.n0;
        n0 = (ulong)t;
        t = (t >> 64) + a.n1 + b.n1;
        n1 = (ulong)t;
        t = (t >> 64) + a.n2 + b.n2;
        n2 = (ulong)t;
        t = (t >> 64) + a.n3 + b.n3;
        n3 = (ulong)t;
        // The sum is below 2 q: what it has above 2^256, or above q, goes once.
        SubtractModulus(0UL - ((ulong)(t >> 64) | Excess()));
    }

    /// <summary>Sets this to -a where the mask is all ones, to a where it is 0.</summary>
    public void NegateIf(in Scalar64 a, ulong mask)
    {
        // q - a, but 0 for 0.
        ulong any = a.n0 | a.n1 | a.n2 | a.n3;
        mask &= 0UL - ((any | (0UL - any)) >> 63);
        UInt128 t = (UInt128)Q0 - a.n0;
        ulong b0 = (ulong)t;
        t = Q1 - (UInt128)a.n1 - (ulong)(t >> 127);
        ulong b1 = (ulong)t;
        t = Q2 - (UInt128)a.n2 - (ulong)(t >> 127);
        ulong b2 = (ulong)t;
        ulong b3 = ulong.MaxValue - a.n3 - (ulong)(t >> 127);
        n0 = a.n0 ^ ((a.n0 ^ b0) & mask);
        n1 = a.n1 ^ ((a.n1 ^ b1) & mask);
        n2 = a.n2 ^ ((a.n2 ^ b2) & mask);
        n3 = a.n3 ^ ((a.n3 ^ b3) & mask);
    }

    /// <summary>Sets this to a b.</summary>
    public void Multiply(in Scalar64 a, in Scalar64 b)
    {
        Span<ulong> t = stackalloc ulong[8], r = stackalloc ulong[7];
        Product(t, a, b);
        // From 512 bits to 386, to 260, to a little over 256.
        Fold(r, t[..4], t[4..]);
        Fold(t[..7], r[..4], r[4..]);
        Fold(r, t[..4], t[4..5]);
        n0 = r[0];
        n1 = r[1];
        n2 = r[2];
        n3 = r[3];
        SubtractModulus(0UL - (r[4] | Excess()));
    }

    /// <summary>Sets this to 1 / a, 0 where a is 0.</summary>
    public void Invert(in Scalar64 a)
    {
        Span<ulong> words = [a.n0, a.n1, a.n2, a.n3];
        ModularInverse64.Order.Invert(words);
        n0 = words[0];
        n1 = words[1];
        n2 = words[2];
        n3 = words[3];
    }

    /// <summary>Takes a where the mask is all ones, and stays where it is 0.</summary>
    public void Select(in Scalar64 a, ulong mask)
    {
        n0 ^= (n0 ^ a.n0) & mask;
        n1 ^= (n1 ^ a.n1) & mask;
        n2 ^= (n2 ^ a.n2) & mask;
        n3 ^= (n3 ^ a.n3) & mask;
    }

    private static void Product(Span<ulong> t, in Scalar64 a, in Scalar64 b)
    {
        ReadOnlySpan<ulong> x = [a.n0, a.n1, a.n2, a.n3], y = [b.n0, b.n1, b.n2, b.n3];
        t.Clear();
        for (int i = 0; i < 4; i++)
        {
            UInt128 sum = 0;
            for (int j = 0; j < 4; j++)
            {
                sum = (sum >> 64) + Math.BigMul(x[i], y[j]) + t[i + j];
                t[i + j] = (ulong)sum;
            }
            t[i + 4] = (ulong)(sum >> 64);
        }
    }

    // d = low + high c, which is low + high 2^256 modulo q.
    private static void Fold(Span<ulong> d, ReadOnlySpan<ulong> low, ReadOnlySpan<ulong> high)
    {
        d.Clear();
        low.CopyTo(d);
        for (int i = 0; i < high.Length; i++)
        {
            UInt128 sum = Math.BigMul(high[i], C0) + d[i];
            d[i] = (ulong)sum;
            sum = (sum >> 64) + Math.BigMul(high[i], C1) + d[i + 1];
            d[i + 1] = (ulong)sum;
            sum = (sum >> 64) + high[i] + d[i + 2];
            d[i + 2] = (ulong)sum;
            for (int j = i + 3; j < d.Length; j++)
            {
                sum = (sum >> 64) + d[j];
                d[j] = (ulong)sum;
            }
        }
    }

    // 1 where the words are q or more, else 0: adding c passes 2^256.
    private readonly ulong Excess()
    {
        UInt128 t = (UInt128)n0 + C0;
        t = (t >> 64) + n1 + C1;
        t = (t >> 64) + n2 + 1;
        t = (t >> 64) + n3;
        return (ulong)(t >> 64);
    }

    // Subtracts q, that is adds c modulo 2^256, where the mask is all ones.
    private void SubtractModulus(ulong mask)
    {
        UInt128 t = (UInt128)n0 + (C0 & mask);
        n0 = (ulong)t;
        t = (t >> 64) + n1 + (C1 & mask);
        n1 = (ulong)t;
        t = (t >> 64) + n2 + (1 & mask);
        n2 = (ulong)t;
        n3 += (ulong)(t >> 64);
    }
}
#endif
