using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FairOta.Sdk;

/// <summary>An Ethereum address: the last 20 bytes of the Keccak-256 of a public key. The default value is
/// zero.</summary>
/// <remarks>Orders as a big-endian number, which is also the order of the bytes. Packed into no more than its bytes,
/// because whole fleets are held.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct Address : IComparable<Address>, IParsable<Address>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    private Address(ulong high, ulong middle, uint low) => (_high, _middle, _low) = (high, middle, low);

    /// <summary>Whether this is the zero address, which nobody holds.</summary>
    public bool IsZero => this == default;

    /// <summary>From exactly 20 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Address FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"Expected 20 bytes, got {bytes.Length}.", nameof(bytes));
        return new Address(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
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
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
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
        if (high != 0) return high;
        int middle = _middle.CompareTo(other._middle);
        return middle != 0 ? middle : _low.CompareTo(other._low);
    }

    /// <inheritdoc/>
    /// <remarks>Seeded anew in every process: strangers choose addresses, and must not choose which collide.</remarks>
    public override int GetHashCode() => HashCode.Combine(_high, _middle, _low);
}
