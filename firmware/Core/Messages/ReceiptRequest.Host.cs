namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class ReceiptRequest
{
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
}
