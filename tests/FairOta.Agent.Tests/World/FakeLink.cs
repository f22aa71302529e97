using System;

namespace FairOta.Agent.Tests;

/// <summary>The link into a world: answers come after a while of its clock.</summary>
internal sealed class FakeLink(World world) : ILink
{
    private const long LatencyMs = 20;

    private FakeAnswer? _answer;
    private LinkResponse? _response;
    private long _readyAtMs;
    private int _position;

    /// <summary>Uptime-independent time at which there is something new, or long.MaxValue.</summary>
    public long ReadyAtMs { get; private set; } = long.MaxValue;

    private long NowMs => world.Clock.UptimeMs;

    public void Start(LinkRequest request)
    {
        if (_answer != null)
            throw new InvalidOperationException("A request is open already.");
        _answer = world.Handle(request);
        _response = null;
        _position = 0;
        _readyAtMs = _answer.IsSilent ? long.MaxValue : NowMs + LatencyMs;
        ReadyAtMs = _readyAtMs;
    }

    public LinkResponse? Poll()
    {
        if (_response != null || NowMs < _readyAtMs)
            return _response;
        return _response = new LinkResponse(_answer!.Status)
        {
            DateUnixSeconds = _answer.Status == 0 ? 0 : _answer.Date ?? world.Now,
            RetryAfterSeconds = _answer.RetryAfterSeconds,
            ContentLength = _answer.HasLength ? _answer.Body.Length : -1,
        };
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        byte[] body = _answer!.Body;
        if (_answer.BreaksAfter >= 0 && _position >= _answer.BreaksAfter)
            return LinkRead.Broken;
        if (_position == body.Length)
            return LinkRead.End;
        int available = Math.Min(body.Length - _position, count);
        if (_answer.BreaksAfter >= 0)
            available = Math.Min(available, _answer.BreaksAfter - _position);
        if (_answer.BytesPerSecond > 0)
        {
            long come = (NowMs - _readyAtMs) * _answer.BytesPerSecond / 1000;
            available = (int)Math.Min(available, come - _position);
            if (available <= 0)
            {
                ReadyAtMs = NowMs + 1000;
                return LinkRead.Pending;
            }
        }

        Array.Copy(body, _position, buffer, offset, available);
        _position += available;
        return available;
    }

    public void Close() => _answer = null;
}
