using System;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Distributor;

namespace FairOta.Bench.Exchange;

/// <summary>How large what is exchanged is.</summary>
/// <param name="ImageBytes">Bytes of the image.</param>
/// <param name="SegmentSize">Bytes of a segment.</param>
/// <param name="Samples">λ.</param>
internal readonly record struct Shape(int ImageBytes, int SegmentSize, int Samples)
{
    private static readonly HostSymmetric Symmetric = new();

    /// <summary>n, the tail included.</summary>
    public int SegmentCount => PackageShape.DataSegments(ImageBytes, SegmentSize, Samples) + 1;

    /// <summary>The image's size with the segment size that a vendor's tool takes, and 32 samples.</summary>
    public static Shape Of(int imageBytes) => new(imageBytes, PackageShape.ChooseSegmentSize(imageBytes), 32);

    /// <summary>An image of that size; the same every time.</summary>
    public byte[] Image()
    {
        byte[] image = new byte[ImageBytes];
        new Random(ImageBytes).NextBytes(image);
        return image;
    }

    /// <summary>A release of the image, in a distributor's memory.</summary>
    public Holding Release()
    {
        Package package = Package.Pack(Symmetric, Image(), SegmentSize, Samples, new byte[Package.KeyBytes]);
        Manifest manifest = new()
        {
            ProductId = new byte[16],
            Version = new ImageVersion(1, 0, 0, 1),
            SecurityCounter = 1,
            ImageSize = ImageBytes,
            ImageSha256 = Sha256.Hash(Image()),
            SegmentSize = SegmentSize,
            PackageRoot = package.Root,
            Samples = Samples,
            ChainId = 31337,
            Escrow = new byte[20],
            VendorAccount = new byte[20],
            NotAfter = uint.MaxValue,
            Origins = [],
            IssuedAt = 1,
            PayloadFormat = PayloadFormat.Opaque,
            HardwareRevisions = [],
        };
        return Holding.Verify(manifest.Sign(Symmetric, Key(1)), package.Content);
    }

    /// <summary>A private key, 32 bytes.</summary>
    public static byte[] Key(int seed)
    {
        byte[] key = new byte[32];
        new Random(seed).NextBytes(key.AsSpan(1));
        return key;
    }
}
