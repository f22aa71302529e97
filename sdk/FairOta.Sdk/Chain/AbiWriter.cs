using System;
using System.Collections.Generic;
using System.Numerics;
using System.Text;

namespace FairOta.Sdk.Chain;

/// <summary>Encodes one tuple by the contract ABI: a head of 32-byte slots, then the tails of its dynamic
/// members.</summary>
/// <remarks>A slot holds a static value, or the offset of a tail from the start of this tuple. A tuple with a dynamic
/// member is itself dynamic, so what an element writes decides how an array of it is laid out.</remarks>
internal sealed class AbiWriter
{
    private const int Slot = 32;
    private static readonly UTF8Encoding Utf8 = new(false, true);
    private readonly List<byte[]> _slots = [];
    private readonly List<byte[]?> _tails = [];

    private bool IsDynamic => _tails.Exists(tail => tail is not null);

    /// <summary>An unsigned number of up to 256 bits.</summary>
    public AbiWriter UInt(BigInteger value)
    {
        byte[] slot = new byte[Slot];
        int size = value.GetByteCount(isUnsigned: true);
        if (size > Slot) throw new ArgumentOutOfRangeException(nameof(value));
        value.TryWriteBytes(slot.AsSpan(Slot - size), out _, isUnsigned: true, isBigEndian: true);
        return Static(slot);
    }

    public AbiWriter Address(Address value)
    {
        byte[] slot = new byte[Slot];
        value.CopyTo(slot.AsSpan(Slot - Sdk.Address.Size));
        return Static(slot);
    }

    public AbiWriter Bytes32(Hash32 value) => Static(value.ToBytes());

    public AbiWriter Text(string value)
    {
        byte[] text = Utf8.GetBytes(value);
        byte[] tail = new byte[Slot + (text.Length + Slot - 1) / Slot * Slot];
        WriteCount(tail, text.Length);
        text.CopyTo(tail, Slot);
        return Dynamic(tail);
    }

    /// <summary>A dynamic array whose elements are what <paramref name="write"/> writes: a tuple of several members, or
    /// one value.</summary>
    public AbiWriter Array<T>(IReadOnlyCollection<T> items, Action<AbiWriter, T> write)
    {
        var elements = new AbiWriter();
        foreach (T item in items)
        {
            var element = new AbiWriter();
            write(element, item);
            if (element.IsDynamic) elements.Dynamic(element._tails is [{ } value] ? value : element.ToArray());
            else element._slots.ForEach(slot => elements.Static(slot));
        }
        byte[] content = elements.ToArray();
        byte[] tail = new byte[Slot + content.Length];
        WriteCount(tail, items.Count);
        content.CopyTo(tail, Slot);
        return Dynamic(tail);
    }

    public byte[] ToArray(ReadOnlySpan<byte> prefix = default)
    {
        int head = Slot * _slots.Count;
        int size = head;
        foreach (byte[]? tail in _tails) size += tail?.Length ?? 0;

        byte[] result = new byte[prefix.Length + size];
        prefix.CopyTo(result);
        Span<byte> body = result.AsSpan(prefix.Length);
        int end = head;
        for (int i = 0; i < _slots.Count; i++)
        {
            _slots[i].CopyTo(body[(Slot * i)..]);
            if (_tails[i] is not { } tail) continue;
            WriteCount(body[(Slot * i)..], end);
            tail.CopyTo(body[end..]);
            end += tail.Length;
        }
        return result;
    }

    private AbiWriter Static(byte[] slot)
    {
        _slots.Add(slot);
        _tails.Add(null);
        return this;
    }

    private AbiWriter Dynamic(byte[] tail)
    {
        _slots.Add(new byte[Slot]);
        _tails.Add(tail);
        return this;
    }

    private static void WriteCount(Span<byte> slot, int count) =>
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(slot[(Slot - sizeof(int))..], count);
}
