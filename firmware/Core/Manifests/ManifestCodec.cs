using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The manifest's CBOR map: keys 1 … 17, and 18 where it rotates manifest keys, in that order and no other.
/// </summary>
internal static class ManifestCodec
{
    private const int RequiredKeys = 17;
    private const int RotationKey = 18;
    private const int FormatVersion = 1;
    private const int CompressedKeyBytes = 33;

    internal static byte[] Encode(Manifest manifest)
    {
        CborWriter writer = new CborWriter();
        writer.WriteMap(manifest.ManifestKeys == null ? RequiredKeys : RotationKey);
        writer.WriteUInt(1);
        writer.WriteUInt(FormatVersion);
        writer.WriteUInt(2);
        writer.WriteBytes(manifest.ProductId);
        writer.WriteUInt(3);
        writer.WriteArray(4);
        writer.WriteUInt(manifest.Version.Major);
        writer.WriteUInt(manifest.Version.Minor);
        writer.WriteUInt(manifest.Version.Revision);
        writer.WriteUInt(manifest.Version.Build);
        WriteUInt(writer, 4, manifest.SecurityCounter);
        WriteUInt(writer, 5, manifest.ImageSize);
        WriteBytes(writer, 6, manifest.ImageSha256);
        WriteUInt(writer, 7, manifest.SegmentSize);
        WriteBytes(writer, 8, manifest.PackageRoot);
        WriteUInt(writer, 9, manifest.Samples);
        WriteUInt(writer, 10, manifest.ChainId);
        WriteBytes(writer, 11, manifest.Escrow);
        WriteBytes(writer, 12, manifest.VendorAccount);
        WriteUInt(writer, 13, manifest.NotAfter);
        writer.WriteUInt(14);
        writer.WriteArray(manifest.Origins.Length);
        for (int i = 0; i < manifest.Origins.Length; i++)
            writer.WriteText(manifest.Origins[i]);
        WriteUInt(writer, 15, manifest.IssuedAt);
        WriteUInt(writer, 16, manifest.PayloadFormat);
        writer.WriteUInt(17);
        writer.WriteArray(manifest.HardwareRevisions.Length);
        for (int i = 0; i < manifest.HardwareRevisions.Length; i++)
            writer.WriteUInt(manifest.HardwareRevisions[i]);
        if (manifest.ManifestKeys != null)
            WriteManifestKeys(writer, manifest.ManifestKeys);
        return writer.ToArray();
    }

    internal static Manifest Parse(byte[] payload)
    {
        if (payload.Length > Limits.MaxManifestBytes)
            throw new ProtocolException("The manifest is larger than 4096 bytes.");
        CborReader reader = new CborReader(payload);
        int keys = reader.ReadMap(RotationKey);
        if (keys < RequiredKeys)
            throw new ProtocolException("The manifest lacks a key.");

        Manifest manifest = new Manifest();
        if (ReadUInt(reader, 1, FormatVersion) != FormatVersion)
            throw new ProtocolException("The manifest is of another format version than 1.");
        manifest.ProductId = ReadBytes(reader, 2, 16);
        ReadKey(reader, 3);
        reader.ReadArray(4);
        manifest.Version = new ImageVersion(reader.ReadUInt(), reader.ReadUInt(), reader.ReadUInt(), reader.ReadUInt());
        manifest.SecurityCounter = ReadUInt(reader, 4, long.MaxValue);
        manifest.ImageSize = ReadUInt(reader, 5, Limits.MaxImageBytes);
        manifest.ImageSha256 = ReadBytes(reader, 6, 32);
        manifest.SegmentSize = (int)ReadUInt(reader, 7, Limits.MaxSegmentBytes);
        manifest.PackageRoot = ReadBytes(reader, 8, 32);
        manifest.Samples = (int)ReadUInt(reader, 9, Limits.MaxSamples);
        manifest.ChainId = ReadUInt(reader, 10, long.MaxValue);
        manifest.Escrow = ReadBytes(reader, 11, 20);
        manifest.VendorAccount = ReadBytes(reader, 12, 20);
        manifest.NotAfter = ReadUInt(reader, 13, long.MaxValue);
        manifest.Origins = ReadOrigins(reader);
        manifest.IssuedAt = ReadUInt(reader, 15, long.MaxValue);
        manifest.PayloadFormat = (int)ReadUInt(reader, 16, PayloadFormat.Meadow);
        manifest.HardwareRevisions = ReadHardwareRevisions(reader);
        if (keys == RotationKey)
            manifest.ManifestKeys = ReadManifestKeys(reader);
        reader.ReadEnd();
        PackageShape.Check(manifest.ImageSize, manifest.SegmentSize, manifest.Samples);
        return manifest;
    }

    private static string[] ReadOrigins(CborReader reader)
    {
        ReadKey(reader, 14);
        string[] origins = new string[reader.ReadArray(0, Limits.MaxOrigins)];
        for (int i = 0; i < origins.Length; i++)
            origins[i] = reader.ReadText(Limits.MaxUrlBytes);
        return origins;
    }

    private static long[] ReadHardwareRevisions(CborReader reader)
    {
        ReadKey(reader, 17);
        long[] revisions = new long[reader.ReadArray(0, Limits.MaxManifestBytes)];
        for (int i = 0; i < revisions.Length; i++)
            revisions[i] = reader.ReadUInt();
        return revisions;
    }

    private static byte[][] ReadManifestKeys(CborReader reader)
    {
        ReadKey(reader, RotationKey);
        byte[][] keys = new byte[reader.ReadArray(1, Limits.MaxManifestKeys)][];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = reader.ReadBytes(CompressedKeyBytes);

            // A device that rotated to something that is no key could never be updated again.
            if (!new Point().TryReadCompressed(keys[i], 0))
                throw new ProtocolException("A manifest key is not a compressed point of the curve.");
        }

        return keys;
    }

    private static void WriteManifestKeys(CborWriter writer, byte[][] keys)
    {
        writer.WriteUInt(RotationKey);
        writer.WriteArray(keys.Length);
        for (int i = 0; i < keys.Length; i++)
            writer.WriteBytes(keys[i]);
    }

    private static void WriteUInt(CborWriter writer, int key, long value)
    {
        writer.WriteUInt(key);
        writer.WriteUInt(value);
    }

    private static void WriteBytes(CborWriter writer, int key, byte[] value)
    {
        writer.WriteUInt(key);
        writer.WriteBytes(value);
    }

    private static void ReadKey(CborReader reader, int key)
    {
        if (reader.ReadUInt() != key)
            throw new ProtocolException("The manifest lacks key " + key.ToString() + " or has an unknown one.");
    }

    private static long ReadUInt(CborReader reader, int key, long max)
    {
        ReadKey(reader, key);
        return reader.ReadUInt(max, "Manifest key " + key.ToString());
    }

    private static byte[] ReadBytes(CborReader reader, int key, int length)
    {
        ReadKey(reader, key);
        return reader.ReadBytes(length);
    }
}
