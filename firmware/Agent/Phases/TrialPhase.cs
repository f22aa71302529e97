using FairOta.Core;

namespace FairOta.Agent;

/// <summary>The application's word on an image on trial.</summary>
internal enum TrialVerdict
{
    None,
    Works,
    Fails,
}

/// <summary>Follows the completed image through restart, trial and confirmation or return.</summary>
internal sealed class TrialPhase : Phase
{
    private const int LookMs = 1000;

    private readonly long _startedMs;
    private bool _reverting;

    public TrialPhase(Context context)
        : base(context)
    {
        _startedMs = context.UptimeMs;
    }

    public override AgentPhase Kind => AgentPhase.Trial;

    public override Phase Step()
    {
        switch (Context.Ports.Trial.State)
        {
            case TrialState.None:
                // Power was cut before the slot was completed.
                return new Unsealing(Context);
            case TrialState.Pending:
                Context.Outcome = StepOutcome.RestartNeeded;
                return this;
            case TrialState.Confirmed:
                return Finish();
            case TrialState.Reverted:
                return Return();
            default:
                return Watch();
        }
    }

    private Phase Watch()
    {
        bool tooLong = Context.UptimeMs - _startedMs >= Context.Limits.TrialMs;
        if (_reverting)
        {
            Context.Outcome = StepOutcome.RestartNeeded;
        }
        else if (Context.Verdict == TrialVerdict.Fails || (Context.Verdict == TrialVerdict.None && tooLong))
        {
            Journal.Session.FailedTrials = AgentLimits.Trials;
            Journal.SaveRelease();
            Context.Ports.Trial.Revert();
            _reverting = true;
        }
        else if (Context.Verdict == TrialVerdict.Works || Context.Board.ConfirmAtStart)
        {
            Context.Ports.Trial.Confirm();
        }
        else
        {
            Context.Sleep(LookMs);
        }

        return this;
    }

    /// <summary>The old image runs again. What was taken is still there, so another trial costs no download.</summary>
    private Phase Return()
    {
        SessionState session = Journal.Session;
        if (session.FailedTrials + 1 >= AgentLimits.Trials)
            return SessionEnd.Bar(Context, AgentEvent.RolledBack);
        session.FailedTrials++;
        session.Stage = SessionStage.Keyed;
        Journal.SaveRelease();
        Context.Note(AgentEvent.TrialRepeated, null);
        return new Unsealing(Context);
    }

    private Phase Finish()
    {
        Journal.Trust.Install(Journal.Manifest);
        SessionEnd.Finish(Context, Outcome.Installed);
        Context.Note(AgentEvent.Confirmed, null);

        // After the restart few sources are known; a discovery names those that the report can go to.
        return new Discovery(Context);
    }
}
