namespace FairOta.Sdk.Conformance;

/// <summary>What a server is asked.</summary>
/// <param name="Method">GET, HEAD, POST or another.</param>
/// <param name="Path">From <c>/v1/</c> on, with its query.</param>
internal sealed record Question(string Method, string Path)
{
    /// <summary>Longest answer that is read, unless a question says otherwise.</summary>
    public const int UsualLimitBytes = 128 * 1024;

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The Content-Type header; null for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Range header; null for none.</summary>
    public string? Range { get; init; }

    /// <summary>Longest answer that is read.</summary>
    public int LimitBytes { get; init; } = UsualLimitBytes;

    /// <summary>Method and path.</summary>
    public override string ToString() => Method + " " + Path;
}
