using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>The checked points (i, f(i)) of a session: with the key they fix the polynomial.</summary>
internal sealed class Samples
{
    private const int FormatVersion = 1;

    public Samples(byte[] session, int[] indices)
    {
        Session = session;
        Indices = indices;
        Evaluations = new Scalar[indices.Length];
    }

    public byte[] Session { get; }

    public int[] Indices { get; }

    public Scalar[] Evaluations { get; }

    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(3);
        writer.WriteUInt(FormatVersion);
        writer.WriteBytes(Session);
        writer.WriteArray(2 * Indices.Length);
        for (int i = 0; i < Indices.Length; i++)
        {
            writer.WriteUInt(Indices[i]);
            writer.WriteBytes(Evaluations[i].ToBytes());
        }

        return writer.ToArray();
    }

    public static Samples Parse(byte[] record)
    {
        CborReader reader = new CborReader(record);
        Record.Open(reader, 3, FormatVersion);
        byte[] session = reader.ReadBytes(32);
        Samples samples = new Samples(session, new int[reader.ReadArray(0, 2 * Limits.MaxSamples) / 2]);
        for (int i = 0; i < samples.Indices.Length; i++)
        {
            samples.Indices[i] = (int)reader.ReadUInt();
            samples.Evaluations[i] = new Scalar();
            if (!samples.Evaluations[i].TryRead(reader.ReadBytes(32), 0))
                throw new ProtocolException("A stored evaluation is not below q.");
        }

        reader.ReadEnd();
        return samples;
    }
}
