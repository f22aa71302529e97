namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class DistributorList
{
    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(Addresses.Length);
        for (int i = 0; i < Addresses.Length; i++)
        {
            writer.WriteArray(2);
            writer.WriteBytes(Addresses[i]);
            writer.WriteText(Urls[i]);
        }

        return writer.ToArray();
    }
}
