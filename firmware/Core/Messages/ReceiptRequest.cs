namespace FairOta.Core;

/// <summary>Step 5, the device pays: <c>POST /v1/sessions/{session}/receipt</c>.</summary>
public sealed class ReceiptRequest
{
    /// <summary>The device's signature over ProofOfDistribution, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static ReceiptRequest Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(1);
        ReceiptRequest message = new ReceiptRequest();
        message.Signature = reader.ReadBytes(64);
        reader.ReadEnd();
        return message;
    }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(1);
        writer.WriteBytes(Signature);
        return writer.ToArray();
    }
}
