using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Replicas.Tests;

/// <summary>The one address: each request goes to the next replica, and to the one after it where that does not answer,
/// as a load balancer has it. Whoever it serves has patience, as devices do.</summary>
/// <param name="replicas">Where they listen.</param>
internal sealed class Front(IReadOnlyList<Uri> replicas) : IDisposable
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private int _next;
    private long _answers;

    /// <summary>Told after each answer how many there were.</summary>
    public event Action<long>? Answered;

    public int Replicas => replicas.Count;

    public void Dispose() => _http.Dispose();

    /// <summary>Asks until there is an answer that is none of the server's own state.</summary>
    /// <param name="path">The path and query.</param>
    /// <param name="body">What is posted; null to get.</param>
    /// <param name="replica">Which replica is asked, and none else; null for any.</param>
    /// <param name="cancellation">Ends the patience.</param>
    public async Task<(HttpStatusCode Status, byte[] Body)> AskAsync(
        string path, byte[]? body, int? replica, CancellationToken cancellation)
    {
        while (true)
        {
            for (int i = 0; i < replicas.Count; i++)
            {
                Uri url = replicas[replica ?? (int)((uint)Interlocked.Increment(ref _next) % replicas.Count)];
                if (await TryAsync(new Uri(url, path), body, cancellation) is not { } answer) continue;
                Answered?.Invoke(Interlocked.Increment(ref _answers));
                return answer;
            }

            await Task.Delay(BetweenRounds, cancellation);
        }
    }

    private async Task<(HttpStatusCode, byte[])?> TryAsync(Uri url, byte[]? body, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(body is null ? HttpMethod.Get : HttpMethod.Post, url);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
        }

        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellation);
            byte[] content = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                ? null
                : (answer.StatusCode, content);
        }
        catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
