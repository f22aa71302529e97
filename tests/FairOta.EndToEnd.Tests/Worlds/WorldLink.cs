using System;
using System.Collections.Generic;
using System.Globalization;
using FairOta.Agent;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A device's network: every request reaches its host at once, and the answer comes when it is due.</summary>
internal sealed class WorldLink(World world) : ILink
{
    private Reply? _reply;
    private long _dueMs;
    private int _read;

    /// <summary>Requests that lead nowhere while this holds.</summary>
    public bool IsDown { get; set; }

    /// <summary>When the pending answer is due, world time in milliseconds; null where none is.</summary>
    public long? DueMs => _reply is { IsSilent: false } && _dueMs > world.NowMs ? _dueMs : null;

    public void Start(LinkRequest request)
    {
        _reply = IsDown ? Reply.Nobody : world.Send(request.Url, ServiceRequestOf(request));
        _dueMs = world.NowMs + _reply.DelayMs;
        _read = 0;
    }

    public LinkResponse? Poll()
    {
        if (_reply is not { IsSilent: false } reply || world.NowMs < _dueMs) return null;
        return new LinkResponse(reply.Status)
        {
            DateUnixSeconds = reply.Status == 0 ? 0 : world.Now + reply.DateSkewSeconds,
            RetryAfterSeconds = reply.RetryAfterSeconds,
            ContentLength = reply.AnnouncedBytes ?? reply.Body.Length,
        };
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        Reply reply = _reply ?? throw new InvalidOperationException("No request is open.");
        if (_read == reply.Body.Length) return reply.IsBroken ? LinkRead.Broken : LinkRead.End;
        int read = Math.Min(count, reply.Body.Length - _read);
        Array.Copy(reply.Body, _read, buffer, offset, read);
        _read += read;
        return read;
    }

    public void Close() => _reply = null;

    private static ServiceRequest ServiceRequestOf(LinkRequest request)
    {
        Uri url = new(request.Url);
        Dictionary<string, string> query = [];
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            query.Add(pair[..equals], pair[(equals + 1)..]);
        }

        return new ServiceRequest(request.Method, url.AbsolutePath)
        {
            Query = query,
            ContentType = request.ContentType,
            Body = request.Body ?? [],
            Range = request.RangeFirst < 0
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"bytes={request.RangeFirst}-{request.RangeLast}"),
        };
    }
}
