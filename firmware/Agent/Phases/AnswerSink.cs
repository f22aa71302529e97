using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>
/// Checks the samples of a challenge's answer as they stream by: f(i) below q, and e[i] opening under it to a segment
/// whose leaf is in the tree.
/// </summary>
internal sealed class AnswerSink : IBodySink
{
    private readonly Context _context;
    private readonly Manifest _manifest;
    private readonly ChallengeAnswerReader _reader;
    private int _count;

    public AnswerSink(Context context, Manifest manifest, Samples samples)
    {
        _context = context;
        _manifest = manifest;
        Samples = samples;
        _reader = new ChallengeAnswerReader(samples.Indices, manifest.SegmentCount);
    }

    public Samples Samples { get; }

    public long ValidUntil => _reader.ValidUntil;

    /// <summary>True once the answer proved to be a false one.</summary>
    public bool IsRefuted { get; private set; }

    /// <summary>True once all samples passed.</summary>
    public bool IsComplete => _count == Samples.Indices.Length;

    public bool Take(byte[] data, int offset, int count)
    {
        try
        {
            int end = offset + count;
            while (offset < end)
            {
                offset += _reader.Append(data, offset, end - offset);
                Sample sample = _reader.Take();
                if (sample != null && !Check(sample))
                    throw new ProtocolException("A sample is false.");
            }
        }
        catch (ProtocolException)
        {
            // Malformed or false is the same to the device: a failed check.
            IsRefuted = true;
        }

        return !IsRefuted;
    }

    private bool Check(Sample sample)
    {
        Scalar evaluation = new Scalar();
        if (!evaluation.TryRead(sample.Evaluation, 0))
            return false;
        int index = Samples.Indices[_count];
        int size = _manifest.SegmentSize;
        byte[] segment = new byte[size];
        _context.Ports.Staging.Read((long)(index - 1) * size, segment, 0, size);
        byte[] leaf = Segments.Leaf(_context.Symmetric, Segments.Unseal(_context.Symmetric, evaluation, segment));
        if (!Tree.Verify(
            _context.Symmetric, leaf, index, _manifest.SegmentCount, sample.Path, _manifest.PackageRoot))
            return false;
        Samples.SetEvaluation(_count++, sample.Evaluation);
        return true;
    }
}
