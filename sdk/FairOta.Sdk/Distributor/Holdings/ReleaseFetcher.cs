using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Brings releases from their vendors' origins, and takes nothing that the chain does not vouch for: the
/// manifest hashes to the release, the package to the manifest's root, each fleet list to its tranche's
/// root.</summary>
/// <param name="http">Fetches from strangers.</param>
/// <param name="identity">The chain and the escrow that releases must name.</param>
public sealed class ReleaseFetcher(StrangerHttp http, EscrowIdentity identity)
{
    /// <summary>Fetches a release with the fleets of all its tranches.</summary>
    /// <param name="release">As the chain shows it.</param>
    /// <param name="origin">Base URL of an origin.</param>
    /// <param name="maxPackageBytes">Largest package to take.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidDataException">What the origin serves is not that release, or larger than
    /// allowed.</exception>
    /// <exception cref="HttpRequestException">The origin cannot be reached or refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Holding> FetchAsync(
        ReleaseView release, string origin, int maxPackageBytes, CancellationToken cancellation)
    {
        byte[] signed = await GetAsync(origin, release, "manifest", Limits.MaxManifestBytes, cancellation)
            .ConfigureAwait(false);
        Manifest manifest = Holding.ReadManifest(signed);
        CheckManifest(manifest, release, maxPackageBytes);
        int packageBytes = manifest.SegmentCount * manifest.SegmentSize;
        byte[] package = await GetAsync(origin, release, "package", packageBytes, cancellation).ConfigureAwait(false);
        Holding holding = Holding.Verify(signed, package);
        for (int tranche = 0; tranche < release.Tranches.Count; tranche++)
            holding = await AddFleetAsync(holding, release, tranche, origin, cancellation).ConfigureAwait(false);
        return holding;
    }

    /// <summary>Fetches one tranche's fleet list.</summary>
    /// <exception cref="InvalidDataException">The list is not the tranche's.</exception>
    /// <exception cref="HttpRequestException">The origin cannot be reached or refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<Holding> AddFleetAsync(
        Holding holding, ReleaseView release, int tranche, string origin, CancellationToken cancellation)
    {
        TrancheAdded added = release.Tranches[tranche];
        int bytes = HeldFleet.BytesOf(added);
        byte[] list = await GetAsync(origin, release, $"fleets/{tranche}", bytes, cancellation).ConfigureAwait(false);
        return holding.With(tranche, HeldFleet.Verify(list, added));
    }

    /// <summary>Whether a manifest is the release's, for this chain and escrow, and of a size that is taken.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public void CheckManifest(Manifest manifest, ReleaseView release, int maxPackageBytes)
    {
        if (ReleaseId.FromBytes(manifest.ReleaseId()) != release.Created.Release)
            throw new InvalidDataException("The manifest is another release's.");
        if (manifest.ChainId != identity.ChainId || Address.FromBytes(manifest.Escrow) != identity.Escrow)
            throw new InvalidDataException("The manifest names another chain or escrow.");
        if ((long)manifest.SegmentCount * manifest.SegmentSize > maxPackageBytes)
            throw new InvalidDataException($"The package is larger than {maxPackageBytes} bytes.");
    }

    private Task<byte[]> GetAsync(
        string origin, ReleaseView release, string what, int limitBytes, CancellationToken cancellation) =>
        BaseUrl.IsValid(origin)
            ? http.GetAsync(
                BaseUrl.Below(origin, $"/v1/releases/{release.Created.Release.ToWire()}/{what}"),
                limitBytes,
                cancellation)
            : throw new InvalidDataException("The origin's URL is not one that is followed.");
}
