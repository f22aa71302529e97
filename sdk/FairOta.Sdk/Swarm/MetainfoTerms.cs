using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Swarm;

/// <summary>Who serves a package beside the swarm, and how peers find each other.</summary>
internal sealed record MetainfoTerms
{
    /// <summary>URLs below which the file has its own name, and which answer Range requests to everybody (BEP 19);
    /// each ends in a slash. A URL of the file itself would do by BEP 19, but libtorrent takes a file that ends within
    /// a piece for several, and appends a name to it.</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary>URLs of trackers, in the order in which they are asked; without one, peers find each other by the
    /// DHT.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary>Whether peers are found by the trackers alone (BEP 27): no DHT, no exchange of peers.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>A release's origins as web seeds: the URL on the chain first, then the manifest's. An origin gives
    /// packages to everybody.</summary>
    /// <param name="manifest">The release's.</param>
    /// <param name="url">The base URL on the chain.</param>
    public static IReadOnlyList<string> Origins(Manifest manifest, string url)
    {
        string path = $"/v1/releases/{ReleaseId.FromBytes(manifest.ReleaseId()).ToWire()}/package/";
        return [.. new[] { url }.Concat(manifest.Origins)
            .Where(BaseUrl.IsValid)
            .Select(origin => BaseUrl.Below(origin, path).AbsoluteUri)
            .Distinct()];
    }
}
