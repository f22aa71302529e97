using System;
using System.Collections.Generic;
using System.Numerics;
using System.Text;

namespace FairOta.Sdk.Chain;

/// <summary>Decodes one tuple by the contract ABI, member by member, with every offset and length checked.</summary>
/// <param name="frame">The tuple: offsets of its dynamic members count from its start.</param>
internal sealed class AbiReader(ReadOnlyMemory<byte> frame)
{
    /// <summary>The last second that is told apart, Unix time: 9999-12-31T23:59:59Z, the end of what dates of four
    /// digits can say.</summary>
    public const long LastTime = 253_402_300_799;

    private const int Slot = 32;
    private int _at;

    public Hash32 Bytes32()
    {
        if (frame.Length - _at < Slot) throw new AbiException("ABI data ends early.");
        var word = Hash32.FromBytes(frame.Span.Slice(_at, Slot));
        _at += Slot;
        return word;
    }

    public BigInteger UInt256() => new(Bytes32().ToBytes(), isUnsigned: true, isBigEndian: true);

    public uint UInt32()
    {
        BigInteger value = UInt256();
        return value <= uint.MaxValue ? (uint)value : throw new AbiException("An ABI number exceeds 32 bits.");
    }

    /// <summary>A time in Unix seconds; what is later reads as <see cref="LastTime"/>, so that whoever counts on from
    /// it comes to no overflow.</summary>
    public long Time()
    {
        BigInteger value = UInt256();
        return value <= LastTime ? (long)value : LastTime;
    }

    public bool Bool() => UInt32() switch
    {
        0 => false,
        1 => true,
        _ => throw new AbiException("An ABI bool is neither 0 nor 1."),
    };

    public Address Address()
    {
        Span<byte> word = stackalloc byte[Slot];
        Bytes32().CopyTo(word);
        if (word[..(Slot - Sdk.Address.Size)].ContainsAnyExcept((byte)0))
            throw new AbiException("An ABI address exceeds 20 bytes.");
        return Sdk.Address.FromBytes(word[(Slot - Sdk.Address.Size)..]);
    }

    /// <summary>A string. Anybody can put any bytes on chain, so what is no UTF-8 reads as replacement
    /// characters.</summary>
    public string Text() => Encoding.UTF8.GetString(Blob().Span);

    /// <summary>A byte string.</summary>
    public ReadOnlyMemory<byte> Blob()
    {
        AbiReader tail = Dynamic();
        int length = tail.Count();
        return tail.Rest(length)[..length];
    }

    /// <summary>A dynamic array of static elements.</summary>
    public IReadOnlyList<T> Array<T>(Func<AbiReader, T> read)
    {
        AbiReader tail = Dynamic();
        int count = tail.Count();
        tail.Rest(count); // an element takes at least a slot, so this bounds what a count can make us allocate
        var items = new T[count];
        for (int i = 0; i < count; i++) items[i] = read(tail);
        return items;
    }

    private AbiReader Dynamic()
    {
        int offset = Count();
        if (offset > frame.Length) throw new AbiException("An ABI offset points outside.");
        return new AbiReader(frame[offset..]);
    }

    private int Count()
    {
        BigInteger value = UInt256();
        return value <= int.MaxValue ? (int)value : throw new AbiException("An ABI length points outside.");
    }

    private ReadOnlyMemory<byte> Rest(int atLeast)
    {
        ReadOnlyMemory<byte> rest = frame[_at..];
        return rest.Length >= atLeast ? rest : throw new AbiException("An ABI length points outside.");
    }
}
