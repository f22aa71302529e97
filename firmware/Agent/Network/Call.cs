namespace FairOta.Agent;

/// <summary>One request and its answer, driven a step at a time under a deadline and a length limit.</summary>
internal sealed class Call
{
    private readonly ILink _link;
    private readonly IClock _clock;
    private readonly AgentLimits _limits;
    private readonly byte[] _buffer;
    private IBodySink _sink;
    private LinkResponse _response;
    private LinkRequest _request;
    private long _deadlineMs;
    private long _most;
    private long _received;

    public Call(ILink link, IClock clock, AgentLimits limits)
    {
        _link = link;
        _clock = clock;
        _limits = limits;
        _buffer = new byte[limits.ReadBytes];
    }

    /// <summary>True between <see cref="Begin"/> and the step that ends it.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>HTTP status, or 0 where nobody answered.</summary>
    public int Status { get; private set; }

    /// <summary>True where the body came to its end, within its limit.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>True where the sink said it had enough.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>True where the body was, or was going to be, longer than its limit.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>True where the answer announced its length, so that it was not merely cut short if whole.</summary>
    public bool IsMeasured => _response != null && _response.ContentLength >= 0;

    /// <summary>Seconds the answer asked to wait, 0 for none.</summary>
    public int RetryAfterSeconds => _response == null ? 0 : _response.RetryAfterSeconds;

    /// <summary>The answer's Date in Unix seconds, 0 for none.</summary>
    public long DateUnixSeconds => _response == null ? 0 : _response.DateUnixSeconds;

    /// <summary>True for a whole 200 answer.</summary>
    public bool IsOk => Status == 200 && IsWhole;

    /// <summary>
    /// Starts; the body of a 200 or 206 goes to the sink, up to a number of bytes, any other is not read.
    /// </summary>
    public void Begin(LinkRequest request, IBodySink sink, long mostBytes)
    {
        _request = request;
        _sink = sink;
        _most = mostBytes;
        _received = 0;
        _response = null;
        Status = 0;
        IsWhole = false;
        IsStopped = false;
        IsTooLong = false;
        IsOpen = true;
        _deadlineMs = _clock.UptimeMs + _limits.RequestMs;
        _link.Start(request);
    }

    /// <summary>Goes on; false while the link has nothing new, and then <see cref="IsOpen"/> stays.</summary>
    public bool Step()
    {
        bool moved = _response == null ? ReadHead() : ReadBody();
        if (!moved && IsOpen && _clock.UptimeMs >= _deadlineMs)
        {
            // An answer that dribbles is no answer.
            Status = 0;
            End();
            return true;
        }

        return moved;
    }

    /// <summary>Uptime at which the call is given up.</summary>
    public long DeadlineMs => _deadlineMs;

    private bool ReadHead()
    {
        LinkResponse response = _link.Poll();
        if (response == null)
            return false;
        _response = response;
        Status = response.Status;
        bool hasBody = (Status == 200 || Status == 206) && _sink != null;
        bool isUnranged = Status == 200 && _request.RangeFirst >= 0;
        IsTooLong = hasBody && !isUnranged && response.ContentLength > _most;
        if (!hasBody || IsTooLong)
            End();
        else if (isUnranged)
            PassOver();
        return true;
    }

    /// <summary>
    /// The server does not know Range and sends everything: what comes before the piece is passed over.
    /// </summary>
    private void PassOver()
    {
        PieceSink piece = _sink as PieceSink;
        if (piece != null)
            piece.Skip(_request.RangeFirst);
        _most += _request.RangeFirst + _buffer.Length;
    }

    private bool ReadBody()
    {
        int count = _link.Read(_buffer, 0, _buffer.Length);
        if (count == LinkRead.Pending)
            return false;
        if (count < 0)
        {
            IsWhole = count == LinkRead.End && (_response.ContentLength < 0 || _response.ContentLength == _received);
            End();
            return true;
        }

        _received += count;
        if (_received > _most)
        {
            IsTooLong = true;
            End();
            return true;
        }

        if (!_sink.Take(_buffer, 0, count))
        {
            IsStopped = true;
            End();
        }

        // Bytes that keep coming do not extend the deadline.
        if (IsOpen && _clock.UptimeMs >= _deadlineMs)
        {
            Status = 0;
            End();
        }

        return true;
    }

    private void End()
    {
        IsOpen = false;
        _link.Close();
    }
}
