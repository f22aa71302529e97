using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FairOta.Sdk;

/// <summary>Names a product: the UUIDv5 of vendor domain and product class, 16 bytes in RFC 9562's order.</summary>
/// <remarks>Public: anybody can publish under it, so whoever asks for a product's manifest also names its
/// signer.</remarks>
public readonly record struct ProductId : IParsable<ProductId>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 16;

    private const int MaxNameBytes = 255;

    /// <summary>Name space of domain names (RFC 9562 section 6.6).</summary>
    private static readonly ProductId DomainNames = Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    private readonly UInt128 _value;

    private ProductId(UInt128 value) => _value = value;

    /// <summary>From exactly 16 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static ProductId FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"Expected 16 bytes, got {bytes.Length}.", nameof(bytes));
        return new ProductId(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The product that a vendor's domain names by a class: UUIDv5(UUIDv5(DNS, domain), class), as RFC 9124's
    /// vendor and class identifiers are made.</summary>
    /// <param name="vendorDomain">A domain of the vendor's; upper and lower case are the same. 1 to 255 bytes.</param>
    /// <param name="productClass">The vendor's name for the product; case counts. 1 to 255 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">A name is empty or too long, or the domain is not ASCII.</exception>
    public static ProductId Of(string vendorDomain, string productClass)
    {
        if (!Ascii.IsValid(vendorDomain))
            throw new ArgumentException("A domain is written in ASCII (RFC 5891).", nameof(vendorDomain));
        ProductId vendor = Named(DomainNames, vendorDomain.ToLowerInvariant(), nameof(vendorDomain));
        return Named(vendor, productClass, nameof(productClass));
    }

    /// <summary>From 32 hex digits of any case, with or without 0x, or a UUID with hyphens.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static ProductId Parse(string text) => TryParse(text, out ProductId value)
        ? value
        : throw new FormatException("Expected a 16-byte product id in hex.");

    /// <summary>As <see cref="Parse(string)"/>; false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductId value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool read = Guid.TryParseExact(text, "D", out Guid guid)
            ? guid.TryWriteBytes(bytes, bigEndian: true, out _)
            : Hex.TryRead(text, bytes);
        value = read ? FromBytes(bytes) : default;
        return read;
    }

    /// <summary>From the form that URLs carry, 32 lower-case hex digits without 0x; false for anything else.</summary>
    public static bool TryParseWire([NotNullWhen(true)] string? text, out ProductId value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool read = Hex.TryReadWire(text, bytes);
        value = read ? FromBytes(bytes) : default;
        return read;
    }

    static ProductId IParsable<ProductId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ProductId>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out ProductId result) => TryParse(s, out result);

    /// <summary>A new array of the 16 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
        return bytes;
    }

    /// <summary>32 lower-case hex digits without 0x, the form that URLs carry.</summary>
    public string ToWire() => Convert.ToHexStringLower(ToBytes());

    /// <summary>The UUID with hyphens.</summary>
    public override string ToString() => new Guid(ToBytes(), bigEndian: true).ToString("D");

    /// <summary>UUIDv5 (RFC 9562 section 5.5): SHA-1 of name space and name, with version and variant set.</summary>
    private static ProductId Named(ProductId space, string name, string parameter)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        if (utf8.Length is 0 or > MaxNameBytes)
            throw new ArgumentException($"A name has 1 to {MaxNameBytes} bytes.", parameter);
        byte[] hash = SHA1.HashData([.. space.ToBytes(), .. utf8]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return FromBytes(hash.AsSpan(0, Size));
    }
}
