using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Fetches right segments in place of the bad ones: from the paid distributor as far as it goes, then from the others,
/// then from origins. Each is checked against its leaf before it is staged; who sends a wrong one is barred.
/// </summary>
internal sealed class Mending : SessionPhase
{
    private readonly StagedPackage _package;
    private readonly BadSegments _bad;
    private readonly int _repairs;
    private readonly byte[] _piece;
    private PieceSink _sink;
    private Source _asked;
    private int _turn;
    private int _done;
    private int _count;

    public Mending(Context context, StagedPackage package, BadSegments bad, int repairs)
        : base(context)
    {
        _package = package;
        _bad = bad;
        _repairs = repairs;
        _piece = new byte[context.Limits.PieceBytes];
        Turn();
    }

    public override AgentPhase Kind => AgentPhase.Repair;

    /// <summary>
    /// A round that mended nothing: waits for another, a bounded number of times. Those of the second half come when
    /// the receipt has lapsed: until then the distributor may yet be paid, and others mend only what was paid for.
    /// </summary>
    public static Phase Unmended(Context context, StagedPackage package, int repairs)
    {
        if (++repairs >= AgentLimits.RepairRounds)
            return SessionEnd.Leave(context, LeaveReason.Failed);
        SessionState session = context.Journal.Session;
        bool isHalf = !session.IsOrigin && repairs > AgentLimits.RepairRounds / 2;
        long now = isHalf ? context.Now(session.Url) : 0;
        if (isHalf && !ReceiptRules.IsLapsed(session.ValidUntil, now))
            repairs = AgentLimits.RepairRounds / 2;
        context.Sleep(context.Backoff(context.Limits.KeyPollMs, repairs, 0));
        package.Rewind();
        Phase next = new Unsealing(context, package, repairs);
        return isHalf && now == 0 ? new TimePhase(context, session.Url, next) : next;
    }

    protected override LinkRequest Ask()
    {
        if (_done == _bad.Count || _asked == null)
            return null;
        int size = Manifest.SegmentSize;
        _count = 1;
        if (!_asked.IsOrigin)
        {
            _count = _piece.Length / size;
            if (_count > _bad.Count - _done)
                _count = _bad.Count - _done;
        }

        _sink = new PieceSink(_piece, _count * size);
        Sink = _sink;
        MostBytes = _count * size;
        return _asked.IsOrigin ? AskOrigin() : AskDistributor();
    }

    protected override Phase Answered()
    {
        bool served = Call.Status == 200 || Call.Status == 206;
        if (!served || !_sink.IsFull)
            Turn();
        else if (!StagePiece())
        {
            Bar();
            Turn();
        }

        return this;
    }

    protected override Phase Finished()
    {
        if (_done == 0)
            return Unmended(Context, _package, _repairs);
        _package.Rewind();
        return new Unsealing(Context, _package, 0);
    }

    private LinkRequest AskDistributor()
    {
        int[] indices = new int[_count];
        for (int i = 0; i < _count; i++)
            indices[i] = _bad.Index(_done + i);
        if (_asked == Source)
        {
            SessionRepairRequest ofSession = new SessionRepairRequest
            {
                OpenSecret = OpenSecret(),
                Indices = indices,
                Signature = Context.Ports.Key.Sign(SessionRepairRequest.Digest(Session.Digest)),
            };
            return Context.Post(Source, SessionPath("/repair"), ofSession.Encode());
        }

        RepairRequest request = new RepairRequest
        {
            Indices = indices,
            Signature = Context.Ports.Key.Sign(
                Eip712.Repair(Journal.Release.ReleaseId, _asked.Address, indices)),
        };
        return Context.Post(_asked, Context.DeliveryPath("/repair"), request.Encode());
    }

    private LinkRequest AskOrigin()
    {
        int size = Manifest.SegmentSize;
        LinkRequest request =
            Context.Get(_asked, "/v1/releases/" + Bytes.ToHex(Journal.Release.ReleaseId) + "/package");
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

    /// <summary>What a distributor sent is not what the tree says.</summary>
    private void Bar()
    {
        ReleaseState release = Journal.Release;
        if (_asked.IsOrigin || (release.Find(_asked.Address, _asked.Url) == null && !release.HasRoom))
            return;
        release.Remember(_asked.Address, _asked.Url).Barred = true;
        Journal.SaveRelease();
        Context.Note(AgentEvent.DistributorBarred, _asked.Url);
    }

    /// <summary>
    /// Turns to the next: the paid distributor, the others, origins; to none after the last. Distributors mend only
    /// what was paid for, so where the package is an origin's, only origins.
    /// </summary>
    private void Turn()
    {
        int count = Context.Sources.Count;
        if (_turn == 0 && Session.IsOrigin)
            _turn = 1 + count;
        _asked = null;
        while (_asked == null && _turn <= 2 * count)
        {
            Source source = _turn == 0 ? Source : Context.Sources.At((_turn - 1) % count);
            bool isRepeated = _turn != 0 && _turn <= count && source == Source;
            if (source.IsOrigin == _turn > count && !isRepeated && !IsBarred(source))
                _asked = source;
            _turn++;
        }
    }

    private bool IsBarred(Source source)
    {
        if (source.IsOrigin)
            return false;
        DistributorRecord record = Journal.Release.Find(source.Address, source.Url);
        return record != null && record.Barred;
    }
}
