using System;

namespace FairOta.Core;

/// <summary>Byte arrays: joining, comparing, big-endian integers and hexadecimal text.</summary>
public static partial class Bytes
{
    /// <summary>Joins two arrays into a new one.</summary>
    public static byte[] Concat(byte[] a, byte[] b)
    {
        byte[] joined = new byte[a.Length + b.Length];
        Array.Copy(a, 0, joined, 0, a.Length);
        Array.Copy(b, 0, joined, a.Length, b.Length);
        return joined;
    }

    /// <summary>Joins three arrays into a new one.</summary>
    public static byte[] Concat(byte[] a, byte[] b, byte[] c)
    {
        byte[] joined = new byte[a.Length + b.Length + c.Length];
        Array.Copy(a, 0, joined, 0, a.Length);
        Array.Copy(b, 0, joined, a.Length, b.Length);
        Array.Copy(c, 0, joined, a.Length + b.Length, c.Length);
        return joined;
    }

    /// <summary>Copies <paramref name="count"/> bytes from <paramref name="offset"/> into a new array.</summary>
    /// <exception cref="ArgumentException">The range lies outside the array.</exception>
    public static byte[] Slice(byte[] source, int offset, int count)
    {
        byte[] part = new byte[count];
        Array.Copy(source, offset, part, 0, count);
        return part;
    }

    /// <summary>Whether both arrays hold the same bytes. Null equals only null. Not constant time.</summary>
    public static bool Equal(byte[] a, byte[] b)
    {
        if (a == null || b == null)
            return a == b;
        return a.Length == b.Length && Equal(a, 0, b, 0, a.Length);
    }

    /// <summary>Whether <paramref name="count"/> bytes are the same in both arrays. Not constant time.</summary>
    public static bool Equal(byte[] a, int offsetA, byte[] b, int offsetB, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (a[offsetA + i] != b[offsetB + i])
                return false;
        }

        return true;
    }

    /// <summary>Whether every byte is zero.</summary>
    public static bool IsZero(byte[] source, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (source[offset + i] != 0)
                return false;
        }

        return true;
    }

    /// <summary>be32(i) of the protocol: 4 bytes, big-endian.</summary>
    public static byte[] Be32(uint value)
    {
        return new byte[] { (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value };
    }

    /// <summary>Reads 4 bytes, big-endian.</summary>
    public static uint ReadBe32(byte[] source, int offset)
    {
        return ((uint)source[offset] << 24) | ((uint)source[offset + 1] << 16)
            | ((uint)source[offset + 2] << 8) | source[offset + 3];
    }

    /// <summary>8 bytes, big-endian.</summary>
    public static byte[] Be64(ulong value)
    {
        byte[] bytes = new byte[8];
        for (int i = 7; i >= 0; i--)
        {
            bytes[i] = (byte)value;
            value >>= 8;
        }

        return bytes;
    }

    /// <summary>Reads 8 bytes, big-endian.</summary>
    public static ulong ReadBe64(byte[] source, int offset)
    {
        return ((ulong)ReadBe32(source, offset) << 32) | ReadBe32(source, offset + 4);
    }

    /// <summary>Lower-case hexadecimal without 0x, as the protocol writes it in URLs.</summary>
    public static string ToHex(byte[] source)
    {
        char[] text = new char[source.Length * 2];
        for (int i = 0; i < source.Length; i++)
        {
            text[2 * i] = HexDigit(source[i] >> 4);
            text[(2 * i) + 1] = HexDigit(source[i] & 15);
        }

        return new string(text);
    }

    private static char HexDigit(int value)
    {
        return (char)(value < 10 ? '0' + value : 'a' + value - 10);
    }
}
