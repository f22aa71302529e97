using System.Text;

namespace FairOta.Core;

/// <summary>
/// Reads deterministic CBOR (RFC 8949 section 4.2.1) from bytes in memory and refuses anything else: heads longer than
/// need be, indefinite lengths, floats and simple values, text that is no UTF-8, integers from 2⁶³ up. Every length is
/// checked against what is left before anything is allocated.
/// </summary>
public sealed partial class CborReader
{
    private readonly byte[] _source;
    private readonly int _end;
    private int _position;

    /// <summary>Reads the whole array.</summary>
    public CborReader(byte[] source)
        : this(source, 0, source.Length)
    {
    }

    /// <summary>Reads <paramref name="count"/> bytes from <paramref name="offset"/>.</summary>
    public CborReader(byte[] source, int offset, int count)
    {
        _source = source;
        _position = offset;
        _end = offset + count;
    }

    /// <summary>Reads an unsigned integer below 2⁶³.</summary>
    /// <exception cref="ProtocolException">Something else stands here.</exception>
    public long ReadUInt()
    {
        return ReadHead(0, "an unsigned integer");
    }

    /// <summary>Reads an unsigned integer of at most <paramref name="max"/>.</summary>
    /// <exception cref="ProtocolException">Something else stands here, or it is larger.</exception>
    public long ReadUInt(long max, string what)
    {
        long value = ReadUInt();
        if (value > max)
            throw new ProtocolException(what + " is larger than allowed.");
        return value;
    }

    /// <summary>Reads a byte string of exactly <paramref name="length"/> bytes.</summary>
    /// <exception cref="ProtocolException">Something else stands here, or another length.</exception>
    public byte[] ReadBytes(int length)
    {
        return ReadBytes(length, length);
    }

    /// <summary>Reads a byte string of <paramref name="min"/> to <paramref name="max"/> bytes.</summary>
    /// <exception cref="ProtocolException">Something else stands here, or another length.</exception>
    public byte[] ReadBytes(int min, int max)
    {
        int length = ReadLength(2, "a byte string", min, max);
        byte[] value = Bytes.Slice(_source, _position, length);
        _position += length;
        return value;
    }

    /// <summary>Reads a text string of at most <paramref name="maxBytes"/> bytes of UTF-8.</summary>
    /// <exception cref="ProtocolException">Something else stands here, it is longer, or no valid UTF-8.</exception>
    public string ReadText(int maxBytes)
    {
        int length = ReadLength(3, "a text string", 0, maxBytes);
        byte[] utf8 = Bytes.Slice(_source, _position, length);
        _position += length;
        if (!Utf8.IsValid(utf8))
            throw new ProtocolException("CBOR text is not valid UTF-8.");
        return Encoding.UTF8.GetString(utf8, 0, utf8.Length);
    }

    /// <summary>Reads the head of an array with <paramref name="min"/> to <paramref name="max"/> items.</summary>
    /// <returns>The number of items that follow.</returns>
    /// <exception cref="ProtocolException">Something else stands here, or another count.</exception>
    public int ReadArray(int min, int max)
    {
        long count = ReadHead(4, "an array");
        if (count < min || count > max)
            throw new ProtocolException("A CBOR array has a wrong number of items.");
        return (int)count;
    }

    /// <summary>Reads the head of an array of exactly <paramref name="count"/> items.</summary>
    /// <exception cref="ProtocolException">Something else stands here, or another count.</exception>
    public void ReadArray(int count)
    {
        ReadArray(count, count);
    }

    /// <summary>Reads the head of a map with at most <paramref name="max"/> pairs.</summary>
    /// <returns>The number of pairs that follow.</returns>
    /// <exception cref="ProtocolException">Something else stands here, or more pairs.</exception>
    public int ReadMap(int max)
    {
        long count = ReadHead(5, "a map");
        if (count > max)
            throw new ProtocolException("A CBOR map has too many entries.");
        return (int)count;
    }

    /// <summary>Reads a tag and demands that it is <paramref name="tag"/>.</summary>
    /// <exception cref="ProtocolException">Something else stands here.</exception>
    public void ReadTag(int tag)
    {
        if (ReadHead(6, "a tag") != tag)
            throw new ProtocolException("A CBOR tag is not the expected one.");
    }

    /// <summary>Demands that everything was read.</summary>
    /// <exception cref="ProtocolException">Bytes are left.</exception>
    public void ReadEnd()
    {
        if (_position != _end)
            throw new ProtocolException("Bytes follow the end of the CBOR item.");
    }

    private int ReadLength(int major, string what, int min, int max)
    {
        long length = ReadHead(major, what);
        if (length < min || length > max)
            throw new ProtocolException("CBOR: " + what + " has a wrong length.");
        if (length > _end - _position)
            throw new ProtocolException("CBOR ends in the middle of " + what + ".");
        return (int)length;
    }

    private long ReadHead(int major, string what)
    {
        int first = ReadByte();
        if (first >> 5 != major)
            throw new ProtocolException("CBOR: expected " + what + ".");
        int information = first & 31;
        if (information < 24)
            return information;
        if (information > 27)
            throw new ProtocolException("CBOR of indefinite length or a reserved form is not deterministic.");

        int size = 1 << (information - 24);
        ulong value = 0;
        for (int i = 0; i < size; i++)
            value = (value << 8) | (uint)ReadByte();

        // What the next shorter head could have said must not be said with this one.
        ulong shortest = size == 1 ? 24 : 1UL << (size * 4);
        if (value < shortest)
            throw new ProtocolException("A CBOR head is longer than need be, so it is not deterministic.");
        if (value > long.MaxValue)
            throw new ProtocolException("A CBOR integer is 2^63 or more.");
        return (long)value;
    }

    private int ReadByte()
    {
        if (_position >= _end)
            throw new ProtocolException("CBOR ends too early.");
        return _source[_position++];
    }
}
