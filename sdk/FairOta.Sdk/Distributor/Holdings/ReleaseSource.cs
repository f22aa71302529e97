using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Where a release may be had from.</summary>
/// <param name="Url">Base URL.</param>
/// <param name="Named">The operator's own word for it; null for a stranger's.</param>
internal sealed record ReleaseSource(string Url, PackageSource? Named = null)
{
    /// <summary>Distributors that are asked in one turn: each is asked for what it may not have, so few.</summary>
    public const int DistributorsATurn = 3;

    /// <summary>Whom its failures are counted against.</summary>
    public string Host => Uri.TryCreate(Url, UriKind.Absolute, out Uri? uri) ? uri.Authority : Url;

    /// <summary>The sources of a release: the URL on the chain, the manifest's origins, whom the operator named, and
    /// some distributors that announced themselves, others each turn. Pure.</summary>
    /// <param name="release">As the chain shows it.</param>
    /// <param name="manifest">Its manifest; null while that is not here.</param>
    /// <param name="named">Whom the operator named.</param>
    /// <param name="distributors">Who announced itself, the best first, this node not among them.</param>
    /// <param name="turn">How often the release was tried before.</param>
    public static IReadOnlyList<ReleaseSource> Of(
        ReleaseView release,
        Manifest? manifest,
        IEnumerable<PackageSource> named,
        IReadOnlyList<DistributorEntry> distributors,
        int turn) => [.. Origins(release, manifest)
            .Concat(named.Select(source => new ReleaseSource(source.Url, source)))
            .Concat(Turn(distributors, turn).Select(entry => new ReleaseSource(entry.Url)))
            .DistinctBy(source => source.Url.TrimEnd('/'))];

    /// <summary>The vendor's own: the URL on the chain and the manifest's origins. Pure.</summary>
    /// <param name="release">As the chain shows it.</param>
    /// <param name="manifest">Its manifest; null while that is not here.</param>
    public static IEnumerable<ReleaseSource> Origins(ReleaseView release, Manifest? manifest) =>
        new[] { release.Created.Url }.Concat(manifest?.Origins ?? [])
            .Where(BaseUrl.IsValid)
            .DistinctBy(url => url.TrimEnd('/'))
            .Select(url => new ReleaseSource(url));

    private static IEnumerable<DistributorEntry> Turn(IReadOnlyList<DistributorEntry> distributors, int turn)
    {
        int from = distributors.Count == 0 ? 0 : (int)((long)turn * DistributorsATurn % distributors.Count);
        return distributors.Skip(from).Concat(distributors.Take(from)).Take(DistributorsATurn);
    }
}
