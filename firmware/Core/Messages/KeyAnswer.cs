namespace FairOta.Core;

/// <summary>Step 6, the key: answer to a receipt or to <c>GET …/key</c>.</summary>
public sealed partial class KeyAnswer
{
    /// <summary>k = a₀, 32 bytes, big-endian. Trust it only after <see cref="Commitments.IsKey"/>.</summary>
    public byte[] Key { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static KeyAnswer Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(1);
        KeyAnswer message = new KeyAnswer();
        message.Key = reader.ReadBytes(32);
        reader.ReadEnd();
        return message;
    }
}
