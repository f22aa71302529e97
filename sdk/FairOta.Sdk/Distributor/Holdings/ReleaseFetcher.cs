using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Brings releases, and takes nothing that the chain does not vouch for: the manifest hashes to the release,
/// the leaves to the manifest's root, each segment to its leaf, each fleet list to its tranche's root. What is right
/// stays on disk from the moment it comes, so a source that breaks off, lies or is slow costs what it did not give, and
/// so does the end of this process.</summary>
/// <param name="sources">Whom to ask.</param>
/// <param name="store">Where everything lies.</param>
/// <param name="identity">The chain and the escrow that releases must name.</param>
/// <param name="folder">Where packages are looked for before anybody is asked; null for nowhere.</param>
internal sealed class ReleaseFetcher(
    SourceSet sources, HoldingStore store, EscrowIdentity identity, PackageFolder? folder = null)
{
    /// <summary>How often a source may break off in one turn.</summary>
    private const int MostBreaks = 16;

    /// <summary>Fetches the manifest, unless it lies here.</summary>
    /// <exception cref="InvalidDataException">No source gives it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal async Task<byte[]> FetchManifestAsync(
        ReleaseView release, IEnumerable<ReleaseSource> from, long now, CancellationToken cancellation)
    {
        ReleaseId id = release.Created.Release;
        ReleaseDraft draft = store.Draft(id);
        if (draft.LoadManifest(id) is { } here) return here;
        byte[] signed = await sources.FromAnyAsync(
            id, from, "manifest", (source, turn) => GetManifestAsync(source, id, turn), now, cancellation)
            .ConfigureAwait(false);
        draft.SaveManifest(signed);
        return signed;
    }

    /// <summary>Asks the release's origins for its signed manifest.</summary>
    /// <returns>The COSE_Sign1 message; null where nobody gives it.</returns>
    internal async Task<byte[]?> FetchSignedAsync(
        ReleaseId release, IEnumerable<ReleaseSource> origins, long now, CancellationToken cancellation)
    {
        try
        {
            return await sources.FromAnyAsync(
                release,
                origins,
                "manifest",
                (source, turn) => GetManifestAsync(source, release, turn),
                now,
                cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return null; // whoever is not there is asked again another time
        }
    }

    /// <summary>Why a manifest's release is not taken up; null where nothing of it speaks against it.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="now">Unix seconds.</param>
    public WorkRefusal? Judge(Manifest manifest, ReleaseFilter policy, long now)
    {
        if (manifest.ChainId != identity.ChainId || Address.FromBytes(manifest.Escrow) != identity.Escrow)
            return new(WorkRule.Manifest, "Its manifest names another chain or escrow.");
        if (manifest.NotAfter <= now) return new(WorkRule.Manifest, "No device installs it any more.");
        long bytes = (long)manifest.SegmentCount * manifest.SegmentSize;
        if (bytes > policy.MaxPackageBytes)
            return new(WorkRule.Manifest, $"Its package has {bytes} bytes, more than {policy.MaxPackageBytes}.");
        return bytes < policy.MinPackageBytes
            ? new(WorkRule.Manifest, $"Its package has {bytes} bytes, less than {policy.MinPackageBytes}.")
            : null;
    }

    /// <summary>Asks the release's origins for a notice that takes it back.</summary>
    /// <returns>The notice, verified; null where nobody gives one.</returns>
    internal async Task<byte[]?> FetchRecallAsync(
        ReleaseId release,
        byte[] signedManifest,
        IEnumerable<ReleaseSource> origins,
        long now,
        CancellationToken cancellation)
    {
        try
        {
            return await sources.FromAnyAsync(
                release,
                origins,
                "recall",
                (source, turn) => GetRecallAsync(source, release, signedManifest, turn),
                now,
                cancellation).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return null; // as a rule there is none
        }
    }

    /// <summary>Takes what is missing of the package from the folder, and fetches the rest.</summary>
    /// <param name="manifest">The release's.</param>
    /// <param name="from">Whom to ask.</param>
    /// <param name="isAwaited">Whether nobody is asked for what the folder lacks.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What the folder lacked, a sentence; null where there is none, or it lacked nothing.</returns>
    /// <exception cref="InvalidDataException">No source gives all of it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal async Task<string?> FetchPackageAsync(
        Manifest manifest,
        IReadOnlyList<ReleaseSource> from,
        bool isAwaited,
        long now,
        CancellationToken cancellation)
    {
        var id = ReleaseId.FromBytes(manifest.ReleaseId());
        ReleaseDraft draft = store.Draft(id);
        byte[] leaves = await FetchLeavesAsync(id, manifest, draft, from, now, cancellation).ConfigureAwait(false);
        using PackageDraft package = draft.OpenPackage(manifest, leaves);
        string? lacking = package.Missing > 0 ? folder?.Fill(id, package, cancellation) : null;
        if (package.Missing > 0 && !(isAwaited && lacking is not null))
        {
            await sources.FromAnyAsync(id, from, "package", async (source, turn) =>
            {
                await FillAsync(id, package, source, turn).ConfigureAwait(false);
                return true;
            }, now, cancellation).ConfigureAwait(false);
        }

        package.Flush();
        return lacking;
    }

    /// <summary>Fetches one tranche's fleet list.</summary>
    /// <exception cref="InvalidDataException">No source gives it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal async Task<HeldFleet> FetchFleetAsync(
        TrancheAdded tranche, IReadOnlyList<ReleaseSource> from, long now, CancellationToken cancellation)
    {
        ReleaseDraft parts = store.Draft(tranche.Release);
        HeldFleet fleet = await sources.FromAnyAsync(
            tranche.Release,
            from,
            $"fleet of tranche {tranche.Tranche}",
            (source, turn) =>
                FetchFleetAsync(tranche, parts.FleetPart((int)tranche.Tranche, source.Url), source, turn),
            now,
            cancellation).ConfigureAwait(false);
        parts.DropFleetParts((int)tranche.Tranche);
        return fleet;
    }

    private async Task<byte[]> GetManifestAsync(
        ReleaseSource source, ReleaseId release, CancellationToken cancellation)
    {
        byte[] signed = await sources.GetAsync(source, release, "manifest", Limits.MaxManifestBytes, cancellation)
            .ConfigureAwait(false);
        if (ReleaseId.FromBytes(Holding.ReadManifest(signed).ReleaseId()) != release)
            throw new InvalidDataException("The manifest is another release's.");
        // Whose signature it is devices judge; but without any there is nothing for them to judge.
        if (ManifestSigners.Of(signed).Count == 0) throw new InvalidDataException("The manifest is signed by nobody.");
        return signed;
    }

    /// <remarks>What is no recall is as good as none: many a web server answers a path that it does not know with a
    /// page of its own, and is a good source of the package.</remarks>
    private async Task<byte[]> GetRecallAsync(
        ReleaseSource source, ReleaseId release, byte[] signedManifest, CancellationToken cancellation)
    {
        try
        {
            byte[] notice = await sources.GetAsync(source, release, "recall", RecallNotice.MaxBytes, cancellation)
                .ConfigureAwait(false);
            if (Recalls.IsOf(notice, release, signedManifest)) return notice;
            throw new InvalidDataException($"{source.Url} gives a recall that is not the release's.");
        }
        catch (InvalidDataException e)
        {
            throw new HttpRequestException(e.Message, e, HttpStatusCode.NotFound);
        }
    }

    private async Task<byte[]> FetchLeavesAsync(
        ReleaseId id,
        Manifest manifest,
        ReleaseDraft draft,
        IReadOnlyList<ReleaseSource> from,
        long now,
        CancellationToken cancellation)
    {
        if (draft.LoadLeaves(manifest) is { } here) return here;
        int bytes = ReleaseDraft.LeavesBytes(manifest);
        byte[] leaves = await sources.FromAnyAsync(id, from, "leaves", async (source, turn) =>
        {
            byte[] given = await sources.GetAsync(source, id, "leaves", bytes, turn).ConfigureAwait(false);
            return ReleaseDraft.AreLeaves(given, manifest)
                ? given
                : throw new InvalidDataException($"{source.Url} gives leaves whose root is not the manifest's.");
        }, now, cancellation).ConfigureAwait(false);
        draft.SaveLeaves(leaves);
        return leaves;
    }

    /// <summary>Has a source fill what is missing, also over connections that break off, as long as each brings
    /// something.</summary>
    private async Task FillAsync(
        ReleaseId id, PackageDraft package, ReleaseSource source, CancellationToken cancellation)
    {
        for (int breaks = 0; package.NextMissing() is { } missing;)
        {
            int before = package.Missing;
            try
            {
                await ReadAsync(id, package, missing.First, missing.Count, source, cancellation).ConfigureAwait(false);
            }
            catch (HttpRequestException) when (package.Missing < before && ++breaks <= MostBreaks)
            {
                // what came is kept
            }
        }
    }

    private async Task ReadAsync(
        ReleaseId id, PackageDraft package, int first, int count, ReleaseSource source, CancellationToken cancellation)
    {
        long from = (first - 1L) * package.SegmentSize, end = from + (long)count * package.SegmentSize;
        using StrangerBody body = await sources.OpenAsync(source, id, "package", from, end - 1, cancellation)
            .ConfigureAwait(false);
        if (body.TotalBytes is { } total && total != package.TotalBytes)
            throw new InvalidDataException($"{source.Url} gives a package of {total} bytes, not {package.TotalBytes}.");
        byte[] segment = new byte[package.SegmentSize];
        // A server that gives no parts begins at the beginning: what is here already is passed over.
        for (int index = (int)(body.First / segment.Length) + 1; index < first + count; index++)
        {
            await body.ReadExactlyAsync(segment).ConfigureAwait(false);
            if (!package.IsHere(index) && !package.TryTake(index, segment))
                throw new InvalidDataException($"{source.Url} gives a wrong segment {index}.");
        }
    }

    private async Task<HeldFleet> FetchFleetAsync(
        TrancheAdded tranche, string path, ReleaseSource source, CancellationToken cancellation)
    {
        int bytes = HeldFleet.BytesOf(tranche);
        // Without a buffer: what came is in the file, whenever this process ends.
        using (FileStream part = new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            if (part.Length > bytes) part.SetLength(0);
            if (part.Length < bytes)
                await ReadAsync(tranche, part, bytes, source, cancellation).ConfigureAwait(false);
        }

        try
        {
            return HeldFleet.Verify(File.ReadAllBytes(path), tranche);
        }
        catch (InvalidDataException)
        {
            File.Delete(path);
            throw;
        }
    }

    private async Task ReadAsync(
        TrancheAdded tranche, FileStream part, int bytes, ReleaseSource source, CancellationToken cancellation)
    {
        using StrangerBody body = await sources
            .OpenAsync(source, tranche.Release, $"fleets/{tranche.Tranche}", part.Length, null, cancellation)
            .ConfigureAwait(false);
        if (body.TotalBytes is { } total && total != bytes)
            throw new InvalidDataException($"{source.Url} gives a fleet list of {total} bytes, not {bytes}.");
        part.SetLength(body.First);
        part.Position = body.First;
        byte[] piece = new byte[32 * 1024];
        while (part.Position < bytes)
        {
            int wanted = (int)Math.Min(piece.Length, bytes - part.Position);
            int count = await body.ReadAsync(piece.AsMemory(0, wanted)).ConfigureAwait(false);
            if (count == 0) throw body.EndsTooEarly();
            part.Write(piece, 0, count);
        }
    }
}
