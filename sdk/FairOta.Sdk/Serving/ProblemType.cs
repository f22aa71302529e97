using System;

namespace FairOta.Sdk.Serving;

/// <summary>One kind of refusal (RFC 9457): what its <c>type</c> says, and what its page says to people.</summary>
/// <param name="Name">Lower-case words joined by hyphens; never given to another kind.</param>
/// <param name="Status">HTTP status, one of PROTOCOL.md's list.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Remedy">What the caller should do.</param>
/// <param name="Retry">Whether the same request helps later.</param>
internal sealed record ProblemType(
    string Name, int Status, string Title, string Meaning, string Remedy, ProblemRetry Retry = ProblemRetry.Never)
{
    /// <summary>Path of the pages, from the server's base URL on.</summary>
    public const string Pages = "/v1/problems";

    /// <summary>The <c>type</c> of its refusals, and where its page is: the same text on every server.</summary>
    public string Reference => Pages + "/" + Name;

    /// <summary>Whether the same request helps later, in a sentence.</summary>
    public string RetrySentence => Retry switch
    {
        ProblemRetry.Never => "The same request gets the same answer.",
        ProblemRetry.Later => "The same request can succeed after Retry-After.",
        ProblemRetry.Elsewhere => "The same request may succeed at another server, or here once things changed.",
        _ => throw new InvalidOperationException("There is no such retry."),
    };
}

/// <summary>Whether a refused request helps when it is made again.</summary>
internal enum ProblemRetry
{
    /// <summary>No: the request itself has to change.</summary>
    Never,

    /// <summary>Yes, after Retry-After.</summary>
    Later,

    /// <summary>Perhaps: elsewhere, or once something changed that no time is known for.</summary>
    Elsewhere,
}
