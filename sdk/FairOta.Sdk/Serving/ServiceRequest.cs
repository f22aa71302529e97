using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Net;

namespace FairOta.Sdk.Serving;

/// <summary>One request as a service sees it, whatever carried it.</summary>
/// <param name="Method">GET or POST, upper case. A transport turns HEAD into GET and leaves the answer's body
/// out.</param>
/// <param name="Path">The path from <c>/v1/</c> on, without query, as it was sent.</param>
internal sealed record ServiceRequest(string Method, string Path)
{
    /// <summary>The query by name, unescaped; a name given twice has both values, joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The Content-Type header, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Authorization header, or null. Secret.</summary>
    public string? Authorization { get; init; }

    /// <summary>The Range header, or null.</summary>
    public string? Range { get; init; }

    /// <summary>The body, at most <see cref="Core.Limits.MaxRequestBytes"/>; empty for a GET.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The caller's address where the transport knows one.</summary>
    public IPAddress? Caller { get; init; }

    /// <summary>The path's parts after <c>/v1/</c>; empty where the path does not begin so.</summary>
    public string[] Parts => PartsOf(Path);

    /// <summary>The parts of a path after <c>/v1/</c>; empty where it does not begin so.</summary>
    public static string[] PartsOf(string path) =>
        path.StartsWith("/v1/", StringComparison.Ordinal) ? path[4..].Split('/') : [];

    /// <summary>The path and nothing of the query or the body, for a log.</summary>
    public override string ToString() => Method + " " + Path;
}
