using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace FairOta.Sdk;

/// <summary>32 bytes: a hash, a Merkle node, a scalar that is public. The default value is all zeros.</summary>
/// <remarks>Held as two big-endian halves, so that copying, comparing and hashing cost no allocation. Orders as a
/// big-endian number, which is also the order of the bytes.</remarks>
public readonly record struct Hash32 : IComparable<Hash32>, IParsable<Hash32>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private Hash32(UInt128 high, UInt128 low) => (_high, _low) = (high, low);

    /// <summary>Whether every byte is zero.</summary>
    public bool IsZero => _high == 0 && _low == 0;

    /// <summary>From exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Hash32 FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"Expected 32 bytes, got {bytes.Length}.", nameof(bytes));
        return new Hash32(
            BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));
    }

    /// <summary>From 64 hex digits of any case, with or without 0x.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Hash32 Parse(string text) =>
        TryParse(text, out Hash32 value) ? value : throw new FormatException("Expected 32 bytes in hex.");

    /// <summary>As <see cref="Parse(string)"/>; false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Hash32 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool read = Hex.TryRead(text, bytes);
        value = read ? FromBytes(bytes) : default;
        return read;
    }

    /// <summary>From the form that URLs carry, 64 lower-case hex digits without 0x; false for anything else.</summary>
    public static bool TryParseWire([NotNullWhen(true)] string? text, out Hash32 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool read = Hex.TryReadWire(text, bytes);
        value = read ? FromBytes(bytes) : default;
        return read;
    }

    static Hash32 IParsable<Hash32>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Hash32>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out Hash32 result) => TryParse(s, out result);

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hex digits without 0x, the form that URLs carry.</summary>
    public string ToWire() => Convert.ToHexStringLower(ToBytes());

    /// <summary>0x and 64 lower-case hex digits.</summary>
    public override string ToString() => "0x" + ToWire();

    /// <inheritdoc/>
    public int CompareTo(Hash32 other)
    {
        int high = _high.CompareTo(other._high);
        return high != 0 ? high : _low.CompareTo(other._low);
    }
}
