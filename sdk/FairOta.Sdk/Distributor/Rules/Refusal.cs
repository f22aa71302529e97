namespace FairOta.Sdk.Distributor;

/// <summary>Why a request is refused, as the caller learns it: problem+json with this status.</summary>
/// <param name="Status">HTTP status, one of PROTOCOL.md's list, or 503.</param>
/// <param name="Sentence">What was wrong, for people; holds nothing secret and nothing of the caller's body.</param>
/// <param name="RetryAfterSeconds">When another try can succeed, in seconds from now; null where time alone changes
/// nothing.</param>
internal sealed record Refusal(int Status, string Sentence, long? RetryAfterSeconds = null)
{
    /// <summary>400: the request is malformed.</summary>
    public static Refusal Malformed(string sentence) => new(400, sentence);

    /// <summary>403: not this caller.</summary>
    public static Refusal Forbidden(string sentence) => new(403, sentence);

    /// <summary>404: nothing of that name here.</summary>
    public static Refusal Unknown(string sentence) => new(404, sentence);

    /// <summary>409: at odds with what stands.</summary>
    public static Refusal Conflict(string sentence, long? retryAfterSeconds = null) =>
        new(409, sentence, retryAfterSeconds);

    /// <summary>410: over.</summary>
    public static Refusal Over(string sentence) => new(410, sentence);

    /// <summary>412: the digest is not the distributor's own.</summary>
    public static Refusal OtherDigest(string sentence) => new(412, sentence);

    /// <summary>413: the body is too large.</summary>
    public static Refusal TooLarge(string sentence) => new(413, sentence);

    /// <summary>416: outside what there is.</summary>
    public static Refusal OutOfRange(string sentence) => new(416, sentence);

    /// <summary>503: not yet, through no fault of the caller; a device does not count it against the
    /// distributor.</summary>
    public static Refusal NotReady(string sentence) => new(503, sentence, 5);

    /// <summary>429: a limit is reached.</summary>
    public static Refusal TooMany(string sentence, long retryAfterSeconds) => new(429, sentence, retryAfterSeconds);
}
