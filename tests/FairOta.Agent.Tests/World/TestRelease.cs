using System;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent.Tests;

/// <summary>A release of a small image unless told otherwise, and the keys it takes.</summary>
internal sealed class TestRelease
{
    public const int Samples = 32;
    public const int SegmentSize = 16;
    public const long IssuedAt = 1_800_000_000;

    public static readonly ISymmetric Symmetric = new HostSymmetric();
    public static readonly byte[] ProductId = Seeded("product")[..16];
    public static readonly byte[] ManifestKey = Seeded("manifest key");
    public static readonly byte[] OtherManifestKey = Seeded("other manifest key");

    public TestRelease(
        string version,
        Action<Manifest>? change = null,
        byte[]? signer = null,
        int segmentSize = SegmentSize,
        int imageBytes = 1000,
        byte[]? image = null,
        int samples = Samples)
    {
        Image = image ?? Drawn(version, imageBytes);
        Package = Package.Pack(Symmetric, Image, segmentSize, samples, Seeded("package key " + version)[..16]);
        Manifest = new Manifest
        {
            ProductId = ProductId,
            Version = ImageVersion.Parse(version),
            SecurityCounter = 1,
            ImageSize = Image.Length,
            ImageSha256 = Sha256.Hash(Image),
            SegmentSize = segmentSize,
            PackageRoot = Package.Root,
            Samples = samples,
            ChainId = 31337,
            Escrow = Seeded("escrow")[..20],
            VendorAccount = Seeded("vendor")[..20],
            NotAfter = IssuedAt + 365L * 24 * 3600,
            Origins = [],
            IssuedAt = IssuedAt,
            PayloadFormat = 0,
            HardwareRevisions = [],
        };
        change?.Invoke(Manifest);
        Signer = signer ?? ManifestKey;
        Signed = Manifest.Sign(Symmetric, Signer);
        ReleaseId = Manifest.ReleaseId();
    }

    public byte[] Image { get; }

    public Package Package { get; }

    public Manifest Manifest { get; }

    public byte[] Signer { get; }

    public byte[] Signed { get; }

    public byte[] ReleaseId { get; }

    public byte[] Domain => Eip712.Domain(Manifest.ChainId, Manifest.Escrow);

    private static byte[] Drawn(string version, int count)
    {
        byte[] image = new byte[count];
        byte[] seed = Seeded("image " + version);
        for (int i = 0; i < image.Length; i++)
            image[i] = (byte)(seed[i % 32] ^ i);
        return image;
    }

    public static byte[] Seeded(string text) => Sha256.Hash(System.Text.Encoding.ASCII.GetBytes("seed " + text));

    /// <summary>The compressed public key of a private one.</summary>
    public static byte[] Compressed(byte[] privateKey)
    {
        Point point = new();
        Scalar scalar = new();
        scalar.TryRead(privateKey, 0);
        Multiplication.MultiplyGenerator(point, scalar);
        byte[] compressed = new byte[33];
        point.WriteCompressed(compressed, 0);
        return compressed;
    }
}
