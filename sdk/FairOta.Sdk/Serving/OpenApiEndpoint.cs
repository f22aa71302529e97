using System;
using System.Collections.Immutable;

namespace FairOta.Sdk.Serving;

/// <summary>Who serves an endpoint.</summary>
[Flags]
internal enum ServerRole
{
    /// <summary>A vendor's origin.</summary>
    Origin = 1,

    /// <summary>A distributor.</summary>
    Distributor = 2,

    /// <summary>Everybody.</summary>
    All = Origin | Distributor,
}

/// <summary>One endpoint: what it is asked, and all that it answers. A node answers nothing that is no
/// endpoint.</summary>
/// <param name="Id">Its name, once among all.</param>
/// <param name="Method">GET or POST. Where GET is served, HEAD is.</param>
/// <param name="Path">From <c>/v1</c> on, with names in braces.</param>
/// <param name="Roles">Who serves it.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Section">The section of PROTOCOL.md that describes it.</param>
internal sealed record OpenApiEndpoint(
    string Id, string Method, string Path, ServerRole Roles, string Summary, string Section)
{
    private readonly string[] _parts = ServiceRequest.PartsOf(Path);

    /// <summary>The request's body; null without one.</summary>
    public OpenApiBody? Body { get; init; }

    /// <summary>Names of the query.</summary>
    public ImmutableArray<OpenApiQuery> Query { get; init; } = [];

    /// <summary>Answers that are no refusals.</summary>
    public required ImmutableArray<OpenApiAnswer> Answers { get; init; }

    /// <summary>Refusals, beside those of <see cref="OpenApiEndpoints.RefusalsOf"/>.</summary>
    public ImmutableArray<ProblemType> Refusals { get; init; } = [];

    /// <summary>Whether Range headers are honoured.</summary>
    public bool IsRanged { get; init; }

    /// <summary>Whether a path is this endpoint's.</summary>
    /// <param name="parts">Its parts after <c>/v1/</c>.</param>
    public bool IsAt(string[] parts)
    {
        if (parts.Length != _parts.Length) return false;
        for (int i = 0; i < parts.Length; i++)
        {
            if (_parts[i][0] != '{' && _parts[i] != parts[i]) return false;
        }

        return true;
    }
}

/// <summary>A body.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Shape">The rule of PROTOCOL.md's CDDL that it follows, or what its bytes are.</param>
internal sealed record OpenApiBody(string MediaType, string Shape);

/// <summary>An answer that is no refusal.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Meaning">What it says.</param>
/// <param name="Body">Its body; null without one.</param>
internal sealed record OpenApiAnswer(int Status, string Meaning, OpenApiBody? Body = null);

/// <summary>A name of the query.</summary>
/// <param name="Name">The name.</param>
/// <param name="Pattern">What its value is, as a regular expression.</param>
/// <param name="IsRequired">Whether it has to be there.</param>
/// <param name="Meaning">What it asks for.</param>
internal sealed record OpenApiQuery(string Name, string Pattern, bool IsRequired, string Meaning);
