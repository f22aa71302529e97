using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace FairOta.Sdk;

/// <summary>An Ethereum address: the last 20 bytes of the Keccak-256 of a public key. The default value is
/// zero.</summary>
/// <remarks>Orders as a big-endian number, which is also the order of the bytes.</remarks>
public readonly record struct Address : IComparable<Address>, IParsable<Address>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly UInt128 _high;
    private readonly uint _low;

    private Address(UInt128 high, uint low) => (_high, _low) = (high, low);

    /// <summary>Whether this is the zero address, which nobody holds.</summary>
    public bool IsZero => _high == 0 && _low == 0;

    /// <summary>From exactly 20 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Address FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"Expected 20 bytes, got {bytes.Length}.", nameof(bytes));
        return new Address(
            BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
    }

    /// <summary>From 40 hex digits of any case, with or without 0x.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out Address value) ? value : throw new FormatException("Expected a 20-byte address in hex.");

    /// <summary>As <see cref="Parse(string)"/>; false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Address value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool read = Hex.TryRead(text, bytes);
        value = read ? FromBytes(bytes) : default;
        return read;
    }

    /// <summary>From the form that URLs carry, 40 lower-case hex digits without 0x; false for anything else.</summary>
    public static bool TryParseWire([NotNullWhen(true)] string? text, out Address value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool read = Hex.TryReadWire(text, bytes);
        value = read ? FromBytes(bytes) : default;
        return read;
    }

    static Address IParsable<Address>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Address>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out Address result) => TryParse(s, out result);

    /// <summary>Writes the 20 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>A new array of the 20 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>40 lower-case hex digits without 0x, the form that URLs carry.</summary>
    public string ToWire() => Convert.ToHexStringLower(ToBytes());

    /// <summary>0x and 40 lower-case hex digits.</summary>
    public override string ToString() => "0x" + ToWire();

    /// <inheritdoc/>
    public int CompareTo(Address other)
    {
        int high = _high.CompareTo(other._high);
        return high != 0 ? high : _low.CompareTo(other._low);
    }
}
