using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>What a host's own HTTP goes over: the simulated network. An answer comes as an event of the host's, and
/// whoever awaits it goes on inside of that event.</summary>
/// <remarks>An answer is there as a whole once its last byte is: what is slow is so at its beginning.</remarks>
/// <param name="host">Who asks.</param>
/// <param name="network">The network.</param>
/// <param name="time">The host's present.</param>
internal sealed class HostHttp(SimHost host, Network network, HostTime time) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Whoever awaits it goes on where it is completed.
        TaskCompletionSource<HttpResponseMessage> answer = new();
        cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        Moment moment = time.Moment;
        Uri url = request.RequestUri!;
        Errand errand = new(host, network) { BytesPerSecond = host.BytesPerSecond };
        bool isSent = errand.Send(
            moment, network.Find(host, url.AbsoluteUri), RequestOf(request, url), null,
            (at, reply) => time.Resume(at, () => Arrive(answer, url, reply)));
        if (!isSent)
        {
            moment.After(
                2 * network.Weather.LatencyMs,
                at => time.Resume(at, () => Arrive(answer, url, Reply.Nobody)));
        }

        return answer.Task;
    }

    private static void Arrive(TaskCompletionSource<HttpResponseMessage> answer, Uri url, Reply reply)
    {
        if (reply.Status == 0) answer.TrySetException(new HttpRequestException($"{url} cannot be reached."));
        else answer.TrySetResult(AnswerOf(reply));
    }

    private static ServiceRequest RequestOf(HttpRequestMessage request, Uri url) => request.Content is null
        ? new ServiceRequest(request.Method.Method, url.AbsolutePath)
        {
            Authorization = request.Headers.Authorization?.ToString(),
            Range = request.Headers.Range?.ToString(),
        }
        : throw new NotSupportedException("Hosts send no bodies.");

    private static HttpResponseMessage AnswerOf(Reply reply)
    {
        long announced = reply.AnnouncedBytes ?? reply.Body.Length;
        // What comes beyond the announced length is none of the body's.
        byte[] body = announced >= 0 && announced < reply.Body.Length ? reply.Body[..(int)announced] : reply.Body;
        StreamContent content = new(new Received(body, reply.IsBroken || announced > body.Length));
        if (announced >= 0) content.Headers.ContentLength = announced;
        if (reply.ContentRange is { } range) content.Headers.TryAddWithoutValidation("Content-Range", range);
        return new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = content };
    }

    /// <summary>A body that is here, as far as it came.</summary>
    private sealed class Received(byte[] body, bool isBroken) : MemoryStream(body)
    {
        public override bool CanSeek => false; // its length is the header's to say

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = Read(buffer.Span);
            if (count == 0 && isBroken && !buffer.IsEmpty) throw new IOException("the connection broke");
            return ValueTask.FromResult(count);
        }
    }
}
