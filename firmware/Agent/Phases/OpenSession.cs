using FairOta.Core;

namespace FairOta.Agent;

/// <summary>Sends the Open of the stored counter and stores the offer. A repeat gets the same answer.</summary>
internal sealed class OpenSession : SessionPhase
{
    private BufferSink _body;

    public OpenSession(Context context)
        : base(context)
    {
    }

    public override AgentPhase Kind => AgentPhase.Opening;

    protected override LinkRequest Ask()
    {
        OpenRequest request = new OpenRequest
        {
            ReleaseId = Journal.Release.ReleaseId,
            Device = Context.Ports.Key.Address,
            Nonce = Challenge.Nonce(Context.Symmetric, OpenSecret()),
            BoundUntil = Session.BoundUntil,
            Signature = Context.Ports.Key.Sign(Session.Digest),
        };
        _body = Buffer((Manifest.Samples + 1) * 64 + 64);
        return Context.Post(Source, "/v1/sessions", request.Encode());
    }

    protected override Phase Answered()
    {
        if (Call.IsTooLong)
            return Leave(LeaveReason.Cheated);
        if (Call.Status >= 500)
            return Leave(LeaveReason.OpenUnanswered);
        if (!Call.IsOk)
            return Call.Status == 0 || Call.Status == 200 ? Repeat() : Leave(LeaveReason.NotServed);
        OpenAnswer answer;
        try
        {
            answer = OpenAnswer.Parse(_body.ToBytes());
            Commitments.Check(answer.Commitments, Manifest.Samples);
        }
        catch (ProtocolException)
        {
            // No offer: a wrong number of points, or one off the curve. Equal and opposite ones are an offer.
            return Leave(LeaveReason.Cheated);
        }

        Journal.SaveOffer(answer.Commitments);
        Session.EndsAt = answer.EndsAt;
        Session.LateSeconds = 0;
        Session.Stage = SessionStage.Downloading;
        Journal.SaveRelease();
        return new Download(Context);
    }

    protected override Phase Finished() => this;

    /// <summary>
    /// The Open may have arrived and its answer not: the same again has the same answer, where another would use up one
    /// more of the few sessions. After some of these others are tried first.
    /// </summary>
    private Phase Repeat()
    {
        CountLate();
        if (IsTired(AgentLimits.OpenAttempts))
            return Leave(LeaveReason.OpenUnanswered);
        Context.Note(AgentEvent.SourceUnavailable, Source.Url);
        return Wait(0);
    }
}
