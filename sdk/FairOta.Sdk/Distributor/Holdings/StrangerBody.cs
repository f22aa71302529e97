using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;

namespace FairOta.Sdk.Distributor;

/// <summary>A body that a stranger sends, read as it comes.</summary>
internal sealed class StrangerBody : IDisposable
{
    /// <summary>A body gives this much, or all that is left of it, …</summary>
    public const int PaceBytes = 64 * 1024;

    /// <summary>… within this time, connecting included; who is slower is left.</summary>
    public const int PaceSeconds = 15;

    private readonly Uri _url;
    private readonly HttpResponseMessage _answer;
    private readonly Stream _body;
    private readonly Pace _pace;

    internal StrangerBody(Uri url, HttpResponseMessage answer, Stream body, long first, Pace pace)
    {
        (_url, _answer, _body, First, _pace) = (url, answer, body, first, pace);
        HttpContent content = answer.Content;
        TotalBytes = content.Headers.ContentRange is { } range ? range.Length : content.Headers.ContentLength;
    }

    /// <summary>Which byte of the whole comes first.</summary>
    public long First { get; }

    /// <summary>Bytes of the whole, as the sender says; null where it does not.</summary>
    public long? TotalBytes { get; }

    /// <summary>Reads what has come.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="HttpRequestException">It breaks off or is too slow.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            int count = await _body.ReadAsync(buffer, _pace.Token).ConfigureAwait(false);
            _pace.Count(count);
            return count;
        }
        catch (OperationCanceledException) when (_pace.IsTooSlow)
        {
            throw _pace.TooSlow(_url);
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"{_url} breaks off: {e.Message}", e);
        }
    }

    /// <summary>Fills the whole buffer.</summary>
    /// <exception cref="HttpRequestException">It breaks off, ends before, or is too slow.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = await ReadAsync(buffer).ConfigureAwait(false);
            if (count == 0) throw EndsTooEarly();
            buffer = buffer[count..];
        }
    }

    /// <summary>A whole answer, only shorter than what was asked for: it is the content that is wrong.</summary>
    internal HttpRequestException EndsTooEarly() => new($"{_url} ends too early.", null, HttpStatusCode.OK);

    /// <inheritdoc/>
    public void Dispose()
    {
        _body.Dispose();
        _answer.Dispose();
        _pace.Dispose();
    }
}
