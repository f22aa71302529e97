namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class SessionRepairRequest
{
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
}
