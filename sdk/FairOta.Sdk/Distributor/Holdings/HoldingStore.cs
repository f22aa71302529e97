using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace FairOta.Sdk.Distributor;

/// <summary>Holdings on disk: one folder per release with <c>manifest.cose</c>, <c>package.bin</c> and a
/// <c>fleet-N.bin</c> per tranche.</summary>
/// <param name="directory">The folder of all; made if need be.</param>
public sealed class HoldingStore(string directory)
{
    private const string ManifestFile = "manifest.cose";
    private const string PackageFile = "package.bin";

    /// <summary>The releases that lie here.</summary>
    public IReadOnlyList<ReleaseId> Releases()
    {
        List<ReleaseId> releases = [];
        if (!Directory.Exists(directory)) return releases;
        foreach (string folder in Directory.EnumerateDirectories(directory))
        {
            if (ReleaseId.TryParseWire(Path.GetFileName(folder), out ReleaseId release)
                && File.Exists(Path.Combine(folder, ManifestFile)))
            {
                releases.Add(release);
            }
        }

        return releases;
    }

    /// <summary>Reads and verifies a release, its fleets not included.</summary>
    /// <exception cref="InvalidDataException">What lies there is not that release, or damaged.</exception>
    public Holding Load(ReleaseId release)
    {
        string folder = Folder(release);
        Holding holding = Holding.Verify(
            File.ReadAllBytes(Path.Combine(folder, ManifestFile)),
            File.ReadAllBytes(Path.Combine(folder, PackageFile)));
        return holding.Id == release
            ? holding
            : throw new InvalidDataException($"The folder of release {release} holds release {holding.Id}.");
    }

    /// <summary>The bytes of a fleet list, or null where it does not lie here.</summary>
    public byte[]? LoadFleet(ReleaseId release, int tranche)
    {
        string path = FleetPath(release, tranche);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Keeps a holding. The manifest comes last: a folder without one is not complete.</summary>
    public void Save(Holding holding)
    {
        Directory.CreateDirectory(Folder(holding.Id));
        Replace(Path.Combine(Folder(holding.Id), PackageFile), holding.Content);
        for (int tranche = 0; tranche < holding.Fleets.Length; tranche++)
            if (holding.Fleets[tranche] is { } fleet) SaveFleet(holding.Id, tranche, fleet.ListBytes);
        Replace(Path.Combine(Folder(holding.Id), ManifestFile), holding.Served.SignedManifest);
    }

    /// <summary>Keeps one more fleet list of a release that lies here.</summary>
    public void SaveFleet(ReleaseId release, int tranche, byte[] list) => Replace(FleetPath(release, tranche), list);

    /// <summary>Drops a release.</summary>
    public void Delete(ReleaseId release)
    {
        if (Directory.Exists(Folder(release))) Directory.Delete(Folder(release), recursive: true);
    }

    private string Folder(ReleaseId release) => Path.Combine(directory, release.ToWire());

    private string FleetPath(ReleaseId release, int tranche) =>
        Path.Combine(Folder(release), string.Create(CultureInfo.InvariantCulture, $"fleet-{tranche}.bin"));

    private static void Replace(string path, byte[] bytes)
    {
        string next = path + ".next";
        using (FileStream file = new(next, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
