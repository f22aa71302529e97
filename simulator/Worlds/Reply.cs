using System;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>What comes back over the wire for a request: an honest answer, or what an adversary makes of it.</summary>
internal sealed record Reply
{
    /// <summary>No connection.</summary>
    public static Reply Nobody { get; } = new() { Status = 0 };

    /// <summary>A connection on which nothing ever comes.</summary>
    public static Reply Silence { get; } = new() { Status = 0, IsSilent = true };

    public required int Status { get; init; }

    public byte[] Body { get; init; } = [];

    public int RetryAfterSeconds { get; init; }

    /// <summary>Content-Length, where it is not the body's own; -1 for none.</summary>
    public long? AnnouncedBytes { get; init; }

    /// <summary>The Content-Range header; null without one.</summary>
    public string? ContentRange { get; init; }

    /// <summary>Whether the connection breaks where the body ends.</summary>
    public bool IsBroken { get; init; }

    public bool IsSilent { get; init; }

    /// <summary>How long the answer takes to begin, in milliseconds.</summary>
    public long DelayMs { get; init; }

    /// <summary>By how much the Date header is ahead of the time, in seconds.</summary>
    public long DateSkewSeconds { get; init; }

    public static Reply Of(Answer answer) => new()
    {
        Status = answer.Status,
        Body = answer.Body(),
        RetryAfterSeconds = (int)(answer.RetryAfterSeconds ?? 0),
        ContentRange = answer.ContentRange,
    };

    public static Reply Ok(byte[] body) => new() { Status = 200, Body = body };

    public static Reply Refused(int status) => new() { Status = status };

    /// <summary>The body of an answer that must be a 200.</summary>
    public byte[] Demand() => Status == 200
        ? Body
        : throw new InvalidOperationException($"Answered {Status}: {System.Text.Encoding.UTF8.GetString(Body)}");

    /// <summary>The same with the body changed byte for byte.</summary>
    public Reply Garbled() => this with { Body = Array.ConvertAll(Body, b => (byte)(b ^ 0x5A)) };
}

/// <summary>What somebody makes of an honest answer before it leaves.</summary>
internal delegate Reply Adversary(ServiceRequest request, Reply honest);

/// <summary>Whoever answers under a base URL.</summary>
internal interface IHost
{
    Reply Answer(ServiceRequest request, long now);
}

/// <summary>One request and what came back.</summary>
internal sealed record WireEntry(string BaseUrl, ServiceRequest Request, Reply Reply)
{
    public string[] Parts => Request.Parts;

    public bool Is(string method, string last) => Request.Method == method && Parts is [.., var end] && end == last;
}
