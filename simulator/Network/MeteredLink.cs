using System;
using FairOta.Agent;

namespace FairOta.Simulator.Network;

/// <summary>One exchange of a device that is over.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Status">HTTP status; 0 where nobody answered.</param>
/// <param name="BytesDown">Bytes of the body that were read.</param>
public sealed record MeteredExchange(LinkRequest Request, int Status, long BytesDown);

/// <summary>A link that says what went over it.</summary>
/// <param name="link">Carries.</param>
/// <param name="ended">Told of each exchange when it is closed.</param>
internal sealed class MeteredLink(ILink link, Action<MeteredExchange> ended) : ILink
{
    private LinkRequest? _request;
    private int _status;
    private long _bytes;

    /// <inheritdoc/>
    public void Start(LinkRequest request)
    {
        End();
        (_request, _status, _bytes) = (request, 0, 0);
        link.Start(request);
    }

    /// <inheritdoc/>
    public LinkResponse? Poll()
    {
        LinkResponse? response = link.Poll();
        _status = response?.Status ?? _status;
        return response;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        int read = link.Read(buffer, offset, count);
        if (read > 0) _bytes += read;
        return read;
    }

    /// <inheritdoc/>
    public void Close()
    {
        End();
        link.Close();
    }

    private void End()
    {
        if (_request is { } request) ended(new MeteredExchange(request, _status, _bytes));
        _request = null;
    }
}
