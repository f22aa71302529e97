using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;

namespace FairOta.Sdk.Distributor;

/// <summary>Fetches from URLs that strangers chose: no redirects, no proxy, no address of a private network, no more
/// bytes than asked for.</summary>
/// <remarks>It waits as long as the caller lets it, who alone knows what the answers are worth waiting for: a body can
/// trickle in for ever. The address is judged when the connection is made, so a name that changes its address meanwhile
/// gains nothing.</remarks>
public sealed class StrangerHttp : IDisposable
{
    private readonly HttpClient _client;

    /// <summary>A client.</summary>
    /// <param name="allowPrivateNetworks">Lets URLs lead into private networks: for development on one machine.</param>
    public StrangerHttp(bool allowPrivateNetworks)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 16,
            ConnectCallback = (context, cancellation) =>
                ConnectAsync(context.DnsEndPoint, allowPrivateNetworks, cancellation),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Fetches a body.</summary>
    /// <param name="url">Where from.</param>
    /// <param name="limitBytes">Most bytes.</param>
    /// <param name="cancellation">Cancels, to the last byte of the body.</param>
    /// <exception cref="HttpRequestException">It cannot be reached, may not be, or answers another status than
    /// 200.</exception>
    /// <exception cref="InvalidDataException">It is longer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<byte[]> GetAsync(Uri url, int limitBytes, CancellationToken cancellation)
    {
        using HttpResponseMessage answer =
            await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"{url} answers {(int)answer.StatusCode}.", null, answer.StatusCode);
        if (answer.Content.Headers.ContentLength > limitBytes) throw TooLong(url, limitBytes);
        using Stream body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using MemoryStream held = new();
        byte[] piece = new byte[32 * 1024];
        for (int read; (read = await body.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0;)
        {
            if (held.Length + read > limitBytes) throw TooLong(url, limitBytes);
            held.Write(piece, 0, read);
        }

        return held.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

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
