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
        if (!Call.IsOk)
            return Leave(LeaveReason.NotServed);
        OpenAnswer answer;
        try
        {
            answer = OpenAnswer.Parse(_body.ToBytes());
            Commitments.Read(answer.Commitments, Manifest.Samples);
        }
        catch (ProtocolException)
        {
            // No offer: a wrong number of points, or one off the curve. Equal and opposite ones are an offer.
            return Leave(LeaveReason.Cheated);
        }

        Journal.SaveOffer(answer.Commitments);
        Session.EndsAt = answer.EndsAt;
        Session.Stage = SessionStage.Downloading;
        Journal.SaveRelease();
        return new Download(Context);
    }

    protected override Phase Finished() => this;
}
