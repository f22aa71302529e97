namespace FairOta.Core;

/// <summary>Step 7, the device asks for bad segments: <c>POST /v1/sessions/{session}/repair</c>.</summary>
public sealed partial class RepairRequest
{
    /// <summary>r, 32 bytes, which gives the session's nonce.</summary>
    public byte[] OpenSecret { get; set; }

    /// <summary>Segments wanted, in the order in which they are answered.</summary>
    public int[] Indices { get; set; }

    /// <summary>The device's signature over keccak256(tag("repair") ‖ session), 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(3);
        writer.WriteBytes(OpenSecret);
        IndexList.Write(writer, Indices);
        writer.WriteBytes(Signature);
        return writer.ToArray();
    }
}
