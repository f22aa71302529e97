using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>The sources of all releases, and who of them failed of late. Thread-safe.</summary>
/// <param name="strangers">Asks URLs that strangers chose.</param>
/// <param name="named">Asks URLs that the operator named.</param>
/// <param name="time">Measures each one's share of a turn; the system's by default.</param>
internal sealed class SourceSet(StrangerHttp strangers, StrangerHttp named, TimeProvider? time = null)
{
    private const long FirstWaitSeconds = 5;
    private const long LastWaitSeconds = 600;

    /// <summary>How long a source may take at first while others wait; twice as long each time it is its turn
    /// again.</summary>
    internal static readonly TimeSpan FirstShare = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly BackOff<string> _faults = new(FirstWaitSeconds, LastWaitSeconds);

    /// <summary>Asks one source after another, until one gives what is asked for. Who uses up its share of the time
    /// comes again after the others. Anybody can name anybody's URL, so a fault is held against no more than whose it
    /// is: a host that cannot be reached, is too slow or breaks off is left alone for a while, and so is a base URL
    /// that fails or is overloaded; who gives what is wrong, for that release; who refuses, not at all.</summary>
    /// <param name="release">The release.</param>
    /// <param name="sources">In their order.</param>
    /// <param name="what">What is asked for, for the message.</param>
    /// <param name="ask">Asks one; throws <see cref="HttpRequestException"/> where it does not give it and
    /// <see cref="InvalidDataException"/> where it gives what is wrong.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidDataException">None gives it; says of each why not.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<T> FromAnyAsync<T>(
        ReleaseId release,
        IEnumerable<ReleaseSource> sources,
        string what,
        Func<ReleaseSource, CancellationToken, Task<T>> ask,
        long now,
        CancellationToken cancellation)
    {
        List<string> failures = [];
        Queue<(ReleaseSource Source, TimeSpan Share)> waiting = new(sources.Select(source => (source, FirstShare)));
        while (waiting.TryDequeue(out var next))
        {
            (ReleaseSource source, TimeSpan share) = next;
            string[] blamable = [source.Host, source.Url, Content(release, source)];
            lock (_gate)
            {
                if (!blamable.All(fault => _faults.IsDue(fault, now)))
                {
                    failures.Add($"{source.Url} failed of late.");
                    continue;
                }
            }

            using CancellationTokenSource turn =
                new(waiting.Count > 0 ? share : Timeout.InfiniteTimeSpan, time ?? TimeProvider.System);
            using CancellationTokenSource either =
                CancellationTokenSource.CreateLinkedTokenSource(cancellation, turn.Token);
            try
            {
                T given = await ask(source, either.Token).ConfigureAwait(false);
                lock (_gate)
                    foreach (string fault in blamable) _faults.Fine(fault);
                return given;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                waiting.Enqueue((source, 2 * share));
            }
            catch (Exception e) when (e is HttpRequestException or InvalidDataException)
            {
                if (Blamed(e, release, source) is { } fault) lock (_gate) _faults.Failed(fault, now);
                failures.Add(e.Message);
            }
        }

        throw new InvalidDataException(failures.Count == 0
            ? $"There is no source for the {what}."
            : $"No source gives the {what}. {string.Join(" ", failures)}");
    }

    /// <summary>Fetches a small body of a release.</summary>
    internal Task<byte[]> GetAsync(
        ReleaseSource source, ReleaseId release, string what, int limitBytes, CancellationToken cancellation) =>
        Http(source).GetAsync(Below(source, release, what), limitBytes, cancellation);

    /// <summary>Begins to fetch a body of a release, or a part of it.</summary>
    internal Task<StrangerBody> OpenAsync(
        ReleaseSource source, ReleaseId release, string what, long first, long? last, CancellationToken cancellation) =>
        Http(source).OpenAsync(Below(source, release, what), first, last, source.Named?.Token, cancellation);

    private StrangerHttp Http(ReleaseSource source) => source.Named is null ? strangers : named;

    private static Uri Below(ReleaseSource source, ReleaseId release, string what) =>
        BaseUrl.Below(source.Url, $"/v1/releases/{release.ToWire()}/{what}");

    private static string? Blamed(Exception e, ReleaseId release, ReleaseSource source) => e switch
    {
        HttpRequestException { StatusCode: null } => source.Host,
        HttpRequestException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } =>
            source.Url,
        HttpRequestException { StatusCode: not HttpStatusCode.OK } => null,
        _ => Content(release, source),
    };

    private static string Content(ReleaseId release, ReleaseSource source) => $"{release.ToWire()} {source.Url}";
}
