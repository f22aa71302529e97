namespace FairOta.Core;

/// <summary>
/// The first 32 bytes of an MCUboot image, little-endian (MCUboot, image.h). Nothing in it is trusted.
/// </summary>
public sealed class McuBootHeader
{
    /// <summary>Bytes of the header proper; the image may pad it.</summary>
    public const int Size = 32;

    /// <summary>How an image begins, as a little-endian number.</summary>
    public const uint Magic = 0x96f3b83d;

    internal McuBootHeader(byte[] source)
    {
        LoadAddress = Le32(source, 4);
        HeaderBytes = Le16(source, 8);
        ProtectedBytes = Le16(source, 10);
        PayloadBytes = Le32(source, 12);
        Flags = Le32(source, 16);
        Version = new ImageVersion(
            source[20], source[21], Le16(source, 22), Le32(source, 24));
    }

    /// <summary>Where the image is to be loaded or was linked to, if its flags say so; else zero.</summary>
    public uint LoadAddress { get; private set; }

    /// <summary>Bytes of the header with its padding: the payload begins there.</summary>
    public int HeaderBytes { get; private set; }

    /// <summary>Bytes of the protected entries, their head of 4 included; 0 where there are none.</summary>
    public int ProtectedBytes { get; private set; }

    /// <summary>Bytes of the firmware itself.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>The image's flags.</summary>
    public uint Flags { get; private set; }

    /// <summary>Version: 8, 8, 16 and 32 bits.</summary>
    public ImageVersion Version { get; private set; }

    internal static int Le16(byte[] source, int offset)
    {
        return source[offset] | (source[offset + 1] << 8);
    }

    internal static uint Le32(byte[] source, int offset)
    {
        return (uint)Le16(source, offset) | ((uint)Le16(source, offset + 2) << 16);
    }
}
