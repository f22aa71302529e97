namespace FairOta.Core;

/// <summary>
/// Step 7, the device asks a distributor that it has no session with for bad segments:
/// <c>POST /v1/releases/{releaseId}/deliveries/{device}/repair</c>.
/// </summary>
public sealed partial class RepairRequest
{
    /// <summary>Segments wanted, in the order in which they are answered.</summary>
    public int[] Indices { get; set; }

    /// <summary>The device's signature over <see cref="Eip712.Repair"/>, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(2);
        IndexList.Write(writer, Indices);
        writer.WriteBytes(Signature);
        return writer.ToArray();
    }
}
