namespace FairOta.Agent;

/// <summary>
/// Status line and the few headers of an answer that the agent reads. Nothing in it is to be trusted.
/// </summary>
public sealed class LinkResponse
{
    /// <summary>An answer with that status; 0 where nobody answered.</summary>
    public LinkResponse(int status)
    {
        Status = status;
        ContentLength = -1;
    }

    /// <summary>HTTP status, 100..599, or 0: no connection, no answer, or not HTTP.</summary>
    public int Status { get; }

    /// <summary>The Date header in Unix seconds, 0 where it is missing or unreadable.</summary>
    public long DateUnixSeconds { get; set; }

    /// <summary>The Retry-After header in seconds, 0 where it is missing or unreadable.</summary>
    public int RetryAfterSeconds { get; set; }

    /// <summary>The Content-Length header in bytes, -1 where it is missing.</summary>
    public long ContentLength { get; set; }
}
