namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class OpenRequest
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static OpenRequest Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(5);
        OpenRequest message = new OpenRequest();
        message.ReleaseId = reader.ReadBytes(32);
        message.Device = reader.ReadBytes(20);
        message.Nonce = reader.ReadBytes(32);
        message.BoundUntil = reader.ReadUInt();
        message.Signature = reader.ReadBytes(64);
        reader.ReadEnd();
        return message;
    }
}
