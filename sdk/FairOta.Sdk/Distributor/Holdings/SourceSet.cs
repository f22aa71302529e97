using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>The sources of all releases, and who of them failed of late. Thread-safe.</summary>
/// <param name="strangers">Asks URLs that strangers chose.</param>
/// <param name="named">Asks URLs that the operator named.</param>
internal sealed class SourceSet(StrangerHttp strangers, StrangerHttp named)
{
    private const long FirstWaitSeconds = 5;
    private const long LastWaitSeconds = 600;

    private readonly Lock _gate = new();
    private readonly BackOff<string> _hosts = new(FirstWaitSeconds, LastWaitSeconds);

    /// <summary>Asks one source after another, until one gives what is asked for. Who cannot be reached, is too slow,
    /// breaks off or gives what is wrong is left alone for a while; who refuses is not, because anybody can name
    /// anybody's URL.</summary>
    /// <param name="sources">In their order.</param>
    /// <param name="what">What is asked for, for the message.</param>
    /// <param name="ask">Asks one; throws <see cref="HttpRequestException"/> where it does not give it and
    /// <see cref="InvalidDataException"/> where it gives what is wrong.</param>
    /// <param name="now">Unix seconds.</param>
    /// <exception cref="InvalidDataException">None gives it; says of each why not.</exception>
    internal async Task<T> FromAnyAsync<T>(
        IEnumerable<ReleaseSource> sources, string what, Func<ReleaseSource, Task<T>> ask, long now)
    {
        List<string> failures = [];
        foreach (ReleaseSource source in sources)
        {
            lock (_gate)
            {
                if (!_hosts.IsDue(source.Host, now))
                {
                    failures.Add($"{source.Url} failed of late.");
                    continue;
                }
            }

            try
            {
                T given = await ask(source).ConfigureAwait(false);
                lock (_gate) _hosts.Fine(source.Host);
                return given;
            }
            catch (Exception e) when (e is HttpRequestException or InvalidDataException)
            {
                if (IsFault(e)) lock (_gate) _hosts.Failed(source.Host, now);
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

    private static bool IsFault(Exception e) => e is not HttpRequestException { StatusCode: { } status }
        || status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests;
}
