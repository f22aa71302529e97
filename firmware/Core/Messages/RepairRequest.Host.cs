namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class RepairRequest
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static RepairRequest Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(2);
        RepairRequest message = new RepairRequest();
        message.Indices = IndexList.Read(reader, Limits.MaxSegmentAnswerBytes / Limits.MinSegmentBytes);
        message.Signature = reader.ReadBytes(64);
        reader.ReadEnd();
        return message;
    }
}
