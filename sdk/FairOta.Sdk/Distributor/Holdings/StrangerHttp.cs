using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;

namespace FairOta.Sdk.Distributor;

/// <summary>Fetches from URLs that strangers chose: no redirects, no proxy, no address of a private network, no port of
/// another service, no more bytes than asked for, and no slower than <see cref="StrangerBody.PaceBytes"/> in
/// <see cref="StrangerBody.PaceSeconds"/>.</summary>
/// <remarks>The address is judged when the connection is made, so a name that changes its address meanwhile gains
/// nothing. How long a body may take as a whole the caller alone knows.</remarks>
public sealed class StrangerHttp : IDisposable
{
    private readonly HttpClient _client;
    private readonly bool _allowPrivateNetworks;
    private readonly TimeProvider _time;

    /// <summary>A client.</summary>
    /// <param name="allowPrivateNetworks">Lets URLs lead into private networks: for development on one machine, and for
    /// what the operator named.</param>
    /// <param name="time">Measures the pace; the system's by default.</param>
    public StrangerHttp(bool allowPrivateNetworks, TimeProvider? time = null)
        : this(allowPrivateNetworks, time ?? TimeProvider.System, OverSockets(allowPrivateNetworks))
    {
    }

    /// <summary>The same over a network that is no socket's.</summary>
    /// <param name="allowPrivateNetworks">As above; which addresses it leads to is the network's to judge.</param>
    /// <param name="time">Measures the pace.</param>
    /// <param name="network">Carries requests, without redirects; disposed with this.</param>
    internal StrangerHttp(bool allowPrivateNetworks, TimeProvider time, HttpMessageHandler network)
    {
        (_allowPrivateNetworks, _time) = (allowPrivateNetworks, time);
        _client = new HttpClient(network) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Fetches a body.</summary>
    /// <param name="url">Where from.</param>
    /// <param name="limitBytes">Most bytes.</param>
    /// <param name="cancellation">Cancels, to the last byte of the body.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, may not be, breaks off, is too slow, or answers
    /// another status than 200.</exception>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<byte[]> GetAsync(Uri url, int limitBytes, CancellationToken cancellation)
    {
        using StrangerBody body = await OpenAsync(url, cancellation: cancellation).ConfigureAwait(false);
        if (body.TotalBytes > limitBytes) throw TooLong(url, limitBytes);
        using MemoryStream held = new();
        byte[] piece = new byte[32 * 1024];
        for (int read; (read = await body.ReadAsync(piece).ConfigureAwait(false)) > 0;)
        {
            if (held.Length + read > limitBytes) throw TooLong(url, limitBytes);
            held.Write(piece, 0, read);
        }

        return held.ToArray();
    }

    /// <summary>Begins to fetch a body, or a part of it.</summary>
    /// <param name="url">Where from.</param>
    /// <param name="first">First byte that is wanted.</param>
    /// <param name="last">Last byte that is wanted; null for the end.</param>
    /// <param name="bearer">Bearer token for the Authorization header; null for none. Secret.</param>
    /// <param name="cancellation">Cancels, to the last byte of the body.</param>
    /// <returns>The body; from its first byte where the server gives no parts.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached, may not be, is too slow, or answers another status
    /// than 200, or 206 for a part.</exception>
    /// <exception cref="InvalidDataException">It gives another part than was asked for.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<StrangerBody> OpenAsync(
        Uri url, long first = 0, long? last = null, string? bearer = null, CancellationToken cancellation = default)
    {
        if (!_allowPrivateNetworks && !IsWebPort(url.Port))
            throw new HttpRequestException($"{url} names a port that is no web server's.");
        bool isPart = first > 0 || last is not null;
        Pace pace = new(_time, cancellation);
        HttpResponseMessage? answer = null;
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Get, url);
            if (isPart) request.Headers.Range = new RangeHeaderValue(first, last);
            if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, pace.Token)
                .ConfigureAwait(false);
            long from = FirstOf(url, answer, isPart, first);
            Stream body = await answer.Content.ReadAsStreamAsync(pace.Token).ConfigureAwait(false);
            return new StrangerBody(url, answer, body, from, pace);
        }
        catch (Exception e)
        {
            answer?.Dispose();
            using (pace)
            {
                if (e is OperationCanceledException && pace.IsTooSlow) throw pace.TooSlow(url);
            }

            throw;
        }
    }

    /// <summary>Posts a body and leaves the answer's unread.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="contentType">What the body is.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The answer's status.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached, or may not be.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<HttpStatusCode> PostAsync(
        Uri url, string contentType, byte[] body, CancellationToken cancellation)
    {
        if (!_allowPrivateNetworks && !IsWebPort(url.Port))
            throw new HttpRequestException($"{url} names a port that is no web server's.");
        using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using HttpResponseMessage answer = await _client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        return answer.StatusCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static SocketsHttpHandler OverSockets(bool allowPrivateNetworks) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = 8,
        ConnectCallback = (context, cancellation) =>
            ConnectAsync(context.DnsEndPoint, allowPrivateNetworks, cancellation),
    };

    private static long FirstOf(Uri url, HttpResponseMessage answer, bool isPart, long first)
    {
        if (answer.StatusCode == HttpStatusCode.OK) return 0;
        if (answer.StatusCode != HttpStatusCode.PartialContent || !isPart)
            throw new HttpRequestException($"{url} answers {(int)answer.StatusCode}.", null, answer.StatusCode);
        return answer.Content.Headers.ContentRange?.From == first
            ? first
            : throw new InvalidDataException($"{url} gives another part than was asked for.");
    }

    /// <summary>The web's own ports, and those that any user may open: others are mail servers and the like.</summary>
    private static bool IsWebPort(int port) => port is 80 or 443 or >= 1024;

    private static InvalidDataException TooLong(Uri url, int limitBytes) =>
        new($"{url} answers more than {limitBytes} bytes.");

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, bool allowPrivateNetworks, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(endPoint.Host, cancellation).ConfigureAwait(false);
        IPAddress[] allowed =
        [
            .. addresses.Where(a => allowPrivateNetworks || NetworkAddress.IsPublic(a.GetAddressBytes())),
        ];
        if (allowed.Length == 0)
            throw new HttpRequestException($"{endPoint.Host} has no address on the public Internet.");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
