using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FairOta.Sdk.Serving;

/// <summary>One answer of a service, whatever will carry it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type of the body; null without one.</param>
/// <param name="Content">Where the body's bytes lie.</param>
internal sealed record Answer(int Status, string? ContentType, IContent Content) : IDisposable
{
    /// <summary>Media type of a signed manifest (RFC 9052 section 11.3).</summary>
    public const string Cose = "application/cose";

    /// <summary>Media type of the protocol's messages.</summary>
    public const string Cbor = "application/cbor";

    /// <summary>Media type of segments, leaves and fleet lists.</summary>
    public const string Octets = "application/octet-stream";

    /// <summary>Media type of the OpenAPI document.</summary>
    public const string Json = "application/json";

    /// <summary>Media type of refusals (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>First byte of <see cref="Content"/> that is sent.</summary>
    public long First { get; init; }

    /// <summary>Bytes that are sent.</summary>
    public long Count { get; init; } = Content.Length;

    /// <summary>The Content-Range header; null without one.</summary>
    public string? ContentRange { get; init; }

    /// <summary>Whether parts can be asked for with a Range header.</summary>
    public bool AcceptsRanges { get; init; }

    /// <summary>The Allow header; null without one.</summary>
    public string? Allow { get; init; }

    /// <summary>The Retry-After header in seconds; null without one.</summary>
    public long? RetryAfterSeconds { get; init; }

    /// <summary>An answer whose body is in memory.</summary>
    public static Answer Of(int status, string contentType, ReadOnlyMemory<byte> body) =>
        new(status, contentType, new MemoryContent(body));

    /// <summary>An answer without a body.</summary>
    public static Answer Empty(int status) => new(status, null, new MemoryContent(default));

    /// <summary>Content of which a part can be asked for: 200, 206 or 416 (RFC 9110 section 14).</summary>
    /// <param name="contentType">Media type.</param>
    /// <param name="content">All of it.</param>
    /// <param name="range">The request's Range header, or null.</param>
    public static Answer Ranged(string contentType, IContent content, string? range)
    {
        ByteRange asked = ByteRange.Of(range, content.Length);
        var invariant = CultureInfo.InvariantCulture;
        return asked.Kind switch
        {
            ByteRangeKind.Whole => new Answer(200, contentType, content) { AcceptsRanges = true },
            ByteRangeKind.Part => new Answer(206, contentType, content)
            {
                AcceptsRanges = true,
                First = asked.First,
                Count = asked.Count,
                ContentRange = string.Create(
                    invariant, $"bytes {asked.First}-{asked.First + asked.Count - 1}/{content.Length}"),
            },
            _ => Refused(Problems.OutOfRange, "The range begins beyond the end.") with
            {
                ContentRange = string.Create(invariant, $"bytes */{content.Length}"),
            },
        };
    }

    /// <summary>A refusal: problem+json (RFC 9457).</summary>
    /// <param name="problem">Which kind of refusal it is.</param>
    /// <param name="sentence">What was wrong, for people; nothing secret and nothing of the caller's own words.</param>
    /// <param name="retryAfterSeconds">When another try can succeed; null where time alone changes nothing.</param>
    public static Answer Refused(ProblemType problem, string sentence, long? retryAfterSeconds = null) =>
        Refused(problem.Status, sentence, problem) with { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>A refusal beside the protocol's endpoints, where types have no pages: problem+json without a type.
    /// </summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="sentence">As above.</param>
    public static Answer RefusedUntyped(int status, string sentence) => Refused(status, sentence, null);

    private static Answer Refused(int status, string sentence, ProblemType? problem)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            if (problem is not null)
            {
                json.WriteString("type", problem.Reference);
                json.WriteString("title", problem.Title);
            }

            json.WriteNumber("status", status);
            json.WriteString("detail", sentence);
            json.WriteEndObject();
        }

        return Of(status, Problem, body.WrittenMemory);
    }

    /// <summary>The bytes that are sent, as a new array; only for what is small.</summary>
    public byte[] Body()
    {
        byte[] body = new byte[checked((int)Count)];
        Content.Read(First, body);
        return body;
    }

    /// <summary>Gives a buffer of the pool back, where the body lies in one. What others share stays.</summary>
    public void Dispose() => (Content as PooledContent)?.Dispose();

    /// <summary>Status and media type.</summary>
    public override string ToString() => new StringBuilder().Append(Status).Append(' ').Append(ContentType).ToString();
}
