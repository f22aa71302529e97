namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class OpenAnswer
{
    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(2);
        writer.WriteUInt(EndsAt);
        writer.WriteBytes(Commitments);
        return writer.ToArray();
    }
}
