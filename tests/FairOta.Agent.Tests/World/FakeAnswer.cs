using System;

namespace FairOta.Agent.Tests;

/// <summary>What a scripted server answers.</summary>
internal sealed class FakeAnswer
{
    public int Status { get; init; }

    public byte[] Body { get; init; } = [];

    public int RetryAfterSeconds { get; init; }

    /// <summary>The Date header; null for the true time.</summary>
    public long? Date { get; init; }

    /// <summary>Whether Content-Length is announced.</summary>
    public bool HasLength { get; init; } = true;

    /// <summary>Bytes after which the connection breaks, or -1.</summary>
    public int BreaksAfter { get; init; } = -1;

    /// <summary>Bytes of the body that come in a second, or 0 for all at once.</summary>
    public int BytesPerSecond { get; init; }

    /// <summary>No answer at all: the connection stays open in silence.</summary>
    public bool IsSilent { get; init; }

    public static FakeAnswer Silent { get; } = new() { IsSilent = true };

    public static FakeAnswer Ok(byte[] body) => new() { Status = 200, Body = body };

    public static FakeAnswer Of(int status, int retryAfterSeconds = 0) =>
        new() { Status = status, RetryAfterSeconds = retryAfterSeconds };

    /// <summary>The whole of a resource, or the range asked for.</summary>
    public static FakeAnswer Ranged(LinkRequest request, byte[] resource)
    {
        if (request.RangeFirst < 0)
            return Ok(resource);
        if (request.RangeFirst >= resource.Length)
            return Of(416);
        int end = (int)Math.Min(request.RangeLast + 1, resource.Length);
        return new FakeAnswer { Status = 206, Body = resource[(int)request.RangeFirst..end] };
    }
}
