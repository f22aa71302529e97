using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Platforms.Host;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Network;
using FairOta.Simulator.Worlds;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace FairOta.Simulator.Evm;

/// <summary>
/// Carries over HTTP: every host listens on a loopback port of its own, behind the transport of the product's nodes,
/// and is asked through the product's link. One request at a time, so that the world's clock stands still meanwhile.
/// </summary>
/// <remarks>What a wire cannot be told to do comes from the host's own words: silence, a broken connection, a false
/// length, a false date.</remarks>
internal sealed class HttpCarrier : ICarrier, IDisposable
{
    private const int PieceBytes = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Dictionary<SimHost, Listener> _listeners = [];
    private readonly HttpClient _client = new();
    private readonly HttpLink _link = new(Patience, TimeProvider.System);

    /// <summary>Requests that were answered over HTTP.</summary>
    public long Carried { get; private set; }

    /// <inheritdoc/>
    public void Open(SimHost host) => _listeners.Add(host, new Listener(host));

    /// <inheritdoc/>
    /// <exception cref="NetworkException">The host answered, and nothing came.</exception>
    public Reply Carry(Moment moment, SimHost host, Way way) => way.Sent is { } sent
        ? Carry(moment, host, sent)
        : Carry(moment, host, way.Request);

    /// <summary>A device's own request, by its own link.</summary>
    private Reply Carry(Moment moment, SimHost host, LinkRequest sent)
    {
        Listener listener = _listeners[host];
        Task<Reply> given = listener.Expect(moment);
        try
        {
            _link.Start(Readdressed(sent, listener.Url));
            LinkResponse? head;
            while ((head = _link.Poll()) is null) WaitForMore();
            if (!given.IsCompleted)
                throw new NetworkException($"{host.Url} was not reached over HTTP, status {head.Status}.");
            Reply meant = given.GetAwaiter().GetResult();
            if (meant.Status == 0) return meant;
            if (head.Status == 0) throw new NetworkException($"Nothing came from {host.Url} over HTTP.");
            Carried++;
            return meant with
            {
                Status = head.Status,
                Body = ReadBody(host),
                RetryAfterSeconds = head.RetryAfterSeconds,
            };
        }
        finally
        {
            _link.Close();
        }
    }

    /// <summary>A host's, which reads.</summary>
    private Reply Carry(Moment moment, SimHost host, ServiceRequest request)
    {
        Listener listener = _listeners[host];
        Task<Reply> given = listener.Expect(moment);
        using HttpRequestMessage message = new(HttpMethod.Get, listener.Url + request.Path);
        message.Headers.ConnectionClose = true; // on a fresh connection nothing is asked twice
        if (request.Range is { } range) message.Headers.TryAddWithoutValidation("Range", range);
        if (request.Authorization is { } word) message.Headers.TryAddWithoutValidation("Authorization", word);
        try
        {
            using HttpResponseMessage answer = _client.Send(message);
            using Stream body = answer.Content.ReadAsStream();
            using MemoryStream whole = new();
            body.CopyTo(whole);
            Carried++;
            return given.GetAwaiter().GetResult() with
            {
                Status = (int)answer.StatusCode,
                Body = whole.ToArray(),
                ContentRange = answer.Content.Headers.ContentRange?.ToString(),
            };
        }
        catch (HttpRequestException e)
        {
            return given is { IsCompletedSuccessfully: true, Result: { Status: 0 } meant }
                ? meant
                : throw new NetworkException($"Nothing came from {host.Url} over HTTP.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _link.Dispose();
        foreach (Listener listener in _listeners.Values) listener.Dispose();
    }

    /// <summary>The same request to where a host listens. That is loopback, also for a stranger's URL.</summary>
    private static LinkRequest Readdressed(LinkRequest sent, string url)
    {
        string whole = url + new Uri(sent.Url).PathAndQuery;
        LinkRequest request =
            sent.Body is { } body ? new LinkRequest(whole, body, sent.ContentType) : new LinkRequest(whole);
        (request.RangeFirst, request.RangeLast) = (sent.RangeFirst, sent.RangeLast);
        return request;
    }

    private byte[] ReadBody(SimHost host)
    {
        byte[] body = [];
        byte[] piece = new byte[PieceBytes];
        while (true)
        {
            int count = _link.Read(piece, 0, piece.Length);
            switch (count)
            {
                case LinkRead.End:
                    return body;
                case LinkRead.Broken:
                    throw new NetworkException($"An answer of {host.Url} broke off over HTTP.");
                case LinkRead.Pending:
                    WaitForMore();
                    break;
                default:
                    body = [.. body, .. piece.AsSpan(0, count)];
                    break;
            }
        }
    }

    /// <summary>Waits for the link; what came of it is the link's to say.</summary>
    private void WaitForMore() => Task.WhenAny(_link.Moved).GetAwaiter().GetResult();

    /// <summary>A host behind Kestrel.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly WebApplication _application;
        private (Moment Moment, TaskCompletionSource<Reply> Given)? _expected;

        public Listener(SimHost host)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            _application = builder.Build();
            _application.Urls.Add("http://127.0.0.1:0");
            _application.Run(context => HttpAdapter.ServeAsync(context, (request, _) =>
            {
                Reply reply = Answer(host, request);
                if (reply.Status == 0) context.Abort();
                return ValueTask.FromResult(Of(reply));
            }));
            _application.StartAsync().GetAwaiter().GetResult();
            Url = _application.Urls.Single();
        }

        public string Url { get; }

        /// <summary>Answers the next request in that moment.</summary>
        public Task<Reply> Expect(Moment moment)
        {
            TaskCompletionSource<Reply> given = new();
            _expected = (moment, given);
            return given.Task;
        }

        public void Dispose()
        {
            _application.StopAsync().GetAwaiter().GetResult();
            ((IDisposable)_application).Dispose();
        }

        private Reply Answer(SimHost host, ServiceRequest request)
        {
            // Nobody else knows the port.
            (Moment moment, TaskCompletionSource<Reply> given) = _expected!.Value;
            try
            {
                Reply reply = host.Ask(moment, request);
                given.SetResult(reply);
                return reply;
            }
            catch (Exception e)
            {
                given.SetException(e); // for the world's thread
                throw;
            }
        }

        private static Answer Of(Reply reply) =>
            new(reply.Status == 0 ? 503 : reply.Status, Sdk.Serving.Answer.Octets, new MemoryContent(reply.Body))
            {
                RetryAfterSeconds = reply.RetryAfterSeconds == 0 ? null : reply.RetryAfterSeconds,
                ContentRange = reply.ContentRange,
            };
    }
}
