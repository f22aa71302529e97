using System;

namespace FairOta.Core;

/// <summary>
/// Reads a <see cref="ChallengeAnswer"/> as it arrives, one sample at a time, in memory for one. Every sample's size
/// follows from its index, so how many bytes are due next is always known and a wrong length shows at once.
/// </summary>
public sealed class ChallengeAnswerReader
{
    private const int EvaluationBytes = 32;

    // Array head, head of f(i), f(i), head of the path, path.
    private const int MaxSampleBytes = 1 + 2 + EvaluationBytes + 3 + (Limits.MaxPathNodes * Tree.NodeBytes);

    private readonly int[] _indices;
    private readonly int _segmentCount;
    private readonly byte[] _buffer = new byte[MaxSampleBytes];
    private int _length;
    private int _due;
    private int _samplesRead;
    private Sample _sample;

    /// <summary>Starts before the first byte.</summary>
    /// <param name="indices">The challenge's indices, ascending.</param>
    /// <param name="segmentCount">n.</param>
    public ChallengeAnswerReader(int[] indices, int segmentCount)
    {
        _indices = indices;
        _segmentCount = segmentCount;
        _due = 2;
        ValidUntil = -1;
    }

    /// <summary>End of the proof of distribution, Unix seconds; -1 before it was read.</summary>
    public long ValidUntil { get; private set; }

    /// <summary>Whether the last sample was read. More bytes are an error then.</summary>
    public bool IsComplete
    {
        get { return _samplesRead == _indices.Length; }
    }

    /// <summary>Takes bytes, at most to the end of one sample; then call <see cref="Take"/>.</summary>
    /// <returns>How many bytes were taken, at least 1 if there are any.</returns>
    /// <exception cref="ProtocolException">The answer is malformed, or goes on after its end.</exception>
    public int Append(byte[] source, int offset, int count)
    {
        if (IsComplete)
            throw new ProtocolException("Bytes follow the answer to the challenge.");
        int taken = 0;
        while (taken < count && _sample == null && !IsComplete)
        {
            int part = _due - _length < count - taken ? _due - _length : count - taken;
            Array.Copy(source, offset + taken, _buffer, _length, part);
            _length += part;
            taken += part;
            if (_length == _due)
                Advance();
        }

        return taken;
    }

    /// <summary>The sample that was completed since the last call, or null.</summary>
    public Sample Take()
    {
        Sample sample = _sample;
        _sample = null;
        return sample;
    }

    private void Advance()
    {
        if (ValidUntil >= 0)
        {
            ReadSample();
            return;
        }

        // The second byte is the head of validUntil and says how long it is; the head of the array follows.
        int headerBytes = 2 + Extra(_buffer[1]) + 1 + (_indices.Length < 24 ? 0 : 1);
        if (_due < headerBytes)
        {
            _due = headerBytes;
            return;
        }

        ReadHeader();
    }

    private void ReadHeader()
    {
        // What is in the buffer is the front of an item; CborReader sees just the heads of it.
        CborReader reader = new CborReader(_buffer, 0, _length);
        reader.ReadArray(2);
        ValidUntil = reader.ReadUInt();
        reader.ReadArray(_indices.Length);
        reader.ReadEnd();
        Expect();
    }

    private void ReadSample()
    {
        CborReader reader = new CborReader(_buffer, 0, _length);
        reader.ReadArray(2);
        Sample sample = new Sample();
        sample.Evaluation = reader.ReadBytes(EvaluationBytes);
        sample.Path = reader.ReadBytes(Tree.PathBytes(_indices[_samplesRead], _segmentCount));
        reader.ReadEnd();
        _sample = sample;
        _samplesRead++;
        Expect();
    }

    private void Expect()
    {
        _length = 0;
        if (IsComplete)
            return;
        int pathBytes = Tree.PathBytes(_indices[_samplesRead], _segmentCount);
        int pathHead = pathBytes < 24 ? 1 : pathBytes < 256 ? 2 : 3;
        _due = 1 + 2 + EvaluationBytes + pathHead + pathBytes;
    }

    private static int Extra(int head)
    {
        int information = head & 31;
        if (information > 27)
            throw new ProtocolException("The answer to the challenge is malformed.");
        return information < 24 ? 0 : 1 << (information - 24);
    }
}
