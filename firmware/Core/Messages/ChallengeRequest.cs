namespace FairOta.Core;

/// <summary>Step 3, the device asks for its samples: <c>POST /v1/sessions/{session}/challenge</c>.</summary>
public sealed class ChallengeRequest
{
    /// <summary>r, 32 bytes, which gives the session's nonce.</summary>
    public byte[] OpenSecret { get; set; }

    /// <summary>D over all sealed segments, 32 bytes.</summary>
    public byte[] Digest { get; set; }

    /// <summary>The samples; whether they are λ, ascending and in range is the distributor's to check.</summary>
    public int[] Indices { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static ChallengeRequest Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(3);
        ChallengeRequest message = new ChallengeRequest();
        message.OpenSecret = reader.ReadBytes(32);
        message.Digest = reader.ReadBytes(32);
        message.Indices = IndexList.Read(reader, Limits.MaxSamples);
        reader.ReadEnd();
        return message;
    }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(3);
        writer.WriteBytes(OpenSecret);
        writer.WriteBytes(Digest);
        IndexList.Write(writer, Indices);
        return writer.ToArray();
    }
}
