using System;
using FairOta.Core;

namespace FairOta.Sdk.Distributor;

/// <summary>A request as it came, free of any transport.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">From /v1 on, without the query.</param>
/// <param name="Query">Without the question mark; empty for none.</param>
/// <param name="Body">At most <see cref="Limits.MaxRequestBytes"/>; more is refused.</param>
public sealed record ServiceRequest(string Method, string Path, string Query, byte[] Body)
{
    /// <summary>The Content-Type header, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Range header, or null.</summary>
    public string? Range { get; init; }

    /// <summary>The Authorization header, or null.</summary>
    public string? Authorization { get; init; }

    /// <summary>A GET.</summary>
    /// <param name="target">Path and query.</param>
    public static ServiceRequest Get(string target)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? new("GET", target, "", []) : new("GET", target[..mark], target[(mark + 1)..], []);
    }

    /// <summary>A POST of CBOR.</summary>
    public static ServiceRequest Post(string path, byte[] body) =>
        new("POST", path, "", body) { ContentType = ServiceAnswer.Cbor };
}
