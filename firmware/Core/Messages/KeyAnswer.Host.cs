namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class KeyAnswer
{
    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(1);
        writer.WriteBytes(Key);
        return writer.ToArray();
    }
}
