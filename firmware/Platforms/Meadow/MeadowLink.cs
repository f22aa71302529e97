using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>
/// The link over HttpClient: a request runs on the thread pool, and the agent only looks whether it is done.
/// </summary>
/// <remarks>
/// No redirects, cookies, proxies or decompression. Headers of an answer take at most 16 KiB. A stranger's host is
/// looked up first and must lead to public IPv4 addresses alone: over http the connection goes to the address that was
/// looked at; over https the name is looked up once more by the library, and a private host behind it would need a
/// certificate for that name. Not thread-safe.
/// </remarks>
public sealed class MeadowLink : ILink, IDisposable
{
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;
    private Exchange? _exchange;

    /// <summary>A link whose requests, answers included, end after a time.</summary>
    public MeadowLink(TimeSpan timeout)
    {
        _timeout = timeout;
        HttpClientHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>
    /// Waits until there may be something new, at most that long. False, at once, where nothing is under way.
    /// </summary>
    public bool Wait(TimeSpan longest)
    {
        Task? moved = _exchange?.Moved;
        if (moved == null || moved.IsCompleted)
            return false;
        Task.WaitAny([moved], longest);
        return true;
    }

    /// <inheritdoc />
    public void Start(LinkRequest request)
    {
        Close();
        _exchange = new Exchange(_client, request, _timeout);
    }

    /// <inheritdoc />
    public LinkResponse? Poll() => _exchange?.Poll();

    /// <inheritdoc />
    public int Read(byte[] buffer, int offset, int count) =>
        _exchange == null ? LinkRead.Broken : _exchange.Read(buffer, offset, count);

    /// <inheritdoc />
    public void Close()
    {
        _exchange?.Dispose();
        _exchange = null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Close();
        _client.Dispose();
    }
}
