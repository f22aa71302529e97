using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Conformance;

/// <summary>Carries questions over HTTP: no redirects, no cookies, an end to every answer.</summary>
/// <remarks>A server may refuse a caller that asks too often with 429, or be busy with 503. Where it says that this is
/// over within seconds the question is put again, so that its limits are not taken for its rules.</remarks>
internal sealed class HttpConformanceLink : IConformanceLink, IDisposable
{
    private const int MostTries = 4;
    private const int PieceBytes = 16 * 1024;
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(15);

    private readonly string _url;
    private readonly TimeSpan _answerWithin;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <summary>A link to one server.</summary>
    /// <param name="url">Its base URL; what is below a path prefix too.</param>
    /// <param name="answerWithin">How long one answer may take, to its last byte.</param>
    /// <param name="time">The clock of that.</param>
    public HttpConformanceLink(string url, TimeSpan answerWithin, TimeProvider time)
    {
        (_url, _answerWithin, _time) = (url.TrimEnd('/'), answerWithin, time);
        SocketsHttpHandler sockets = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectWithin,
            MaxResponseHeadersLength = 16,
        };
        _client = new HttpClient(sockets) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<Reply> AskAsync(Question question, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            Reply reply = await AskOnceAsync(question, cancellation).ConfigureAwait(false);
            if (tries == MostTries || PatienceFor(reply) is not { } patience) return reply;
            await Task.Delay(patience, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static TimeSpan? PatienceFor(Reply reply) =>
        reply.Status is 429 or 503
        && int.TryParse(
            reply.Header("retry-after"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        && seconds <= MostPatience.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private async Task<Reply> AskOnceAsync(Question question, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(_answerWithin, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation, late.Token);
        try
        {
            using HttpRequestMessage request = Request(question);
            using HttpResponseMessage response = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            byte[] body = await ReadAsync(response, question.LimitBytes, either.Token).ConfigureAwait(false);
            return new Reply(question, (int)response.StatusCode, Headers(response), body);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"{question} is not answered in time.");
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"The answer to {question} breaks off.", e);
        }
    }

    private HttpRequestMessage Request(Question question)
    {
        HttpRequestMessage request = new(new HttpMethod(question.Method), _url + question.Path);
        if (question.Range is { } range) request.Headers.TryAddWithoutValidation("Range", range);
        if (question.Body is not { } body) return request;
        request.Content = new ByteArrayContent(body);
        if (question.ContentType is { } type) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return request;
    }

    private static ImmutableDictionary<string, string> Headers(HttpResponseMessage response) =>
        response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .GroupBy(header => header.Key.ToLowerInvariant())
            .ToImmutableDictionary(
                same => same.Key,
                same => string.Join(", ", same.SelectMany(header => header.Value as IEnumerable<string>)));

    private static async Task<byte[]> ReadAsync(
        HttpResponseMessage response, int limitBytes, CancellationToken cancellation)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using MemoryStream held = new();
            byte[] piece = new byte[PieceBytes];
            for (int read; (read = await body.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0;)
            {
                if (held.Length + read > limitBytes)
                    throw new InvalidDataException($"An answer has more than {limitBytes} bytes.");
                held.Write(piece, 0, read);
            }

            return held.ToArray();
        }
    }
}
