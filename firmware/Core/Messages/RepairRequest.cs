namespace FairOta.Core;

/// <summary>Step 7, the device asks for bad segments: <c>POST /v1/sessions/{session}/repair</c>.</summary>
public sealed class RepairRequest
{
    /// <summary>r, 32 bytes, which gives the session's nonce.</summary>
    public byte[] OpenSecret { get; set; }

    /// <summary>Segments wanted, in the order in which they are answered.</summary>
    public int[] Indices { get; set; }

    /// <summary>The device's signature over keccak256(tag("repair") ‖ session), 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static RepairRequest Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(3);
        RepairRequest message = new RepairRequest();
        message.OpenSecret = reader.ReadBytes(32);
        message.Indices = IndexList.Read(reader, Limits.MaxSegmentAnswerBytes / Limits.MinSegmentBytes);
        message.Signature = reader.ReadBytes(64);
        reader.ReadEnd();
        return message;
    }

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
