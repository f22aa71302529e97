namespace FairOta.Core.Crypto;

/// <summary>
/// The width-4 non-adjacent form of a scalar (Solinas, "Efficient arithmetic on Koblitz curves", 2000): digits 1, 3, 5,
/// 7 and their negatives, one in five positions on average.
/// </summary>
internal static class SignedWindows
{
    /// <summary>Bits of a window.</summary>
    public const int Width = 4;

    /// <summary>How many digits the scalar has, zeros included.</summary>
    public static int Count(Scalar k)
    {
        int word = 7;
        while (word > 0 && k.Limb(word) == 0) word--;
        int count = 32 * word + 1;
        for (uint high = k.Limb(word); high != 0; high >>= 1) count++;
        return count;
    }

    /// <summary>The digits, or their negatives, two in a byte, the lowest in the low half of the first.</summary>
    public static byte[] Of(Scalar k, bool isNegated)
    {
        uint[] words = new uint[9];
        for (int i = 0; i < 8; i++) words[i] = k.Limb(i);
        int count = Count(k);
        byte[] digits = new byte[(count + 1) / 2];
        int carry = 0;
        int bit = 0;
        while (bit < count)
        {
            int word = bit >> 5, shift = bit & 31;
            int window = (int)(words[word] >> shift);
            if ((window & 1) == carry)
            {
                bit++;
                continue;
            }
            // The window may reach into the next word.
            if (shift > 32 - Width) window |= (int)(words[word + 1] << (32 - shift));
            window = (window & 15) + carry;
            carry = window >> (Width - 1);
            if (isNegated) window = -window;
            digits[bit >> 1] |= (byte)((window & 15) << (4 * (bit & 1)));
            bit += Width;
        }
        return digits;
    }

    /// <summary>The digit at a place.</summary>
    public static int At(byte[] digits, int place) => (((digits[place >> 1] >> (4 * (place & 1))) & 15) ^ 8) - 8;
}
