using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>A release on disk, with the journal of its funding. One process at a time writes to it.</summary>
/// <remarks>
/// <c>manifest.cose</c> the signed manifest; <c>package.bin</c> c[1..n]; <c>leaves.bin</c> leaf[1..n];
/// <c>fleet-0.bin</c>, <c>fleet-1.bin</c>, … 20-byte addresses by tranche; <c>release.json</c> terms and journal;
/// <c>recall.cose</c> the notice that takes the release back, once there is one. A folder appears whole or not at all,
/// and nothing of it is believed: loading checks every file against the signature.
/// </remarks>
public sealed class ReleaseFolder : IDisposable
{
    /// <summary>Name of the file that tells a release's folder.</summary>
    public const string JournalName = "release.json";

    /// <summary>Name of the file that takes a release back.</summary>
    public const string RecallName = "recall.cose";

    private const string ManifestName = "manifest.cose";
    private const string PackageName = "package.bin";
    private const string LeavesName = "leaves.bin";
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    private ReleaseFolder(string path, Release release, ReleaseJournal journal, byte[]? recall) =>
        (FolderPath, Release, Journal, Recall) = (path, release, journal, recall);

    /// <summary>Where it lies.</summary>
    public string FolderPath { get; }

    /// <summary>The release.</summary>
    public Release Release { get; private set; }

    /// <summary>Terms, and how far each tranche's funding is.</summary>
    internal ReleaseJournal Journal { get; private set; }

    /// <summary>The notice that takes the release back; null while there is none.</summary>
    public byte[]? Recall { get; private set; }

