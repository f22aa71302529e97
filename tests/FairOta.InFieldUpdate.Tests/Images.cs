using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using FairOta.Core;

namespace FairOta.InFieldUpdate.Tests;

/// <summary>Images for MCUboot, and manifests for them.</summary>
internal static class Images
{
    private const int Header = 32;
    private const int Protected = 12;

    /// <summary>An image with a payload drawn from a seed.</summary>
    public static byte[] Make(ImageVersion version, int payloadBytes, int seed, uint counter = 5)
    {
        byte[] image = new byte[Header + payloadBytes + Protected + 4 + 4 + 32];
        Span<byte> rest = image;
        BinaryPrimitives.WriteUInt32LittleEndian(rest, 0x96f3b83d);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[8..], Header);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[10..], Protected);
        BinaryPrimitives.WriteInt32LittleEndian(rest[12..], payloadBytes);
        rest[20] = (byte)version.Major;
        rest[21] = (byte)version.Minor;
        BinaryPrimitives.WriteUInt16LittleEndian(rest[22..], (ushort)version.Revision);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[24..], (uint)version.Build);
        new Random(seed).NextBytes(rest.Slice(Header, payloadBytes));
        Span<byte> entries = rest[(Header + payloadBytes)..];
        BinaryPrimitives.WriteUInt16LittleEndian(entries, 0x6908);
        BinaryPrimitives.WriteUInt16LittleEndian(entries[2..], Protected);
        BinaryPrimitives.WriteUInt16LittleEndian(entries[4..], 0x50);
        BinaryPrimitives.WriteUInt16LittleEndian(entries[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(entries[8..], counter);
        byte[] hash = SHA256.HashData(image.AsSpan(0, Header + payloadBytes + Protected));
        entries = entries[Protected..];
        BinaryPrimitives.WriteUInt16LittleEndian(entries, 0x6907);
        BinaryPrimitives.WriteUInt16LittleEndian(entries[2..], 40);
        BinaryPrimitives.WriteUInt16LittleEndian(entries[4..], 0x10);
        BinaryPrimitives.WriteUInt16LittleEndian(entries[6..], 32);
        hash.CopyTo(entries[8..]);
        return image;
    }

    /// <summary>What the slot looks at of a manifest for that image.</summary>
    public static Manifest ManifestOf(byte[] image, ImageVersion version, long counter = 5) => new()
    {
        Version = version,
        SecurityCounter = counter,
        ImageSize = image.Length,
        ImageSha256 = SHA256.HashData(image),
        PayloadFormat = PayloadFormat.McuBoot,
    };
}
