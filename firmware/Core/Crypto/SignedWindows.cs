using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// The width-4 non-adjacent form of a scalar (Solinas, "Efficient arithmetic on Koblitz curves", 2000): digits 1, 3, 5,
/// 7 and their negatives, one in five positions on average.
/// </summary>
internal static class SignedWindows
{
    /// <summary>Bits of a window.</summary>
    public const int Width = 4;

    // One digit in four positions at most, of 257.
    private const int MostDigits = 65;

    /// <summary>How many bits the scalar has.</summary>
    public static int Length(Scalar k)
    {
        int word = 7;
        while (word > 0 && k.Limb(word) == 0) word--;
        int length = 32 * word;
        for (uint high = k.Limb(word); high != 0; high >>= 1) length++;
        return length;
    }

    /// <summary>
    /// The nonzero digits of k, or their negatives, the lowest first, each as 16 times its place and the digit plus 8.
    /// The highest place is at most the scalar's length.
    /// </summary>
    public static short[] Of(Scalar k, bool isNegated)
    {
        uint[] words = new uint[9];
        for (int i = 0; i < 8; i++) words[i] = k.Limb(i);
        short[] found = new short[MostDigits];
        int count = 0;
        int carry = 0;
        int place = 0;
        int length = Length(k);
        while (place <= length)
        {
            int word = place >> 5, shift = place & 31;
            int window = (int)(words[word] >> shift);
            if ((window & 1) == carry)
            {
                place++;
                continue;
            }
            // The window may reach into the next word.
            if (shift > 32 - Width) window |= (int)(words[word + 1] << (32 - shift));
            window = (window & 15) + carry;
            carry = window >> (Width - 1);
            int digit = window - (carry << Width);
            found[count++] = (short)((place << 4) + 8 + (isNegated ? -digit : digit));
            place += Width;
        }
        short[] digits = new short[count];
        Array.Copy(found, digits, count);
        return digits;
    }
}
