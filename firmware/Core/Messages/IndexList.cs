namespace FairOta.Core;

/// <summary>A CBOR array of segment numbers.</summary>
internal static partial class IndexList
{
    internal static void Write(CborWriter writer, int[] indices)
    {
        writer.WriteArray(indices.Length);
        for (int i = 0; i < indices.Length; i++)
            writer.WriteUInt(indices[i]);
    }
}
