using System;
using FairOta.Core;

namespace FairOta.Platforms.Meadow;

/// <summary>How far an image came.</summary>
internal enum MeadowStage
{
    /// <summary>It is being written.</summary>
    Writing = 1,

    /// <summary>It was about to be handed to the operating system.</summary>
    Completing = 2,

    /// <summary>It was handed to the operating system for its next start.</summary>
    Completed = 3,

    /// <summary>It was kept.</summary>
    Confirmed = 4,

    /// <summary>It was rejected; where there is a good package, that was handed to the operating system.</summary>
    Left = 5,
}

/// <summary>A package that is kept in a file.</summary>
/// <param name="index">Which: 0 or 1; 2 for none.</param>
/// <param name="sha256">SHA-256 of the whole package.</param>
internal sealed class MeadowFile(int index, byte[] sha256)
{
    public const int NoIndex = 2;

    /// <summary>No package: the device's application came by wire.</summary>
    public static MeadowFile None { get; } = new(NoIndex, new byte[32]);

    public int Index { get; } = index;

    public byte[] Sha256 { get; } = sha256;

    public string Name => Index == 0 ? "mpak-0" : "mpak-1";
}

/// <summary>The slot's durable record.</summary>
/// <remarks>
/// 101 bytes: format 1 ‖ stage ‖ starts since the stage began ‖ file of the image (0 or 1) ‖ file of the good package
/// (0, 1, or 2 for none) ‖ version (four numbers of 8 bytes, big-endian) ‖ SHA-256 of the image's package ‖ SHA-256 of
/// the good one (zeros for none).
/// </remarks>
internal sealed class MeadowRecord
{
    private const byte Format = 1;
    private const int VersionAt = 5;
    private const int HashAt = VersionAt + 32;
    private const int GoodHashAt = HashAt + 32;
    private const int Size = GoodHashAt + 32;

    private MeadowRecord(MeadowStage stage, int starts, MeadowFile image, MeadowFile good, ImageVersion version)
    {
        Stage = stage;
        Starts = starts;
        Image = image;
        Good = good;
        Version = version;
    }

    public MeadowStage Stage { get; }

    /// <summary>Starts of the device since the stage began, 0 … 255.</summary>
    public int Starts { get; }

    /// <summary>The image's package.</summary>
    public MeadowFile Image { get; }

    /// <summary>The package that was confirmed last, if any.</summary>
    public MeadowFile Good { get; }

    /// <summary>The image's version.</summary>
    public ImageVersion Version { get; }

    /// <summary>A new image, beside the good one.</summary>
    public static MeadowRecord Begin(Manifest manifest, MeadowRecord? before)
    {
        MeadowFile good = before?.Good ?? MeadowFile.None;
        MeadowFile image = new(good.Index == 0 ? 1 : 0, manifest.ImageSha256);
        return new MeadowRecord(MeadowStage.Writing, 0, image, good, manifest.Version);
    }

    /// <summary>The same image at another stage.</summary>
    public MeadowRecord At(MeadowStage stage) => new(stage, 0, Image, Good, Version);

    /// <summary>The same image, kept: its package is the good one from now on.</summary>
    public MeadowRecord Kept() => new(MeadowStage.Confirmed, 0, Image, Image, Version);

    /// <summary>After another start.</summary>
    public MeadowRecord Started() => new(Stage, Math.Min(255, Starts + 1), Image, Good, Version);

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        bytes[0] = Format;
        bytes[1] = (byte)Stage;
        bytes[2] = (byte)Starts;
        bytes[3] = (byte)Image.Index;
        bytes[4] = (byte)Good.Index;
        long[] parts = [Version.Major, Version.Minor, Version.Revision, Version.Build];
        for (int i = 0; i < parts.Length; i++)
            Bytes.Be64((ulong)parts[i]).CopyTo(bytes, VersionAt + i * 8);
        Image.Sha256.CopyTo(bytes, HashAt);
        Good.Sha256.CopyTo(bytes, GoodHashAt);
        return bytes;
    }

    /// <summary>Reads a stored record; null where there is none, or none of this format.</summary>
    public static MeadowRecord? Parse(byte[]? bytes)
    {
        if (bytes == null || bytes.Length != Size || bytes[0] != Format)
            return null;
        if (bytes[1] is < (byte)MeadowStage.Writing or > (byte)MeadowStage.Left
            || bytes[3] > 1 || bytes[4] > MeadowFile.NoIndex)
            return null;
        long[] parts = new long[4];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = (long)(Bytes.ReadBe64(bytes, VersionAt + i * 8) & long.MaxValue);
        return new MeadowRecord(
            (MeadowStage)bytes[1],
            bytes[2],
            new MeadowFile(bytes[3], Bytes.Slice(bytes, HashAt, 32)),
            new MeadowFile(bytes[4], Bytes.Slice(bytes, GoodHashAt, 32)),
            new ImageVersion(parts[0], parts[1], parts[2], parts[3]));
    }
}
