using System;
using System.Text;

namespace FairOta.Core;

/// <summary>
/// Writes deterministic CBOR (RFC 8949 section 4.2.1): shortest heads, definite lengths. The caller writes a map's keys
/// in ascending order; every map of the protocol has unsigned keys below 24, so their numeric order is the bytewise
/// order.
/// </summary>
public sealed partial class CborWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>Writes an unsigned integer.</summary>
    /// <param name="value">0 … 2⁶³-1.</param>
    public void WriteUInt(long value)
    {
        if (value < 0)
            throw new ArgumentException("An unsigned integer cannot be negative.");
        WriteHead(0, (ulong)value);
    }

    /// <summary>Writes a byte string.</summary>
    public void WriteBytes(byte[] value)
    {
        WriteBytes(value, 0, value.Length);
    }

    /// <summary>Writes a byte string from a part of an array.</summary>
    public void WriteBytes(byte[] value, int offset, int count)
    {
        WriteHead(2, (ulong)count);
        Append(value, offset, count);
    }

    /// <summary>Writes a text string as UTF-8.</summary>
    public void WriteText(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        WriteHead(3, (ulong)utf8.Length);
        Append(utf8, 0, utf8.Length);
    }

    /// <summary>Starts an array; its <paramref name="count"/> items follow.</summary>
    public void WriteArray(int count)
    {
        WriteHead(4, (ulong)count);
    }

    /// <summary>Starts a map; its <paramref name="count"/> pairs of key and value follow.</summary>
    public void WriteMap(int count)
    {
        WriteHead(5, (ulong)count);
    }

    /// <summary>What was written, as a new array.</summary>
    public byte[] ToArray()
    {
        return Bytes.Slice(_buffer, 0, _length);
    }

    private void WriteHead(int major, ulong value)
    {
        int top = major << 5;
        if (value < 24)
        {
            AppendByte((byte)(top | (int)value));
            return;
        }

        // RFC 8949 section 3: additional information 24, 25, 26, 27 announces 1, 2, 4, 8 bytes.
        int information = value <= 0xFF ? 24 : value <= 0xFFFF ? 25 : value <= 0xFFFFFFFF ? 26 : 27;
        AppendByte((byte)(top | information));
        for (int shift = (8 << (information - 24)) - 8; shift >= 0; shift -= 8)
            AppendByte((byte)(value >> shift));
    }

    private void AppendByte(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    private void Append(byte[] source, int offset, int count)
    {
        Reserve(count);
        Array.Copy(source, offset, _buffer, _length, count);
        _length += count;
    }

    private void Reserve(int count)
    {
        if (_length + count <= _buffer.Length)
            return;
        int size = _buffer.Length * 2;
        while (size < _length + count)
            size *= 2;
        byte[] larger = new byte[size];
        Array.Copy(_buffer, 0, larger, 0, _length);
        _buffer = larger;
    }
}
