using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Distributor;

/// <summary>The folder of a release on its way. Nothing in it is believed: what is taken up again after a restart is
/// verified as if it had just come.</summary>
internal sealed class ReleaseDraft(string folder)
{
    private const string LeavesFile = "leaves.bin";
    private const int MostFleetParts = 3;

    /// <summary>The signed manifest; null where there is none of that release here.</summary>
    public byte[]? LoadManifest(ReleaseId release)
    {
        string path = PathOf(HoldingStore.ManifestFile);
        if (!File.Exists(path)) return null;
        try
        {
            byte[] signed = HoldingStore.ReadSmall(path);
            return ReleaseId.FromBytes(Holding.ReadManifest(signed).ReleaseId()) == release ? signed : null;
        }
        catch (InvalidDataException)
        {
            return null; // damaged: it comes again
        }
    }

    public void SaveManifest(byte[] signed) => Save(HoldingStore.ManifestFile, signed);

    /// <summary>leaf[1..n]; null where none that give the root lie here.</summary>
    public byte[]? LoadLeaves(Manifest manifest)
    {
        string path = PathOf(LeavesFile);
        if (!File.Exists(path) || new FileInfo(path).Length != LeavesBytes(manifest)) return null;
        byte[] leaves = File.ReadAllBytes(path);
        return AreLeaves(leaves, manifest) ? leaves : null;
    }

    public void SaveLeaves(byte[] leaves) => Save(LeavesFile, leaves);

    /// <summary>The bytes of a fleet list, unverified; null where it does not lie here.</summary>
    public byte[]? LoadFleet(int tranche)
    {
        string path = PathOf(HoldingStore.FleetFile(tranche));
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void SaveFleet(int tranche, byte[] list) => Save(HoldingStore.FleetFile(tranche), list);

    /// <summary>The package as far as it is here.</summary>
    public PackageDraft OpenPackage(Manifest manifest, byte[] leaves)
    {
        Directory.CreateDirectory(folder);
        return new PackageDraft(PathOf(HoldingStore.PackageFile), manifest, leaves);
    }

    /// <summary>The file for a part of a fleet list. Only the whole list can be verified, so each source has a part of
    /// its own, and none spoils another's. Anybody can be a source, under as many names as it likes: only the largest
    /// parts of <see cref="MostFleetParts"/> sources are kept beside it.</summary>
    public string FleetPart(int tranche, string url)
    {
        Directory.CreateDirectory(folder);
        string source = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)).AsSpan(0, 8));
        string path = PathOf(string.Create(CultureInfo.InvariantCulture, $"fleet-{tranche}.{source}.part"));
        Drop([.. FleetParts(tranche).Where(part => part != path)
            .OrderByDescending(part => new FileInfo(part).Length).ThenBy(part => part, StringComparer.Ordinal)
            .Skip(MostFleetParts)]);
        return path;
    }

    /// <summary>Deletes the parts of a fleet list that is here whole.</summary>
    public void DropFleetParts(int tranche) => Drop(FleetParts(tranche));

    private IEnumerable<string> FleetParts(int tranche) => Directory.EnumerateFiles(
        folder, string.Create(CultureInfo.InvariantCulture, $"fleet-{tranche}.*.part"));

    /// <summary>Deletes what only a draft needs.</summary>
    public void DropLeaves() => Drop([PathOf(LeavesFile)]);

    public static int LeavesBytes(Manifest manifest) => manifest.SegmentCount * Tree.NodeBytes;

    /// <summary>Whether these are the leaves whose root the manifest names.</summary>
    public static bool AreLeaves(byte[] leaves, Manifest manifest) =>
        leaves.Length == LeavesBytes(manifest)
        && Bytes.Equal(new Tree(new HostSymmetric(), leaves).Root, manifest.PackageRoot);

    private void Save(string file, byte[] bytes)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Write(PathOf(file), bytes);
    }

    private static void Drop(IEnumerable<string> files)
    {
        foreach (string file in files) File.Delete(file);
    }

    private string PathOf(string file) => Path.Combine(folder, file);
}
