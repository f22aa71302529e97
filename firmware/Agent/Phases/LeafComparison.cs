using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Finds the bad segments: fetches the list of leaves, from the session's source first and then from any other, and
/// compares it with what is staged. The list counts only once it gives the manifest's root.
/// </summary>
internal sealed class LeafComparison : RequestPhase
{
    private readonly StagedPackage _package;
    private readonly Manifest _manifest;
    private readonly int _repairs;
    private readonly byte[] _piece;
    private Source _source;
    private int _next = -1;
    private TreeHasher _tree;
    private BadSegments _bad;
    private PieceSink _sink;
    private int _count;

    public LeafComparison(Context context, StagedPackage package, int repairs)
        : base(context)
    {
        _package = package;
        _manifest = context.Journal.Manifest;
        _repairs = repairs;
        _piece = new byte[context.Limits.PieceBytes / Tree.NodeBytes * Tree.NodeBytes];
        Turn();
    }

    public override AgentPhase Kind => AgentPhase.Repair;

    protected override LinkRequest Ask()
    {
        if (_source == null || _package.IsAtEnd)
            return null;
        _count = _piece.Length / Tree.NodeBytes;
        if (_count > _manifest.SegmentCount - _package.Index)
            _count = _manifest.SegmentCount - _package.Index;
        _sink = new PieceSink(_piece, _count * Tree.NodeBytes);
        Sink = _sink;
        MostBytes = _count * Tree.NodeBytes;
        LinkRequest request =
            Context.Get(_source, "/v1/releases/" + Bytes.ToHex(Journal.Release.ReleaseId) + "/leaves");
        request.RangeFirst = (long)_package.Index * Tree.NodeBytes;
        request.RangeLast = request.RangeFirst + _count * Tree.NodeBytes - 1;
        return request;
    }

    protected override Phase Answered()
    {
        if ((Call.Status == 206 || Call.Status == 200) && _sink.IsFull)
            Compare();
        else
            Turn();
        return this;
    }

    protected override Phase Finished()
    {
        if (_source == null)
            return Mending.Unmended(Context, _package, _repairs);
        if (Bytes.Equal(_tree.Root(), _manifest.PackageRoot))
            return new Mending(Context, _package, _bad, _repairs);
        Turn();
        return this;
    }

    private void Compare()
    {
        for (int i = 0; i < _count; i++)
        {
            byte[] leaf = Bytes.Slice(_piece, i * Tree.NodeBytes, Tree.NodeBytes);
            _tree.Append(leaf);
            if (!Bytes.Equal(leaf, Segments.Leaf(Context.Symmetric, _package.Next())))
                _bad.Add(_package.Index, leaf);
        }
    }

    /// <summary>Turns to the next source, from the beginning; to none after the last.</summary>
    private void Turn()
    {
        _package.Rewind();
        _tree = new TreeHasher(Context.Symmetric);
        _bad = new BadSegments();
        Source own = SessionEnd.SourceOf(Context, Journal.Session.Address, Journal.Session.Url);
        if (_next < 0)
        {
            _next = 0;
            _source = own;
            return;
        }

        _source = null;
        while (_source == null && _next < Context.Sources.Count)
        {
            Source other = Context.Sources.At(_next++);
            if (other != own)
                _source = other;
        }
    }
}
