using System;
using System.Net.Http;
using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>Cancels a download that gives less than <see cref="StrangerBody.PaceBytes"/> in
/// <see cref="StrangerBody.PaceSeconds"/>: bodies can trickle in for ever.</summary>
internal sealed class Pace : IDisposable
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(StrangerBody.PaceSeconds);
    private readonly CancellationTokenSource _slow;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private int _counted;

    public Pace(TimeProvider time, CancellationToken caller)
    {
        _caller = caller;
        _slow = new CancellationTokenSource(Span, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _slow.Token);
    }

    public CancellationToken Token => _either.Token;

    public bool IsTooSlow => _slow.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Counts what has come.</summary>
    public void Count(int bytes)
    {
        _counted += bytes;
        if (_counted < StrangerBody.PaceBytes) return;
        _counted = 0;
        _slow.CancelAfter(Span);
    }

    public HttpRequestException TooSlow(Uri url) => new(
        $"{url} is too slow: less than {StrangerBody.PaceBytes} bytes in {StrangerBody.PaceSeconds} s.");

    public void Dispose()
    {
        _either.Dispose();
        _slow.Dispose();
    }
}
