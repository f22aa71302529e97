namespace FairOta.Core.Crypto;

/// <summary>Big-endian 32-bit words of byte strings.</summary>
internal static class Limbs
{
    public static uint Read(byte[] s, int o) =>
        ((uint)s[o] << 24) | ((uint)s[o + 1] << 16) | ((uint)s[o + 2] << 8) | s[o + 3];

    public static void Write(uint value, byte[] d, int o)
    {
        d[o] = (byte)(value >> 24);
        d[o + 1] = (byte)(value >> 16);
        d[o + 2] = (byte)(value >> 8);
        d[o + 3] = (byte)value;
    }
}
