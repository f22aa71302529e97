namespace FairOta.Core;

/// <content>What only hosts need.</content>
public static partial class Bytes
{
    /// <summary>Reads hexadecimal of either case, without 0x.</summary>
    /// <exception cref="ProtocolException">An odd number of digits, or something that is no digit.</exception>
    public static byte[] FromHex(string text)
    {
        if ((text.Length & 1) != 0)
            throw new ProtocolException("Hexadecimal text has an odd number of digits.");
        byte[] bytes = new byte[text.Length / 2];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((HexValue(text[2 * i]) << 4) | HexValue(text[(2 * i) + 1]));
        return bytes;
    }

    private static int HexValue(char digit)
    {
        if (digit >= '0' && digit <= '9')
            return digit - '0';
        if (digit >= 'a' && digit <= 'f')
            return digit - 'a' + 10;
        if (digit >= 'A' && digit <= 'F')
            return digit - 'A' + 10;
        throw new ProtocolException("Hexadecimal text holds a character that is no digit.");
    }
}
