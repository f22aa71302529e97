using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;

namespace FairOta.Sdk.Distributor;

/// <summary>An answer, free of any transport.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type, or null where there is no body.</param>
/// <param name="Body">The body; may be a view of a package in memory, which nobody changes.</param>
/// <param name="Date">When it was given, Unix seconds: the Date header.</param>
public sealed record ServiceAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body, long Date)
{
    /// <summary>Media type of CBOR bodies.</summary>
    public const string Cbor = "application/cbor";

    /// <summary>Media type of signed manifests.</summary>
    public const string Cose = "application/cose";

    /// <summary>Media type of segments, lists and packages.</summary>
    public const string Octets = "application/octet-stream";

    /// <summary>Media type of refusals (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>Value of Retry-After in seconds, or null.</summary>
    public long? RetryAfterSeconds { get; init; }

    /// <summary>Value of Content-Range, or null.</summary>
    public string? ContentRange { get; init; }

    /// <summary>Whether parts of it can be asked for.</summary>
    public bool AcceptsRanges { get; init; }

    /// <summary>200 with CBOR.</summary>
    public static ServiceAnswer Ok(byte[] cbor, long date) => new(200, Cbor, cbor, date);

    /// <summary>202 without a body.</summary>
    public static ServiceAnswer Accepted(long date) => new(202, null, ReadOnlyMemory<byte>.Empty, date);

    /// <summary>A refusal as problem+json.</summary>
    public static ServiceAnswer Refused(Refusal refusal, long date)
    {
        Dictionary<string, object> problem = new()
        {
            ["type"] = "about:blank",
            ["status"] = refusal.Status,
            ["detail"] = refusal.Sentence,
        };
        return new(refusal.Status, Problem, JsonSerializer.SerializeToUtf8Bytes(problem), date)
        {
            RetryAfterSeconds = refusal.RetryAfterSeconds,
        };
    }

    /// <summary>The headers besides Content-Type and Content-Length.</summary>
    public IEnumerable<(string Name, string Value)> Headers()
    {
        yield return ("Date", DateTimeOffset.FromUnixTimeSeconds(Date).ToString("R", CultureInfo.InvariantCulture));
        if (RetryAfterSeconds is { } seconds)
            yield return ("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));
        if (ContentRange is not null) yield return ("Content-Range", ContentRange);
        if (AcceptsRanges) yield return ("Accept-Ranges", "bytes");
    }
}
