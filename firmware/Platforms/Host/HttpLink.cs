using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;

namespace FairOta.Platforms.Host;

/// <summary>
/// The link over HttpClient: requests run on the thread pool, and the agent only looks whether they are done.
/// </summary>
/// <remarks>
/// No redirects, cookies, proxies or decompression. Headers of an answer take at most 16 KiB. Not thread-safe.
/// </remarks>
public sealed class HttpLink : ILink, IDisposable
{
    private readonly HttpClient _anywhere;
    private readonly HttpClient _publicOnly;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private Exchange? _exchange;

    /// <summary>A link whose requests, answers included, end after a time.</summary>
    public HttpLink(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
        _anywhere = MakeClient(publicOnly: false);
        _publicOnly = MakeClient(publicOnly: true);
    }

    /// <summary>Completes when <see cref="Poll"/> or <see cref="Read"/> may have something new.</summary>
    public Task Moved => _exchange?.Moved ?? Task.CompletedTask;

    /// <inheritdoc />
    public void Start(LinkRequest request)
    {
        Close();
        _exchange = new Exchange(request.PublicOnly ? _publicOnly : _anywhere, request, _timeout, _time);
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
        _anywhere.Dispose();
        _publicOnly.Dispose();
    }

    private static HttpClient MakeClient(bool publicOnly)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
        };
        if (publicOnly)
            handler.ConnectCallback = PublicConnection.Open;
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>One request. Each piece of asynchronous work is a task that the caller's thread looks at.</summary>
    private sealed class Exchange : IDisposable
    {
        private readonly CancellationTokenSource _cancel;
        private readonly Task<(HttpResponseMessage Message, Stream Body)> _answer;
        private readonly byte[] _buffer = new byte[4096];
        private LinkResponse? _response;
        private Task<int>? _read;
        private int _offset;
        private int _length;

        public Exchange(HttpClient client, LinkRequest request, TimeSpan timeout, TimeProvider time)
        {
            _cancel = new CancellationTokenSource(timeout, time);
            _answer = Task.Run(() => Send(client, request, _cancel.Token));
        }

        public Task Moved => _read ?? (Task)_answer;

        public LinkResponse? Poll()
        {
            if (_response == null && _answer.IsCompleted)
                _response = _answer.IsCompletedSuccessfully ? Head(_answer.Result.Message) : new LinkResponse(0);
            return _response;
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            if (!_answer.IsCompletedSuccessfully)
                return _answer.IsCompleted ? LinkRead.Broken : LinkRead.Pending;
            if (_offset == _length)
            {
                _read ??= _answer.Result.Body.ReadAsync(_buffer, _cancel.Token).AsTask();
                if (!_read.IsCompleted)
                    return LinkRead.Pending;
                if (!_read.IsCompletedSuccessfully)
                    return LinkRead.Broken;
                _length = _read.Result;
                _offset = 0;
                if (_length == 0)
                    return LinkRead.End;
                _read = null;
            }

            int taken = Math.Min(count, _length - _offset);
            Array.Copy(_buffer, _offset, buffer, offset, taken);
            _offset += taken;
            return taken;
        }

        public void Dispose()
        {
            _cancel.Cancel();

            // What is still under way ends by the cancellation; its outcome is nobody's concern any more.
            _read?.ContinueWith(
                static task => _ = task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            _answer.ContinueWith(
                static task =>
                {
                    if (task.IsCompletedSuccessfully)
                        task.Result.Message.Dispose();
                    else
                        _ = task.Exception;
                },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            _cancel.Dispose();
        }

        private static async Task<(HttpResponseMessage Message, Stream Body)> Send(
            HttpClient client, LinkRequest request, CancellationToken cancel)
        {
            using HttpRequestMessage message = new(new HttpMethod(request.Method), request.Url);
            if (request.Body != null)
            {
                message.Content = new ByteArrayContent(request.Body);
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
            }

            if (request.RangeFirst >= 0)
                message.Headers.Range = new RangeHeaderValue(request.RangeFirst, request.RangeLast);
            HttpResponseMessage response = await client.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            return (response, await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false));
        }

        private static LinkResponse Head(HttpResponseMessage message)
        {
            double retryAfter = message.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0;
            return new LinkResponse((int)message.StatusCode)
            {
                DateUnixSeconds = message.Headers.Date?.ToUnixTimeSeconds() ?? 0,
                RetryAfterSeconds = (int)Math.Clamp(retryAfter, 0, int.MaxValue),
                ContentLength = message.Content.Headers.ContentLength ?? -1,
            };
        }
    }
}
