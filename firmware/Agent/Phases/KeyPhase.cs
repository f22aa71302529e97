using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>
/// Signs the receipt, hands it in, and asks for the key in rounds: the paid distributor, others, a node. Gives up only
/// after a last round that began when the receipt had lapsed.
/// </summary>
internal sealed class KeyPhase : SessionPhase
{
    private readonly byte[] _commitments;
    private byte[] _receipt;
    private BufferSink _body;
    private bool _handsIn = true;
    private int _polls;
    private bool _nodeAsked;
    private bool _lastRound;
    private bool _timeAsked;
    private int _rounds;
    private int _next = -1;
    private int _asked;

    public KeyPhase(Context context)
        : base(context)
    {
        _commitments = Journal.LoadOffer();
    }

    public override AgentPhase Kind => AgentPhase.Key;

    /// <summary>The phase after that candidate, if it is the key; else null.</summary>
    public Phase TryKey(byte[] candidate)
    {
        Scalar key = ReceiptRules.Key(candidate, _commitments);
        if (key == null)
            return null;
        Session.Key = key.ToBytes();
        Session.Stage = SessionStage.Keyed;
        Journal.SaveRelease();
        Context.Note(AgentEvent.KeyObtained, Source.Url);
        return new Unsealing(Context);
    }

    protected override LinkRequest Ask()
    {
        if (_commitments == null)
            return null;
        if (_receipt == null)
            _receipt = Sign();
        _body = Buffer(AgentLimits.KeyAnswerBytes);
        if (_next < 0)
        {
            BeginRound();
            return _handsIn
                ? Context.Post(Source, SessionPath("/receipt"), new ReceiptRequest { Signature = _receipt }.Encode())
                : Context.Get(Source, SessionPath("/key"));
        }

        string path = Context.DeliveryPath("/key");
        while (_next < Context.Sources.Count && _asked < AgentLimits.KeySources)
        {
            Source other = Context.Sources.At(_next++);
            if (other == Source || other.IsOrigin)
                continue;
            _asked++;
            return Context.Get(other, path);
        }

        return null;
    }

    protected override Phase Answered()
    {
        bool fromPaid = _next < 0;
        if (fromPaid)
        {
            _next = 0;
            TakeNote();
        }

        Phase found = Call.IsOk ? TryKey(Parse(_body.ToBytes())) : null;
        return found != null ? found : this;
    }

    protected override Phase Finished()
    {
        if (_commitments == null)
            return Leave(LeaveReason.Failed);
        if (Context.Board.NodeUrl != null && !_nodeAsked)
        {
            _nodeAsked = true;
            return new KeyFromNode(Context, this);
        }

        if (_lastRound)
            return Leave(LeaveReason.Lapsed);
        long now = Context.Now(Source.Url);
        if (now == 0 && !_timeAsked)
        {
            _timeAsked = true;
            return new TimePhase(Context, Source.Url, this);
        }

        _next = -1;
        long wait = Context.Backoff(Context.Limits.KeyPollMs, ++_rounds, 0);
        long untilLapsed = (Session.ValidUntil + Limits.KeepSealedSeconds + 1 - now) * 1000;
        Context.Sleep(now != 0 && untilLapsed > 0 && untilLapsed < wait ? untilLapsed : wait);
        return this;
    }

    private static byte[] Parse(byte[] body)
    {
        try
        {
            return KeyAnswer.Parse(body).Key;
        }
        catch (ProtocolException)
        {
            // No source of the key is trusted; nonsense is no key.
            return null;
        }
    }

    /// <summary>
    /// What the paid distributor's answer says about the receipt. One that took it is asked for the key; one that knows
    /// nothing of it, or that may have lost it since, is handed it again.
    /// </summary>
    private void TakeNote()
    {
        bool took = Call.Status == 200 || Call.Status == 202;
        if (_handsIn)
        {
            _handsIn = !took;
            _polls = 0;
        }
        else
        {
            bool lost = Call.Status == 404 || Call.Status == 410;
            _handsIn = lost || ++_polls == AgentLimits.PollsPerReceipt;
        }
    }

    private void BeginRound()
    {
        _asked = 0;
        _nodeAsked = false;
        _timeAsked = false;
        _lastRound = ReceiptRules.IsLapsed(Session.ValidUntil, Context.Now(Source.Url));
    }

    /// <summary>The receipt. What it binds is durable before it exists.</summary>
    private byte[] Sign()
    {
        TrustState trust = Journal.Trust;
        if (!trust.HasBinding(Session.Digest))
        {
            trust.Bindings.Add(new Binding(Journal.Release.ReleaseId, Session.Digest, Session.ValidUntil));
            Journal.SaveTrust();
        }

        byte[] digest = Eip712.ProofOfDistribution(
            Eip712.Domain(Manifest.ChainId, Manifest.Escrow),
            Journal.Release.ReleaseId,
            Session.Address,
            Commitments.KeyCommitment(_commitments),
            Session.ValidUntil);
        Context.Note(AgentEvent.ReceiptSigned, Source.Url);
        return Context.Ports.Key.Sign(digest);
    }
}
