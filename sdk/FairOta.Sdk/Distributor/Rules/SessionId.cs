using System;
using System.Diagnostics.CodeAnalysis;

namespace FairOta.Sdk.Distributor;

/// <summary>Names one session: the EIP-712 digest of its OpenSession.</summary>
/// <param name="Value">The 32 bytes.</param>
internal readonly record struct SessionId(Hash32 Value)
{
    /// <summary>From exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static SessionId FromBytes(ReadOnlySpan<byte> bytes) => new(Hash32.FromBytes(bytes));

    /// <summary>From the form that URLs carry, 64 lower-case hex digits without 0x; false for anything else.</summary>
    public static bool TryParseWire([NotNullWhen(true)] string? text, out SessionId value)
    {
        bool read = Hash32.TryParseWire(text, out Hash32 hash);
        value = new SessionId(hash);
        return read;
    }

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToBytes() => Value.ToBytes();

    /// <summary>64 lower-case hex digits without 0x, the form that URLs carry.</summary>
    public string ToWire() => Value.ToWire();

    /// <summary>0x and 64 lower-case hex digits.</summary>
    public override string ToString() => Value.ToString();
}
