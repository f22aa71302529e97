using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using FairOta.Core;

namespace FairOta.Platforms.Tests.Meadow;

/// <summary>Meadow packages, and manifests for them.</summary>
internal static class Packages
{
    /// <summary>A package with these entries; a name that ends in a slash is a folder.</summary>
    public static byte[] Make(params string[] names)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in names)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name);
                using Stream content = entry.Open();
                if (!name.EndsWith('/'))
                    content.Write([.. Enumerable.Repeat((byte)name.Length, 3000)]);
            }
        }

        return stream.ToArray();
    }

    /// <summary>What the slot looks at of a manifest for that package.</summary>
    public static Manifest ManifestOf(byte[] package, ImageVersion version) => new()
    {
        Version = version,
        ImageSize = package.Length,
        ImageSha256 = SHA256.HashData(package),
        PayloadFormat = PayloadFormat.Meadow,
    };
}
