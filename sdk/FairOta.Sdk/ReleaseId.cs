using System;
using System.Diagnostics.CodeAnalysis;
using FairOta.Core.Crypto;

namespace FairOta.Sdk;

/// <summary>Names one release: keccak256(abi.encode(vendor account, manifestHash)).</summary>
/// <param name="Value">The 32 bytes.</param>
public readonly record struct ReleaseId(Hash32 Value) : IComparable<ReleaseId>, IParsable<ReleaseId>
{
    /// <summary>The id of the release that a vendor account makes of a manifest.</summary>
    /// <param name="vendor">The account that funds it.</param>
    /// <param name="manifestHash">keccak256 of the manifest's payload.</param>
    public static ReleaseId Of(Address vendor, Hash32 manifestHash)
    {
        byte[] encoded = new byte[2 * Hash32.Size];
        vendor.CopyTo(encoded.AsSpan(Hash32.Size - Address.Size));
        manifestHash.CopyTo(encoded.AsSpan(Hash32.Size));
        return FromBytes(Keccak256.Hash(encoded));
    }

    /// <summary>From exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static ReleaseId FromBytes(ReadOnlySpan<byte> bytes) => new(Hash32.FromBytes(bytes));

    /// <summary>From 64 hex digits of any case, with or without 0x.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static ReleaseId Parse(string text) => new(Hash32.Parse(text));

    /// <summary>As <see cref="Parse(string)"/>; false where that throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ReleaseId value)
    {
        bool read = Hash32.TryParse(text, out Hash32 hash);
        value = new ReleaseId(hash);
        return read;
    }

    /// <summary>From the form that URLs carry, 64 lower-case hex digits without 0x; false for anything else.</summary>
    public static bool TryParseWire([NotNullWhen(true)] string? text, out ReleaseId value)
    {
        bool read = Hash32.TryParseWire(text, out Hash32 hash);
        value = new ReleaseId(hash);
        return read;
    }

    static ReleaseId IParsable<ReleaseId>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ReleaseId>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, out ReleaseId result) => TryParse(s, out result);

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToBytes() => Value.ToBytes();

    /// <summary>64 lower-case hex digits without 0x, the form that URLs carry.</summary>
    public string ToWire() => Value.ToWire();

    /// <summary>0x and 64 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString();

    /// <inheritdoc/>
    public int CompareTo(ReleaseId other) => Value.CompareTo(other.Value);
}
