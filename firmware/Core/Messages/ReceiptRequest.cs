namespace FairOta.Core;

/// <summary>Step 5, the device pays: <c>POST /v1/sessions/{session}/receipt</c>.</summary>
public sealed partial class ReceiptRequest
{
    /// <summary>The device's signature over ProofOfDistribution, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(1);
        writer.WriteBytes(Signature);
        return writer.ToArray();
    }
}
