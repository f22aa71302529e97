using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Sdk.Vendor;
using FairOta.Tests.Vectors;

namespace FairOta.Platforms.Tests.Storage;

/// <summary>An application of two assemblies that differ from one seed to the next.</summary>
internal sealed class TestSet
{
    public TestSet(int seed, int firstBytes = 9000, int secondBytes = 5000)
    {
        First = Assembly(seed, firstBytes);
        Second = Assembly(seed + 1000, secondBytes);
        Image = AssemblySetBuilder.Build("App.Program", [new("Library", First), new("App", Second)]);
        Manifest = ManifestOf(Image);
    }

    public byte[] First { get; }

    public byte[] Second { get; }

    public byte[] Image { get; }

    public Manifest Manifest { get; }

    public static Manifest ManifestOf(byte[] image) => new()
    {
        ImageSize = image.Length,
        ImageSha256 = SHA256.HashData(image),
    };

    public static byte[] Assembly(int seed, int bytes) => NanoAssemblyWriter.Write(seed, bytes);

    public static KeyValuePair<string, byte[]>[] Many(int count) =>
        [.. Enumerable.Range(0, count).Select(i => KeyValuePair.Create("A" + i, Assembly(i, 200)))];
}
