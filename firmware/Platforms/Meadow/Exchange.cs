using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>One request. What it waits for is a task that the caller's thread looks at.</summary>
internal sealed class Exchange : IDisposable
{
    private const int BufferBytes = 4096;

    private readonly CancellationTokenSource _cancel;
    private readonly Task<HttpResponseMessage> _answer;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private LinkResponse? _response;
    private Stream? _body;
    private Task<int>? _read;
    private int _offset;
    private int _length;

    public Exchange(HttpClient client, LinkRequest request, TimeSpan timeout)
    {
        _cancel = new CancellationTokenSource(timeout);
        CancellationToken cancel = _cancel.Token;
        _answer = Task.Run(() => Send(client, request, cancel));
    }

    /// <summary>Completes when <see cref="Poll"/> or <see cref="Read"/> may have something new.</summary>
    public Task Moved => _read ?? (Task)_answer;

    public LinkResponse? Poll()
    {
        if (_response == null && _answer.IsCompleted)
            _response = _answer.IsCompletedSuccessfully ? Head(_answer.Result) : new LinkResponse(0);
        return _response;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (!_answer.IsCompletedSuccessfully)
            return _answer.IsCompleted ? LinkRead.Broken : LinkRead.Pending;
        if (_offset == _length)
        {
            _read ??= Task.Run(Next);
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
        _read?.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        _answer.ContinueWith(
            static task =>
            {
                if (task.Status == TaskStatus.RanToCompletion)
                    task.Result.Dispose();
                else
                    _ = task.Exception;
            },
            TaskScheduler.Default);
        _cancel.Dispose();
    }

    private async Task<int> Next()
    {
        _body ??= await _answer.Result.Content.ReadAsStreamAsync().ConfigureAwait(false);
        return await _body.ReadAsync(_buffer, 0, BufferBytes, _cancel.Token).ConfigureAwait(false);
    }

    private static async Task<HttpResponseMessage> Send(
        HttpClient client, LinkRequest request, CancellationToken cancel)
    {
        Uri uri = new(request.Url);
        using HttpRequestMessage message = new(new HttpMethod(request.Method), uri);
        if (request.PublicOnly)
        {
            message.RequestUri = await PublicHost.Resolve(uri).ConfigureAwait(false);
            message.Headers.Host = uri.Authority;
        }

        if (request.Body != null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        if (request.RangeFirst >= 0)
            message.Headers.Range = new RangeHeaderValue(request.RangeFirst, request.RangeLast);
        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
    }

    private static LinkResponse Head(HttpResponseMessage message)
    {
        double retryAfter = message.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0;
        return new LinkResponse((int)message.StatusCode)
        {
            DateUnixSeconds = message.Headers.Date?.ToUnixTimeSeconds() ?? 0,
            RetryAfterSeconds = (int)Math.Min(Math.Max(retryAfter, 0), int.MaxValue),
            ContentLength = message.Content.Headers.ContentLength ?? -1,
        };
    }
}
