using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Fetches right segments in place of the bad ones: from the paid distributor as far as it goes, then from origins.
/// Each is checked against its leaf before it is staged.
/// </summary>
internal sealed class Mending : SessionPhase
{
    private readonly StagedPackage _package;
    private readonly BadSegments _bad;
    private readonly int _repairs;
    private readonly byte[] _piece;
    private PieceSink _sink;
    private Source _origin;
    private int _nextOrigin;
    private bool _fromPaid;
    private int _done;
    private int _count;

    public Mending(Context context, StagedPackage package, BadSegments bad, int repairs)
        : base(context)
    {
        _package = package;
        _bad = bad;
        _repairs = repairs;
        _piece = new byte[context.Limits.PieceBytes];
        _fromPaid = !Session.IsOrigin;
        if (!_fromPaid)
            TurnToOrigin();
    }

    public override AgentPhase Kind => AgentPhase.Repair;

    /// <summary>A round that mended nothing: waits for another, a bounded number of times.</summary>
    public static Phase Unmended(Context context, StagedPackage package, int repairs)
    {
        if (repairs + 1 >= AgentLimits.RepairRounds)
            return SessionEnd.Leave(context, LeaveReason.Failed);
        context.Sleep(context.Backoff(context.Limits.KeyPollMs, repairs + 1, 0));
        package.Rewind();
        return new Unsealing(context, package, repairs + 1);
    }

    protected override LinkRequest Ask()
    {
        if (_done == _bad.Count || (!_fromPaid && _origin == null))
            return null;
        int size = Manifest.SegmentSize;
        _count = 1;
        if (_fromPaid)
        {
            _count = _piece.Length / size;
            if (_count > _bad.Count - _done)
                _count = _bad.Count - _done;
        }

        _sink = new PieceSink(_piece, _count * size);
        Sink = _sink;
        MostBytes = _count * size;
        return _fromPaid ? AskPaid() : AskOrigin();
    }

    protected override Phase Answered()
    {
        bool served = Call.Status == 200 || Call.Status == 206;
        if (!served || !_sink.IsFull || !StagePiece())
            TurnToOrigin();
        return this;
    }

    protected override Phase Finished()
    {
        if (_done == 0)
            return Unmended(Context, _package, _repairs);
        _package.Rewind();
        return new Unsealing(Context, _package, 0);
    }

    private LinkRequest AskPaid()
    {
        int[] indices = new int[_count];
        for (int i = 0; i < _count; i++)
            indices[i] = _bad.Index(_done + i);
        RepairRequest request = new RepairRequest
        {
            OpenSecret = OpenSecret(),
            Indices = indices,
            Signature = Context.Ports.Key.Sign(Eip712.Repair(Session.Digest)),
        };
        return Context.Post(Source, SessionPath("/repair"), request.Encode());
    }

    private LinkRequest AskOrigin()
    {
        int size = Manifest.SegmentSize;
        LinkRequest request =
            Context.Get(_origin, "/v1/releases/" + Bytes.ToHex(Journal.Release.ReleaseId) + "/package");
        request.RangeFirst = (long)(_bad.Index(_done) - 1) * size;
        request.RangeLast = request.RangeFirst + size - 1;
        return request;
    }

    /// <summary>Stages the right ones of the piece in order; false at the first that is wrong.</summary>
    private bool StagePiece()
    {
        int size = Manifest.SegmentSize;
        for (int i = 0; i < _count; i++)
        {
            byte[] segment = Bytes.Slice(_piece, i * size, size);
            if (!Bytes.Equal(Segments.Leaf(Context.Symmetric, segment), _bad.Leaf(_done)))
                return false;
            _package.Replace(_bad.Index(_done), segment);
            _done++;
        }

        return true;
    }

    private void TurnToOrigin()
    {
        _fromPaid = false;
        _origin = null;
        while (_origin == null && _nextOrigin < Context.Sources.Count)
        {
            Source source = Context.Sources.At(_nextOrigin++);
            if (source.IsOrigin)
                _origin = source;
        }
    }
}