    /// <summary>Writes a new release.</summary>
    /// <param name="path">The folder, which must not exist.</param>
    /// <param name="release">The release.</param>
    /// <exception cref="IOException">The folder exists, or cannot be written.</exception>
    public static ReleaseFolder Create(string path, Release release)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path) || File.Exists(path)) throw new IOException($"{path} is there already.");
        string draft = path + ".draft";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        Durable.Write(Path.Combine(draft, ManifestName), release.SignedManifest);
        Durable.Write(Path.Combine(draft, PackageName), release.Package.ToArray());
        Durable.Write(Path.Combine(draft, LeavesName), release.Leaves);
        for (int i = 0; i < release.Tranches.Count; i++)
            Durable.Write(Path.Combine(draft, FleetName(i)), release.Tranches[i].ToBytes());
        Durable.Write(Path.Combine(draft, JournalName), ReleaseJournal.Of(release).ToJson());
        Directory.Move(draft, path);
        return Load(path);
    }

    /// <summary>Reads a release and checks all of it: the signature, the release id, package and leaves against the
    /// manifest's root, and every fleet against its own root.</summary>
    /// <exception cref="ReleaseException">A file is missing, damaged or not the release's; the message says
    /// which.</exception>
    public static ReleaseFolder Load(string path)
    {
        path = Path.GetFullPath(path);
        FileContent? package = null;
        try
        {
            ReleaseJournal journal = ReleaseJournal.Parse(Read(path, JournalName, ReleaseJournal.MaxBytes));
            byte[] signed = Read(path, ManifestName, Limits.MaxManifestBytes);
            Manifest manifest = Manifest.Open(signed, journal.Signer);
            package = new FileContent(Path.Combine(path, PackageName));
            byte[] leaves = Read(path, LeavesName, (Limits.MaxSegments + 1) * Hash32.Size);
            CheckPackage(manifest, package, leaves);
            var release = new Release
            {
                Manifest = manifest,
                SignedManifest = signed,
                Signer = journal.Signer,
                Package = package,
                Leaves = leaves,
                Terms = journal.Terms,
                Tranches = [.. journal.Tranches.Select((funding, i) => ReadFleet(path, i, funding))],
            };
            if (release.Id != journal.Release)
                throw new ReleaseException($"{JournalName} names another release than {ManifestName}.");
            return new ReleaseFolder(path, release, journal, ReadRecall(path, signed));
        }
        catch (Exception e) when (e is ProtocolException or IOException or UnauthorizedAccessException
            or ReleaseException)
        {
            package?.Dispose();
            throw new ReleaseException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads what a folder says of itself: journal, manifest and recall.</summary>
    /// <exception cref="ReleaseException">One of these is missing, damaged or not the release's.</exception>
    internal static ReleaseCard ReadCard(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            ReleaseJournal journal = ReleaseJournal.Parse(Read(path, JournalName, ReleaseJournal.MaxBytes));
            byte[] signed = Read(path, ManifestName, Limits.MaxManifestBytes);
            Manifest manifest = Manifest.Open(signed, journal.Signer);
            return ReleaseId.FromBytes(manifest.ReleaseId()) == journal.Release
                ? new ReleaseCard(path, manifest, journal, ReadRecall(path, signed) is not null)
                : throw new ReleaseException($"{JournalName} names another release than {ManifestName}.");
        }
        catch (Exception e) when (e is ProtocolException or IOException or UnauthorizedAccessException
            or ReleaseException)
        {
            throw new ReleaseException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Adds the fleet of another tranche, not funded yet.</summary>
    /// <returns>The tranche's number.</returns>
    /// <exception cref="ReleaseException">A device of it is in another tranche: it would be paid for twice, and the
    /// chain would not say for which.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public int Add(FleetList fleet)
    {
        CheckIsNew(fleet);
        int tranche = Release.Tranches.Count;
        Durable.Write(Path.Combine(FolderPath, FleetName(tranche)), fleet.ToBytes());
        Save(Journal with { Tranches = Journal.Tranches.Add(TrancheFunding.Of(fleet)) });
        Release = Release with { Tranches = Release.Tranches.Add(fleet) };
        return tranche;
    }

    /// <summary>Takes the last tranche away again, of which nothing was sent.</summary>
    /// <exception cref="InvalidOperationException">Something of it was sent, or it is the first.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void RemoveLast()
    {
        int last = Release.Tranches.Count - 1;
        if (last == 0 || Journal.Tranches[last].State != FundingState.Planned)
            throw new InvalidOperationException("The last tranche was sent, or is the first.");
        Save(Journal with { Tranches = Journal.Tranches.RemoveAt(last) });
        Release = Release with { Tranches = Release.Tranches.RemoveAt(last) };
        File.Delete(Path.Combine(FolderPath, FleetName(last)));
    }

    /// <summary>Deletes a folder of which nothing was sent, and what is in it.</summary>
    /// <exception cref="InvalidOperationException">Something of it was sent.</exception>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public void Delete()
    {
        if (Journal.Tranches.Any(tranche => tranche.State != FundingState.Planned))
            throw new InvalidOperationException("Something of this release was sent.");
        Dispose();
        Directory.Delete(FolderPath, recursive: true);
    }

    /// <summary>Takes the release back: from now on the notice is served with it, and no tranche of it is funded. A
    /// folder keeps the first notice that it got.</summary>
    /// <param name="notice">A <see cref="RecallNotice"/> by the key that signed the manifest.</param>
    /// <exception cref="ReleaseException">It is no notice, or not of this release by that key.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void TakeBack(byte[] notice)
    {
        CheckRecall(notice, Release.SignedManifest);
        if (Recall is not null) return;
        Durable.Write(Path.Combine(FolderPath, RecallName), notice);
        Recall = notice;
    }

    /// <summary>The release as it is served, with its recall.</summary>
    internal HeldRelease ToHeld() => Recall is null ? Release.ToHeld() : Release.ToHeld().WithRecall(Recall);

    /// <summary>Makes a tranche's state durable.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Record(int tranche, TrancheFunding funding) =>
        Save(Journal with { Tranches = Journal.Tranches.SetItem(tranche, funding) });

    /// <inheritdoc/>
    public void Dispose() => (Release.Package as IDisposable)?.Dispose();

    private static string FleetName(int tranche) => $"fleet-{tranche}.bin";

    private static byte[] Read(string folder, string name, long limit)
    {
        string path = Path.Combine(folder, name);
        if (new FileInfo(path).Length > limit) throw new ReleaseException($"{name} is larger than {limit} bytes.");
        return File.ReadAllBytes(path);
    }

    private static FleetList ReadFleet(string folder, int tranche, TrancheFunding funding)
    {
        string name = FleetName(tranche);
        FleetList fleet;
        try
        {
            fleet = FleetList.Parse(Read(folder, name, (long)FleetList.MaxDevices * Address.Size));
        }
        catch (InvalidDataException e)
        {
            throw new ReleaseException($"{name}: {e.Message}", e);
        }

        return (uint)fleet.Count == funding.FleetSize && new FleetTree(fleet).Root == funding.FleetRoot
            ? fleet
            : throw new ReleaseException($"{name} is not the fleet that {JournalName} names.");
    }

    private static byte[]? ReadRecall(string folder, byte[] signedManifest)
    {
        if (!File.Exists(Path.Combine(folder, RecallName))) return null;
        byte[] notice = Read(folder, RecallName, RecallNotice.MaxBytes);
        CheckRecall(notice, signedManifest);
        return notice;
    }

    private static void CheckRecall(byte[] notice, byte[] signedManifest)
    {
        try
        {
            if (RecallNotice.Parse(notice).IsBySignerOf(signedManifest)) return;
        }
        catch (ProtocolException e)
        {
            throw new ReleaseException($"{RecallName} is no recall: {e.Message}", e);
        }

        throw new ReleaseException(
            $"{RecallName} is not by the key that signed {ManifestName}, or of another release.");
    }

    private static void CheckPackage(Manifest manifest, FileContent file, byte[] leaves)
    {
        if (file.Length != (long)manifest.SegmentCount * manifest.SegmentSize)
            throw new ReleaseException($"{PackageName} has another length than {ManifestName} says.");
        Package package = Package.FromContent(Symmetric, file.ToArray(), manifest.SegmentSize);
        if (!package.Root.AsSpan().SequenceEqual(manifest.PackageRoot))
            throw new ReleaseException($"{PackageName} is not the package that {ManifestName} names.");
        if (!package.Leaves.AsSpan().SequenceEqual(leaves))
            throw new ReleaseException($"{LeavesName} are not the leaves of {PackageName}.");
    }

    /// <summary>Checks that no device of a fleet is in a tranche of this release.</summary>
    /// <exception cref="ReleaseException">One is; names it.</exception>
    public void CheckIsNew(FleetList fleet)
    {
        HashSet<Address> added = [.. fleet.Devices];
        for (int i = 0; i < Release.Tranches.Count; i++)
        {
            Address[] again = [.. Release.Tranches[i].Devices.ToArray().Where(added.Contains)];
            if (again.Length == 0) continue;
            throw new ReleaseException(
                $"{again.Length} of these devices are in tranche {i} already, as {again[0]}: nobody pays for a device "
                + "twice.");
        }
    }

    private void Save(ReleaseJournal journal)
    {
        Durable.Write(Path.Combine(FolderPath, JournalName), journal.ToJson());
        Journal = journal;
    }
}
