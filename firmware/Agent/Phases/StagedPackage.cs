using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>
/// The segments c[1..n] of the package as it lies in staging, opened one by one under the session's polynomial.
/// </summary>
internal sealed class StagedPackage
{
    private readonly Context _context;
    private readonly int _count;
    private readonly byte[] _staged;
    private readonly SegmentKeys _keys;

    // Null for an origin's package, which is staged as it is.
    private readonly KeyPolynomial _polynomial;
    private readonly Scalar _evaluation = new Scalar();
    private readonly ForwardDifferences _differences;

    private StagedPackage(Context context, KeyPolynomial polynomial)
    {
        _context = context;
        _count = context.Journal.Manifest.SegmentCount;
        _staged = new byte[context.Journal.Manifest.SegmentSize];
        _keys = new SegmentKeys(context.Symmetric);
        _polynomial = polynomial;
        if (polynomial != null)
            _differences = new ForwardDifferences(polynomial);
    }

    /// <summary>Number of the segment that was read last.</summary>
    public int Index { get; private set; }

    public bool IsAtEnd => Index == _count;

    /// <summary>The package of the session, whose key is known; null where its samples are lost.</summary>
    public static StagedPackage Of(Context context)
    {
        SessionState session = context.Journal.Session;
        if (session.IsOrigin)
            return new StagedPackage(context, null);
        Samples samples = context.Journal.LoadSamples();
        Scalar key = new Scalar();
        if (samples == null || session.Key == null || !key.TryRead(session.Key, 0))
            return null;
        return new StagedPackage(
            context, KeyPolynomial.Interpolate(key, samples.Indices, samples.Evaluations()));
    }

    /// <summary>Back before the first segment.</summary>
    public void Rewind()
    {
        Index = 0;
        if (_differences != null)
            _differences.Rewind();
    }

    /// <summary>The next segment, until the one after is asked for.</summary>
    public byte[] Next()
    {
        _context.Ports.Staging.Read((long)Index * _staged.Length, _staged, 0, _staged.Length);
        Index++;
        if (_polynomial == null)
            return _staged;
        _differences.Next(_evaluation);
        return _context.Symmetric.Decrypt(_keys.Of(_evaluation), _staged);
    }

    /// <summary>
    /// Stages a right segment in place of a bad one, sealed as the others are, so that every pass can be repeated.
    /// </summary>
    public void Replace(int index, byte[] segment)
    {
        byte[] staged = _polynomial == null
            ? segment
            : Segments.Seal(_context.Symmetric, _polynomial.Evaluate(index), segment);
        _context.Ports.Staging.Write((long)(index - 1) * staged.Length, staged, 0, staged.Length);
    }
}
