using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Holdings on disk: one folder per release with <c>manifest.cose</c>, <c>package.bin</c>, a
/// <c>fleet-N.bin</c> per tranche and, once the vendor took it back, <c>recall.cose</c>. Releases on their way lie in a
/// folder of the same form below <c>incoming</c>, which moves as a whole once it is complete; one that is damaged is
/// mended where it lies.</summary>
/// <remarks>A folder of manifest and recall alone remembers that the release is taken back.</remarks>
/// <param name="directory">The folder of all; made if need be.</param>
internal sealed class HoldingStore(string directory)
{
    internal const string ManifestFile = "manifest.cose";
    internal const string PackageFile = "package.bin";
    private const string RecallFile = "recall.cose";
    private const string Incoming = "incoming";
    private const int PieceBytes = 1 << 20;

    /// <summary>The releases that lie here, whole.</summary>
    public IReadOnlyList<ReleaseId> Releases() => [.. Folders(directory)
        .Where(release => Has(release, ManifestFile) && Has(release, PackageFile))];

    /// <summary>The releases that are remembered as taken back, whether or not they lie here.</summary>
    public IReadOnlyList<ReleaseId> Recalled() =>
        [.. Folders(directory).Where(release => Has(release, ManifestFile) && LoadRecall(release) is not null)];

    /// <summary>Folders that are neither a release nor remember that one was taken back: the deletion of one broke
    /// off.</summary>
    internal IReadOnlyList<ReleaseId> Leftovers() => [.. Folders(directory).Except(Releases()).Except(Recalled())];

    /// <summary>The releases of which a part lies here.</summary>
    internal IReadOnlyList<ReleaseId> Drafts() => [.. Folders(Path.Combine(directory, Incoming))];

