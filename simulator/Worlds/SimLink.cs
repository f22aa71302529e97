using System;
using System.Collections.Generic;
using System.Globalization;
using FairOta.Agent;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>A device's connection: a request at a time, over the simulated network.</summary>
internal sealed class SimLink(SimDevice device, Network network) : ILink
{
    private readonly byte[] _nothing = [];
    private Reply? _reply;
    private long _now;
    private int _read;
    private int _number;

    /// <summary>Requests that never leave, and that nobody answers; null for none.</summary>
    public Func<LinkRequest, bool>? KeepsBack { get; set; }

    public void Start(LinkRequest request)
    {
        (_reply, _read) = (null, 0);
        int number = ++_number;
        Moment moment = device.Moment;
        Weather weather = network.Weather;
        if (KeepsBack?.Invoke(request) == true)
        {
            Fail(moment, number, weather);
            return;
        }

        SimHost? host = network.Find(device.Group, request.Url);
        Errand errand = new(device, network)
        {
            BytesPerSecond = device.BytesPerSecond,
        };
        if (!errand.Send(moment, host, RequestOf(request), request, (back, reply) => Arrive(back, number, reply)))
            Fail(moment, number, weather);
    }

    public LinkResponse? Poll() => _reply is { } reply
        ? new LinkResponse(reply.Status)
        {
            DateUnixSeconds = reply.Status == 0 ? 0 : _now + reply.DateSkewSeconds,
            RetryAfterSeconds = reply.RetryAfterSeconds,
            ContentLength = reply.AnnouncedBytes ?? reply.Body.Length,
        }
        : null;

    public int Read(byte[] buffer, int offset, int count)
    {
        Reply reply = _reply ?? throw new InvalidOperationException("No answer is open.");
        if (_read == reply.Body.Length) return reply.IsBroken ? LinkRead.Broken : LinkRead.End;
        int read = Math.Min(count, reply.Body.Length - _read);
        Array.Copy(reply.Body, _read, buffer, offset, read);
        _read += read;
        return read;
    }

    public void Close()
    {
        _reply = null;
        _number++; // what is still under way comes for nobody
    }

    private void Fail(Moment moment, int number, Weather weather) =>
        moment.After(2 * weather.LatencyMs, at => Arrive(at, number, Reply.Nobody));

    private void Arrive(Moment moment, int number, Reply reply)
    {
        if (number != _number) return;
        (_reply, _now) = (reply, moment.Now);
        device.Run(moment);
    }

    private ServiceRequest RequestOf(LinkRequest request)
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
            Body = request.Body ?? _nothing,
            Range = request.RangeFirst < 0
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"bytes={request.RangeFirst}-{request.RangeLast}"),
        };
    }
}
