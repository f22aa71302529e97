namespace FairOta.Core;

/// <summary>A CBOR array of segment numbers.</summary>
internal static class IndexList
{
    internal static int[] Read(CborReader reader, int maxCount)
    {
        int[] indices = new int[reader.ReadArray(0, maxCount)];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = (int)reader.ReadUInt(int.MaxValue, "A segment's number");
        return indices;
    }

    internal static void Write(CborWriter writer, int[] indices)
    {
        writer.WriteArray(indices.Length);
        for (int i = 0; i < indices.Length; i++)
            writer.WriteUInt(indices[i]);
    }
}
