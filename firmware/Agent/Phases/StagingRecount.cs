using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Takes D over what is staged once more, a few segments at a time: whether staging still holds what was received.
/// </summary>
internal sealed class StagingRecount
{
    private const int SegmentsAtATime = 16;

    private readonly Context _context;
    private readonly byte[] _segment;
    private readonly int _count;
    private byte[] _digest;
    private int _index;

    public StagingRecount(Context context)
    {
        _context = context;
        _segment = new byte[context.Journal.Manifest.SegmentSize];
        _count = context.Journal.Manifest.SegmentCount;
        _digest = context.Journal.Session.Digest;
    }

    /// <summary>True once nothing is left to do, where D is that of the download.</summary>
    public bool IsAsReceived => Bytes.Equal(_digest, _context.Journal.Session.SegmentsDigest);

    /// <summary>Goes on; false once nothing is left to do.</summary>
    public bool Advance()
    {
        for (int i = 0; i < SegmentsAtATime && _index < _count; i++)
        {
            _context.Ports.Staging.Read((long)_index++ * _segment.Length, _segment, 0, _segment.Length);
            _digest = Segments.Digest(_context.Symmetric, _digest, _segment);
        }

        return _index < _count;
    }
}
