using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Why a request is refused, as the caller learns it: problem+json.</summary>
/// <param name="Problem">Which kind of refusal it is.</param>
/// <param name="Sentence">What was wrong, for people; holds nothing secret and nothing of the caller's body.</param>
/// <param name="RetryAfterSeconds">When another try can succeed, in seconds from now; null where time alone changes
/// nothing.</param>
internal sealed record Refusal(ProblemType Problem, string Sentence, long? RetryAfterSeconds = null)
{
    /// <summary>HTTP status.</summary>
    public int Status => Problem.Status;

    /// <summary>503: not yet, through no fault of the caller; a device does not count it against the
    /// distributor.</summary>
    public static Refusal NotReady(ProblemType problem, string sentence) => new(problem, sentence, 5);
}
