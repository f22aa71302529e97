using System;
using System.Threading;
using FairOta.Agent;

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// The link of a device whose HTTP calls wait: a worker makes them on a thread of its own, the agent only looks what
/// came. A request that the agent closes is left by the worker when its call returns; the next one begins then, so
/// there is never more than one connection.
/// </summary>
/// <remarks>
/// <see cref="ILink"/> is for the agent's thread, <see cref="Work"/> for the worker's. What both see is changed under
/// the lock; the buffer is the worker's while it is empty and the agent's while it is not.
/// </remarks>
public sealed class NanoLink : ILink
{
    /// <summary>Bytes taken from the body at a time. The library reads through a copy below 256.</summary>
    public const int BufferBytes = 1024;

    /// <summary>Reads without a byte, one after another, that end a body: five seconds of them.</summary>
    public const int EmptyReads = 250;

    /// <summary>Milliseconds between two of them.</summary>
    public const int EmptyReadMs = 20;

    private const int IdleMs = 1000;

    private readonly object _gate = new object();
    private readonly AutoResetEvent _work = new AutoResetEvent(false);
    private readonly AutoResetEvent _moved = new AutoResetEvent(false);
    private readonly IHttpPort _port;
    private readonly byte[] _buffer = new byte[BufferBytes];

    // Shared. A request has a number, so that what belongs to one that was left is told from what is wanted.
    private int _number;
    private LinkRequest _request;
    private LinkResponse _response;
    private int _offset;
    private int _length;
    private int _end;

    // The worker's own.
    private int _working;
    private long _received;
    private int _empty;

    /// <summary>A link over that port.</summary>
    public NanoLink(IHttpPort port)
    {
        _port = port;
    }

    /// <inheritdoc />
    public void Start(LinkRequest request)
    {
        lock (_gate)
        {
            _number++;
            _request = request;
            _response = null;
            _offset = 0;
            _length = 0;
            _end = 0;
        }

        _work.Set();
    }

    /// <inheritdoc />
    public LinkResponse Poll()
    {
        lock (_gate)
        {
            return _response;
        }
    }

    /// <inheritdoc />
    public int Read(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            if (_request == null)
                return LinkRead.Broken;
            int left = _length - _offset;
            if (left == 0)
                return _end;
            if (count > left)
                count = left;
            Array.Copy(_buffer, _offset, buffer, offset, count);
            _offset += count;
        }

        _work.Set();
        return count;
    }

    /// <inheritdoc />
    public void Close()
    {
        lock (_gate)
        {
            _request = null;
            _response = null;
        }

        _work.Set();
    }

    /// <summary>Waits until <see cref="Poll"/> or <see cref="Read"/> may have something new, or so long.</summary>
    public void WaitForMove(int ms) => _moved.WaitOne(ms, false);

    /// <summary>Waits until <see cref="Work"/> may have something to do.</summary>
    public void WaitForWork() => _work.WaitOne(_empty > 0 ? EmptyReadMs : IdleMs, false);

    /// <summary>Makes one call of the port, whatever is due; false where nothing came of it.</summary>
    public bool Work()
    {
        LinkRequest request;
        LinkResponse response;
        int number;
        lock (_gate)
        {
            number = _number;
            request = _request;
            response = _response;
            if (request != null && number == _working && (_end != 0 || _offset != _length))
                return false;
        }

        if (_working != 0 && (request == null || number != _working))
        {
            _working = 0;
            _empty = 0;
            _port.Close();
            return true;
        }

        if (request == null)
            return false;
        bool moved;
        if (_working == 0)
        {
            _working = number;
            _received = 0;
            Answer(_port.Send(request));
            moved = true;
        }
        else
        {
            moved = Receive(response);
        }

        if (moved)
            _moved.Set();
        return moved;
    }

    private void Answer(LinkResponse response)
    {
        lock (_gate)
        {
            if (_number != _working || _request == null)
                return;
            _response = response;
            if (response.Status == 0)
                _end = LinkRead.Broken;
            else if (response.ContentLength == 0)
                _end = LinkRead.End;
        }
    }

    private bool Receive(LinkResponse response)
    {
        int count = _port.Read(_buffer, 0, BufferBytes);
        if (count > 0)
        {
            _empty = 0;
            _received += count;
        }
        else if (count == 0 && ++_empty < EmptyReads)
        {
            return false;
        }

        lock (_gate)
        {
            if (_number != _working || _request == null)
                return true;
            if (count > 0)
            {
                _offset = 0;
                _length = count;
            }

            // A body of unknown length ends with silence. One whose length is known ends there or is cut short.
            if (response.ContentLength >= 0 && _received >= response.ContentLength)
                _end = LinkRead.End;
            else if (count <= 0)
                _end = count == 0 && response.ContentLength < 0 ? LinkRead.End : LinkRead.Broken;
        }

        return true;
    }
}
