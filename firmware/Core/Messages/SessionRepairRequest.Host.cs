using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// Step 7 in the form that only the distributor of a session takes: <c>POST /v1/sessions/{session}/repair</c>. Devices
/// send a <see cref="RepairRequest"/>, which any distributor takes.
/// </summary>
public sealed class SessionRepairRequest
{
    /// <summary>r, 32 bytes, which gives the session's nonce.</summary>
    public byte[] OpenSecret { get; set; }

    /// <summary>Segments wanted, in the order in which they are answered.</summary>
    public int[] Indices { get; set; }

    /// <summary>The device's signature over <see cref="Digest"/>, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>keccak256(tag("repair") ‖ session), what the device signs.</summary>
    /// <param name="session">32 bytes.</param>
    public static byte[] Digest(byte[] session)
    {
        return Keccak256.Hash(Bytes.Concat(Tags.Repair, session));
    }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static SessionRepairRequest Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(3);
        SessionRepairRequest message = new SessionRepairRequest();
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
