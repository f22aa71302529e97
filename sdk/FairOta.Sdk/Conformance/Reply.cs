using System;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Conformance;

/// <summary>What a server answered: a stranger's words.</summary>
/// <param name="Question">What it was asked.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">The headers, names in lower case.</param>
/// <param name="Body">The body, at most <see cref="Question.LimitBytes"/>.</param>
internal sealed record Reply(Question Question, int Status, ImmutableDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The Content-Type without parameters; null without one.</summary>
    public string? MediaType => Header("content-type")?.Split(';')[0].Trim();

    /// <summary>A header by its name in lower case; null without it.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>This reply, where its status is one of those.</summary>
    /// <exception cref="NonconformityException">It is another.</exception>
    public Reply Must(params int[] statuses) => statuses.Contains(Status)
        ? this
        : throw new NonconformityException(
            $"{Question} is answered {Status}; expected is {string.Join(" or ", statuses)}.");

    /// <summary>This reply, where it is 200 with that media type.</summary>
    /// <exception cref="NonconformityException">It is not.</exception>
    public Reply MustBe(string mediaType)
    {
        Must(200);
        return MediaType == mediaType
            ? this
            : throw new NonconformityException($"{Question} is answered with another media type than {mediaType}.");
    }

    /// <summary>This reply, where it is one of those refusals; skips the check where the server refuses for a reason of
    /// its own: the device or the release is taken, over or at a limit, or the server not ready.</summary>
    /// <exception cref="NonconformityException">It is another.</exception>
    /// <exception cref="NotAskedException">It is a reason of its own.</exception>
    public Reply MustUnlessUnable(params int[] statuses) =>
        Status is 409 or 410 or 429 or 503 && !statuses.Contains(Status)
            ? throw new NotAskedException($"{Question} is answered {Status}: the device or release is not free for it.")
            : Must(statuses);

    /// <summary>This reply, where it says when to come back.</summary>
    /// <exception cref="NonconformityException">It does not.</exception>
    public Reply MustSayWhen() => long.TryParse(Header("retry-after"), out long seconds) && seconds > 0
        ? this
        : throw new NonconformityException($"{Question} is answered {Status} without a Retry-After in seconds.");

    /// <summary>Whether it has the very body of another.</summary>
    public bool IsSameAs(Reply other) => Body.AsSpan().SequenceEqual(other.Body);
}
