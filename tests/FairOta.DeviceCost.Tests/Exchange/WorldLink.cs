using System;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// The device's link: every answer is there at once, and only its reading is counted. What answers takes url and body
/// (null for GET) and gives status, Retry-After in seconds and body.
/// </summary>
internal sealed class WorldLink(Func<string, byte[]?, (int Status, int RetryAfter, byte[] Body)> answer) : Agent.ILink
{
    private LinkBody? _open;

    /// <summary>Told of every request that was sent, by its URL.</summary>
    public Action<string>? Sent { get; set; }

    public void Start(Agent.LinkRequest request)
    {
        Tally? charged = Meter.Charged;
        Meter.Charged = null;
        if (request.RangeFirst >= 0)
            throw new InvalidOperationException("Among the honest nobody asks for a range.");
        var (status, retryAfter, body) = answer(request.Url, request.Body);
        _open = new LinkBody(status, retryAfter, body);
        Meter.Charged = charged;
        Sent?.Invoke(request.Url);
    }

    public Agent.LinkResponse Poll() => new(Open.Status)
    {
        RetryAfterSeconds = Open.RetryAfter,
        ContentLength = Open.Body.Length,
    };

    public int Read(byte[] buffer, int offset, int count)
    {
        int available = Math.Min(Open.Body.Length - Open.Position, count);
        if (available == 0)
            return Agent.LinkRead.End;
        Array.Copy(Open.Body, Open.Position, buffer, offset, available);
        Open.Position += available;
        return available;
    }

    public void Close() => _open = null;

    private LinkBody Open => _open ?? throw new InvalidOperationException("No request is open.");

    private sealed class LinkBody(int status, int retryAfter, byte[] body)
    {
        public int Status { get; } = status;

        public int RetryAfter { get; } = retryAfter;

        public byte[] Body { get; } = body;

        public int Position { get; set; }
    }
}
