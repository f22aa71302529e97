namespace FairOta.Core;

/// <content>What only hosts need.</content>
internal static partial class IndexList
{
    internal static int[] Read(CborReader reader, int maxCount)
    {
        int[] indices = new int[reader.ReadArray(0, maxCount)];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = (int)reader.ReadUInt(int.MaxValue, "A segment's number");
        return indices;
    }
}
