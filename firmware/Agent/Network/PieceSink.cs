using System;

namespace FairOta.Agent;

/// <summary>
/// Takes a piece of known length into a buffer, after passing over what comes before it: a server that does not know
/// Range answers with the whole resource.
/// </summary>
internal sealed class PieceSink : IBodySink
{
    private readonly byte[] _buffer;
    private readonly int _count;
    private long _skip;
    private int _length;

    public PieceSink(byte[] buffer, int count)
    {
        _buffer = buffer;
        _count = count;
    }

    /// <summary>True once exactly the piece is there.</summary>
    public bool IsFull => _length == _count;

    /// <summary>Bytes to pass over, set when the answer turns out to be the whole resource.</summary>
    public void Skip(long bytes) => _skip = bytes;

    public bool Take(byte[] data, int offset, int count)
    {
        if (_skip > 0)
        {
            int skipped = count < _skip ? count : (int)_skip;
            _skip -= skipped;
            offset += skipped;
            count -= skipped;
        }

        int room = _count - _length;
        int taken = count < room ? count : room;
        Array.Copy(data, offset, _buffer, _length, taken);
        _length += taken;
        return taken == count;
    }
}
