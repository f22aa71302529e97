#if NET
using System;
using System.Numerics;

namespace FairOta.Core.Crypto;

// How multiplications take scalars apart.
internal partial struct Scalar64
{
    /// <summary>Positions of digits that a half of a scalar needs.</summary>
    public const int HalfPositions = 131;

    /// <summary>Whether the value is below 2^128.</summary>
    public readonly bool IsHalf => (n2 | n3) == 0;

    // lambda, A and B of the portable Endomorphism, and A 2^384 / q and B 2^384 / q, rounded down.
    private static readonly Scalar64 Lambda =
        Of(0xDF02967C1B23BD72, 0x122E22EA20816678, 0xA5261C028812645A, 0x5363AD4CC05C30E0);

    private static readonly Scalar64 A = Of(0xE86C90E49284EB15, 0x3086D221A7D46BCD, 0, 0);
    private static readonly Scalar64 B = Of(0x6F547FA90ABFE4C3, 0xE4437ED6010E8828, 0, 0);

    private static readonly Scalar64 QuotientA =
        Of(0xE893209A45DBB030, 0x3DAA8A1471E8CA7F, 0xE86C90E49284EB15, 0x3086D221A7D46BCD);

    private static readonly Scalar64 QuotientB =
        Of(0x1571B4AE8AC47F71, 0x221208AC9DF506C6, 0x6F547FA90ABFE4C4, 0xE4437ED6010E8828);

    /// <summary>
    /// Sets k1 and k2 with k1 + k2 lambda = k modulo q, each or its negative below 2^129 (see the portable
    /// Endomorphism, and Gallant, Lambert and Vanstone, CRYPTO 2001).
    /// </summary>
    public static void Split(in Scalar64 k, out Scalar64 k1, out Scalar64 k2)
    {
        // Babai's rounding of (k, 0): k1 = k - c1 A - c2 (A + B), k2 = c1 B - c2 A.
        Scalar64 part = default;
        k1 = k2 = default;
        k2.Multiply(Quotient(k, QuotientA), B);
        part.Multiply(Quotient(k, QuotientB), A);
        part.NegateIf(part, ulong.MaxValue);
        k2.Add(k2, part);
        part.Multiply(k2, Lambda);
        part.NegateIf(part, ulong.MaxValue);
        k1.Add(k, part);
    }

    /// <summary>
    /// Writes the non-adjacent form of this width (Solinas, "Efficient arithmetic on Koblitz curves", 2000) of a value
    /// below 2^129: odd digits below 2^(width - 1) or their negatives, the lowest first, each with its place, below
    /// <see cref="HalfPositions"/>. Gives how many there are, one in so many places as the width at most. For public
    /// values.
    /// </summary>
    public readonly int Digits(Span<(short Place, short Digit)> digits, int width)
    {
        int carry = 0, count = 0;
        for (int place = 0; place < HalfPositions;)
        {
            // Zeros, and ones that a carry goes over, make no digits.
            ulong bits = From(place) ^ (0UL - (ulong)carry);
            int skipped = BitOperations.TrailingZeroCount(bits);
            if (skipped > 0)
            {
                place += skipped;
                continue;
            }
            int window = Bits(place, width) + carry;
            carry = window >> (width - 1);
            digits[count++] = ((short)place, (short)(window - (carry << width)));
            place += width;
        }
        return count;
    }

    /// <summary>
    /// So many bits from a place on, at most 30; 0 above the highest. The time depends on the place alone.
    /// </summary>
    public readonly int Bits(int place, int count) => (int)From(place) & ((1 << count) - 1);

    // 64 bits from a place on; a shift by 64 would be none.
    private readonly ulong From(int place) =>
        Word(place >> 6) >> (place & 63) | Word((place >> 6) + 1) << 1 << (63 - (place & 63));

    private readonly ulong Word(int i) => i switch { 0 => n0, 1 => n1, 2 => n2, 3 => n3, _ => 0 };

    // k w / 2^384, rounded down.
    private static Scalar64 Quotient(in Scalar64 k, in Scalar64 w)
    {
        Span<ulong> product = stackalloc ulong[8];
        Product(product, k, w);
        return Of(product[6], product[7], 0, 0);
    }

    private static Scalar64 Of(ulong w0, ulong w1, ulong w2, ulong w3) =>
        new Scalar64 { n0 = w0, n1 = w1, n2 = w2, n3 = w3 };
}
#endif
