namespace FairOta.Core;

/// <summary>
/// Step 3, the distributor opens the samples. It may be 33 KB: a device reads it with
/// <see cref="ChallengeAnswerReader"/>.
/// </summary>
public sealed class ChallengeAnswer
{
    /// <summary>End of the proof of distribution that the device is to sign, Unix seconds.</summary>
    public long ValidUntil { get; set; }

    /// <summary>One sample for every index of the challenge, in its order.</summary>
    public Sample[] Samples { get; set; }

    /// <summary>Reads a whole body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="indices">The challenge's indices.</param>
    /// <param name="segmentCount">n.</param>
    /// <exception cref="ProtocolException">It is malformed or answers another challenge.</exception>
    public static ChallengeAnswer Parse(byte[] body, int[] indices, int segmentCount)
    {
        ChallengeAnswerReader reader = new ChallengeAnswerReader(indices, segmentCount);
        ChallengeAnswer answer = new ChallengeAnswer();
        answer.Samples = new Sample[indices.Length];
        int offset = 0;
        for (int t = 0; t < indices.Length; t++)
        {
            while (answer.Samples[t] == null)
            {
                if (offset == body.Length)
                    throw new ProtocolException("The answer to the challenge ends too early.");
                offset += reader.Append(body, offset, body.Length - offset);
                answer.Samples[t] = reader.Take();
            }
        }

        if (offset != body.Length)
            throw new ProtocolException("Bytes follow the answer to the challenge.");
        answer.ValidUntil = reader.ValidUntil;
        return answer;
    }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(2);
        writer.WriteUInt(ValidUntil);
        writer.WriteArray(Samples.Length);
        for (int t = 0; t < Samples.Length; t++)
        {
            writer.WriteArray(2);
            writer.WriteBytes(Samples[t].Evaluation);
            writer.WriteBytes(Samples[t].Path);
        }

        return writer.ToArray();
    }
}
