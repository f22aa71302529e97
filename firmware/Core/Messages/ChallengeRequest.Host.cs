namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class ChallengeRequest
{
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
}
