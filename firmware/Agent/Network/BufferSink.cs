using System;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary>Keeps a body of bounded length.</summary>
internal sealed class BufferSink : IBodySink
{
    private byte[] _buffer;
    private readonly int _most;
    private int _length;

    public BufferSink(int mostBytes)
    {
        _most = mostBytes;
        _buffer = new byte[mostBytes < 512 ? mostBytes : 512];
    }

    public bool Take(byte[] data, int offset, int count)
    {
        if (count > _most - _length)
            return false;
        if (_length + count > _buffer.Length)
            Grow(_length + count);
        Array.Copy(data, offset, _buffer, _length, count);
        _length += count;
        return true;
    }

    public byte[] ToBytes() => Bytes.Slice(_buffer, 0, _length);

    private void Grow(int needed)
    {
        int size = _buffer.Length * 2;
        if (size < needed)
            size = needed;
        byte[] grown = new byte[size < _most ? size : _most];
        Array.Copy(_buffer, 0, grown, 0, _length);
        _buffer = grown;
    }
}
