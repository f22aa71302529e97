using System;
using FairOta.Core;

namespace FairOta.Platforms.InFieldUpdate;

/// <summary>The slot's durable record: which image it is given, and how far that came.</summary>
/// <remarks>
/// 67 bytes: format 1 ‖ stage ‖ failures (1 each) ‖ version (four numbers of 8 bytes, big-endian) ‖ SHA-256 of the
/// image.
/// </remarks>
internal sealed class SlotRecord
{
    private const byte Format = 1;
    private const int VersionAt = 3;
    private const int HashAt = VersionAt + 32;
    private const int Size = HashAt + 32;

    private SlotRecord(SlotStage stage, int failures, ImageVersion version, byte[] imageSha256)
    {
        Stage = stage;
        Failures = failures;
        Version = version;
        ImageSha256 = imageSha256;
    }

    /// <summary>How far it came.</summary>
    public SlotStage Stage { get; }

    /// <summary>How often this image was whole and did not verify, 0 … 255.</summary>
    public int Failures { get; }

    /// <summary>The image's version.</summary>
    public ImageVersion Version { get; }

    /// <summary>SHA-256 of the whole image.</summary>
    public byte[] ImageSha256 { get; }

    /// <summary>The record of an image of which nothing was written.</summary>
    public static SlotRecord Of(Manifest manifest) =>
        new SlotRecord(SlotStage.Afresh, 0, manifest.Version, manifest.ImageSha256);

    /// <summary>The same image, further on.</summary>
    public SlotRecord At(SlotStage stage) => new SlotRecord(stage, Failures, Version, ImageSha256);

    /// <summary>The same image after it did not verify.</summary>
    public SlotRecord Failed() => new SlotRecord(SlotStage.Afresh, Failures + 1, Version, ImageSha256);

    /// <summary>Whether it tells of that manifest's image.</summary>
    public bool IsOf(Manifest manifest) => Bytes.Equal(ImageSha256, manifest.ImageSha256);

    /// <summary>For storage.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        bytes[0] = Format;
        bytes[1] = (byte)Stage;
        bytes[2] = (byte)Failures;
        Put(bytes, 0, Version.Major);
        Put(bytes, 1, Version.Minor);
        Put(bytes, 2, Version.Revision);
        Put(bytes, 3, Version.Build);
        Array.Copy(ImageSha256, 0, bytes, HashAt, 32);
        return bytes;
    }

    /// <summary>Reads a stored record; null where there is none, or none of this format.</summary>
    public static SlotRecord Parse(byte[] bytes)
    {
        if (bytes == null || bytes.Length != Size || bytes[0] != Format)
            return null;
        if (bytes[1] < (byte)SlotStage.Writing || bytes[1] > (byte)SlotStage.Completed)
            return null;
        ImageVersion version = new ImageVersion(Get(bytes, 0), Get(bytes, 1), Get(bytes, 2), Get(bytes, 3));
        return new SlotRecord((SlotStage)bytes[1], bytes[2], version, Bytes.Slice(bytes, HashAt, 32));
    }

    private static void Put(byte[] bytes, int part, long value) =>
        Array.Copy(Bytes.Be64((ulong)value), 0, bytes, VersionAt + part * 8, 8);

    private static long Get(byte[] bytes, int part) =>
        (long)(Bytes.ReadBe64(bytes, VersionAt + part * 8) & long.MaxValue);
}
