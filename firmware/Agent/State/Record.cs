using FairOta.Core;

namespace FairOta.Agent;

/// <summary>What the durable records have in common. Absent values are empty byte strings or arrays.</summary>
internal static class Record
{
    public static void Open(CborReader reader, int fields, int version)
    {
        reader.ReadArray(fields);
        if (reader.ReadUInt() != version)
            throw new ProtocolException("A durable record of another format version.");
    }

    public static byte[] ReadOptional(CborReader reader, int length)
    {
        byte[] value = reader.ReadBytes(0, length);
        if (value.Length != 0 && value.Length != length)
            throw new ProtocolException("A durable record with a value of another length.");
        return value.Length == 0 ? null : value;
    }

    public static void WriteOptional(CborWriter writer, byte[] value) =>
        writer.WriteBytes(value == null ? new byte[0] : value);

    public static void WriteVersion(CborWriter writer, ImageVersion version)
    {
        if (version == null)
        {
            writer.WriteArray(0);
            return;
        }

        writer.WriteArray(4);
        writer.WriteUInt(version.Major);
        writer.WriteUInt(version.Minor);
        writer.WriteUInt(version.Revision);
        writer.WriteUInt(version.Build);
    }

    public static ImageVersion ReadVersion(CborReader reader)
    {
        int parts = reader.ReadArray(0, 4);
        if (parts == 0)
            return null;
        if (parts != 4)
            throw new ProtocolException("A durable record with a version that is none.");
        long major = reader.ReadUInt();
        long minor = reader.ReadUInt();
        long revision = reader.ReadUInt();
        return new ImageVersion(major, minor, revision, reader.ReadUInt());
    }
}