    /// <summary>Reads and verifies a release, its fleets not included.</summary>
    /// <exception cref="InvalidDataException">What lies there is not that release, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Holding Load(ReleaseId release)
    {
        FileContent package = new(PathOf(release, PackageFile));
        try
        {
            Holding holding = Holding.Verify(ReadSmall(PathOf(release, ManifestFile)), package);
            if (holding.Id != release)
                throw new InvalidDataException($"The folder of release {release} holds release {holding.Id}.");
            return LoadRecall(release) is { } notice ? holding.WithRecall(notice) : holding;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a damaged release is without its package; what lies on its way moves to where it belongs.
    /// </summary>
    /// <exception cref="InvalidDataException">The manifest is malformed.</exception>
    /// <exception cref="IOException">It cannot be read or moved.</exception>
    internal Holding LoadDamaged(ReleaseId release, byte[] signedManifest)
    {
        if (!Directory.Exists(Folder(release))) Directory.Move(DraftFolder(release), Folder(release));
        Holding holding = Holding.Damaged(signedManifest);
        return LoadRecall(release) is { } notice ? holding.WithRecall(notice) : holding;
    }

    /// <summary>The bytes of a fleet list, or null where it does not lie here.</summary>
    public byte[]? LoadFleet(ReleaseId release, int tranche)
    {
        string path = PathOf(release, FleetFile(tranche));
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Keeps a holding. The manifest comes last: a folder without one is not complete.</summary>
    public void Save(Holding holding)
    {
        Directory.CreateDirectory(Folder(holding.Id));
        SavePackage(holding.Id, holding.Served.Package);
        for (int tranche = 0; tranche < holding.Fleets.Length; tranche++)
            if (holding.Fleets[tranche] is { } fleet) SaveFleet(holding.Id, tranche, fleet.ListBytes);
        if (holding.Served.Recall is { } notice) SaveRecall(holding.Id, notice);
        DurableFile.Write(PathOf(holding.Id, ManifestFile), holding.Served.SignedManifest);
    }

    /// <summary>Keeps one more fleet list of a release that lies here.</summary>
    public void SaveFleet(ReleaseId release, int tranche, byte[] list) =>
        DurableFile.Write(PathOf(release, FleetFile(tranche)), list);

    /// <summary>Keeps another signature of the manifest of a release that lies here.</summary>
    internal void SaveManifest(ReleaseId release, byte[] signedManifest) =>
        DurableFile.Write(PathOf(release, ManifestFile), signedManifest);

    /// <summary>Keeps the notice that takes back a release that lies here.</summary>
    public void SaveRecall(ReleaseId release, byte[] notice) =>
        DurableFile.Write(PathOf(release, RecallFile), notice);

    /// <summary>Remembers of a release that does not lie here that it was taken back.</summary>
    internal void RememberRecall(ReleaseId release, byte[] signedManifest, byte[] notice)
    {
        Directory.CreateDirectory(Folder(release));
        SaveRecall(release, notice);
        SaveManifest(release, signedManifest);
        LetGo(release);
    }

    /// <summary>Drops a release and what is on its way of it, and what is remembered of it.</summary>
    public void Delete(ReleaseId release)
    {
        DeleteFolder(Folder(release));
        DeleteFolder(DraftFolder(release));
    }

    /// <summary>Drops a release's package and fleets, but not that it was taken back.</summary>
    public void LetGo(ReleaseId release)
    {
        if (LoadRecall(release) is null)
        {
            Delete(release);
            return;
        }

        DeleteFolder(DraftFolder(release));
        string[] kept = [PathOf(release, ManifestFile), PathOf(release, RecallFile)];
        foreach (string file in Directory.EnumerateFiles(Folder(release)).Except(kept).ToList()) File.Delete(file);
    }

    /// <summary>The part of a release that lies here, none of it yet as the case may be.</summary>
    internal ReleaseDraft Draft(ReleaseId release) =>
        new(Directory.Exists(Folder(release)) ? Folder(release) : DraftFolder(release));

    /// <summary>Makes a draft of which all is verified and on the disk a release.</summary>
    internal void Complete(ReleaseId release)
    {
        if (Directory.Exists(Folder(release))) DeleteFolder(DraftFolder(release));
        else Directory.Move(DraftFolder(release), Folder(release));
    }

    internal static string FleetFile(int tranche) =>
        string.Create(CultureInfo.InvariantCulture, $"fleet-{tranche}.bin");

    internal static byte[] ReadSmall(string path)
    {
        if (new FileInfo(path).Length > Limits.MaxManifestBytes)
            throw new InvalidDataException($"{Path.GetFileName(path)} is larger than {Limits.MaxManifestBytes} bytes.");
        return File.ReadAllBytes(path);
    }

    /// <summary>The notice that takes a release back; null where none lies here that is its signer's.</summary>
    private byte[]? LoadRecall(ReleaseId release)
    {
        if (!Has(release, RecallFile) || !Has(release, ManifestFile)) return null;
        byte[] notice = ReadSmall(PathOf(release, RecallFile));
        return Recalls.IsOf(notice, release, ReadSmall(PathOf(release, ManifestFile))) ? notice : null;
    }

    private void SavePackage(ReleaseId release, IContent package) =>
        DurableFile.Write(PathOf(release, PackageFile), file =>
        {
            byte[] piece = new byte[PieceBytes];
            for (long offset = 0; offset < package.Length; offset += piece.Length)
            {
                int count = (int)Math.Min(piece.Length, package.Length - offset);
                package.Read(offset, piece.AsSpan(0, count));
                file.Write(piece, 0, count);
            }
        });

    private bool Has(ReleaseId release, string file) => File.Exists(PathOf(release, file));

    private string Folder(ReleaseId release) => Path.Combine(directory, release.ToWire());

    private string DraftFolder(ReleaseId release) => Path.Combine(directory, Incoming, release.ToWire());

    private string PathOf(ReleaseId release, string file) => Path.Combine(Folder(release), file);

    private static IEnumerable<ReleaseId> Folders(string below)
    {
        if (!Directory.Exists(below)) yield break;
        foreach (string folder in Directory.EnumerateDirectories(below))
            if (ReleaseId.TryParseWire(Path.GetFileName(folder), out ReleaseId release)) yield return release;
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
