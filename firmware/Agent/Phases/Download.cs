using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Fetches the segments piece by piece and stages them; from an origin the plain ones. How many are durable, and the
/// digest over exactly those, is durable after every piece.
/// </summary>
internal sealed class Download : SessionPhase
{
    private readonly DownloadState _state;
    private readonly byte[] _piece;
    private readonly int _size;
    private readonly int _total;
    private PieceSink _sink;
    private int _count;

    public Download(Context context)
        : base(context)
    {
        _state = Journal.LoadDownload();
        _size = Manifest.SegmentSize;
        _total = Manifest.SegmentCount;
        _piece = new byte[Context.Limits.PieceBytes];
    }

    public override AgentPhase Kind => AgentPhase.Download;

    protected override LinkRequest Ask()
    {
        if (_state.Count == _total)
            return null;
        _count = _piece.Length / _size;
        if (_count > _total - _state.Count)
            _count = _total - _state.Count;
        _sink = new PieceSink(_piece, _count * _size);
        Sink = _sink;
        MostBytes = _count * _size;
        return Session.IsOrigin ? FromOrigin() : FromDistributor();
    }

    protected override Phase Answered()
    {
        bool served = Call.Status == 200 || (Session.IsOrigin && Call.Status == 206);
        if (served && _sink.IsFull && (Call.IsWhole || Session.IsOrigin))
        {
            Succeeded();
            Stage();
            return _state.Count < _total && IsTooSlow() ? Leave(LeaveReason.Failed) : this;
        }

        // Its wave has not come: the distributors refused it rightly, and have as long again to serve it. Every origin
        // that can be asked has to say so: one that lies would keep a device that often starts anew from the others.
        if (Session.IsOrigin && Call.Status == 403 && !Choosing.HasOtherOrigin(Context, Source))
            Journal.Release.StarvedSeconds = 0;

        // More bytes than asked for is no whole answer; an origin may send all it has and is cut short.
        // 404, 410: it ended the session, and a new one needs a new secret. 4xx otherwise: it does not serve this.
        if (Call.Status == 404 || Call.Status == 410)
            return Leave(LeaveReason.NotServed);
        if (Call.Status >= 400 && Call.Status < 500 && Call.Status != 429)
            return Leave(LeaveReason.Failed);
        return TryAgain(false);
    }

    protected override Phase Finished()
    {
        Session.SegmentsDigest = _state.Digest;
        Session.LateSeconds = 0;
        Session.Stage = Session.IsOrigin ? SessionStage.Keyed : SessionStage.Challenging;
        Journal.SaveRelease();
        return Resuming.Session(Context);
    }

    private LinkRequest FromDistributor() =>
        Context.Get(
            Source, SessionPath("/segments?first=" + (_state.Count + 1).ToString() + "&count=" + _count.ToString()));

    /// <summary>By name: an origin refuses a device whose wave of a staged roll-out has not come.</summary>
    private LinkRequest FromOrigin()
    {
        string release = Bytes.ToHex(Journal.Release.ReleaseId);
        string device = Bytes.ToHex(Context.Ports.Key.Address);
        LinkRequest request = Context.Get(Source, "/v1/releases/" + release + "/package?device=" + device);
        request.RangeFirst = (long)_state.Count * _size;
        request.RangeLast = request.RangeFirst + _count * _size - 1;
        return request;
    }

    private void Stage()
    {
        byte[] segment = new byte[_size];
        byte[] digest = _state.Digest;
        for (int i = 0; i < _count; i++)
        {
            System.Array.Copy(_piece, i * _size, segment, 0, _size);
            digest = Segments.Digest(Context.Symmetric, digest, segment);
        }

        // Only now, so that a refusal, which may come for days, costs the flash nothing.
        if (_state.Count == 0)
            Context.Ports.Staging.Erase();

        // Segments first: the record never counts what is not there.
        Context.Ports.Staging.Write((long)_state.Count * _size, _piece, 0, _count * _size);
        _state.Count += _count;
        _state.Digest = digest;
        Journal.SaveDownload(_state);
        if (Context.Patience.Count(_count * _size))
            Journal.SaveRelease();
        Context.Progress((long)_state.Count * _size, (long)_total * _size);
    }

    /// <summary>Every piece may come in time, and the package still never: what counts is the pace.</summary>
    private bool IsTooSlow() =>
        IsLateForAnOrigin()
        || (PaceRules.IsSlow(Session.LateSeconds, Context.Limits) && Choosing.HasOther(Context, Source));
}
