using System;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>The checked points (i, f(i)) of a session: with the key they fix the polynomial.</summary>
internal sealed class Samples
{
    private const int FormatVersion = 1;
    private const int EvaluationBytes = 32;

    // As they come and are kept: as numbers they take four times the memory, and that while it is scarcest.
    private readonly byte[] _evaluations;

    public Samples(byte[] session, int[] indices)
    {
        Session = session;
        Indices = indices;
        _evaluations = new byte[indices.Length * EvaluationBytes];
    }

    public byte[] Session { get; }

    public int[] Indices { get; }

    /// <summary>Sets f(i) of the t-th index, 32 bytes big-endian, below q.</summary>
    public void SetEvaluation(int t, byte[] evaluation) =>
        Array.Copy(evaluation, 0, _evaluations, t * EvaluationBytes, EvaluationBytes);

    /// <summary>f(i) for every index, as numbers.</summary>
    public Scalar[] Evaluations()
    {
        Scalar[] result = new Scalar[Indices.Length];
        for (int t = 0; t < result.Length; t++)
        {
            result[t] = new Scalar();
            if (!result[t].TryRead(_evaluations, t * EvaluationBytes))
                throw new ProtocolException("An evaluation is not below q.");
        }

        return result;
    }

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
            writer.WriteBytes(Bytes.Slice(_evaluations, i * EvaluationBytes, EvaluationBytes));
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
            samples.SetEvaluation(i, reader.ReadBytes(EvaluationBytes));
        }

        reader.ReadEnd();
        samples.Evaluations();
        return samples;
    }
}
