namespace FairOta.Core;

/// <summary>Step 3, the device asks for its samples: <c>POST /v1/sessions/{session}/challenge</c>.</summary>
public sealed partial class ChallengeRequest
{
    /// <summary>r, 32 bytes, which gives the session's nonce.</summary>
    public byte[] OpenSecret { get; set; }

    /// <summary>D over all sealed segments, 32 bytes.</summary>
    public byte[] Digest { get; set; }

    /// <summary>The samples; whether they are λ, ascending and in range is the distributor's to check.</summary>
    public int[] Indices { get; set; }

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
