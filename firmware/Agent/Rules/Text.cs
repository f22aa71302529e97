using FairOta.Core;

namespace FairOta.Agent;

/// <summary>ASCII text and bytes; device text is never anything else.</summary>
internal static class Text
{
    public static byte[] ToBytes(string ascii)
    {
        byte[] bytes = new byte[ascii.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)ascii[i];
        return bytes;
    }

    /// <summary>
    /// The 32-byte word of a hex quantity with 0x, of at most 64 digits, padded on the left; null otherwise.
    /// </summary>
    public static byte[] ToWord(string quantity)
    {
        if (quantity.Length < 3 || quantity.Length > 66 || quantity[0] != '0' || quantity[1] != 'x')
            return null;
        byte[] word = new byte[32];
        int nibble = 64 - (quantity.Length - 2);
        for (int i = 2; i < quantity.Length; i++, nibble++)
        {
            int digit = Digit(quantity[i]);
            if (digit < 0)
                return null;
            word[nibble >> 1] |= (byte)((nibble & 1) == 0 ? digit << 4 : digit);
        }

        return word;
    }

    /// <summary>The same as a number below 2^63, or -1.</summary>
    public static long ToNumber(string quantity)
    {
        byte[] word = ToWord(quantity);
        if (word == null || word[24] > 127)
            return -1;
        for (int i = 0; i < 24; i++)
        {
            if (word[i] != 0)
                return -1;
        }

        return (long)Bytes.ReadBe64(word, 24);
    }

    /// <summary>A number as a hex quantity without leading zeros, as JSON-RPC wants it.</summary>
    public static string ToQuantity(long value)
    {
        string digits = Bytes.ToHex(Bytes.Be64((ulong)value));
        int zeros = 0;
        while (zeros < digits.Length - 1 && digits[zeros] == '0')
            zeros++;
        return "0x" + digits.Substring(zeros);
    }

    private static int Digit(char c)
    {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
