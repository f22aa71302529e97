namespace FairOta.Agent;

/// <summary>Which phase goes on with what the durable records say.</summary>
internal static class Resuming
{
    public static Phase First(Context context)
    {
        if (context.Journal.Release == null)
            return new Discovery(context);
        SessionState session = context.Journal.Session;
        if (session == null)
            return new Discovery(context);
        return session.Stage == SessionStage.Completing ? Session(context) : new Learning(context);
    }

    /// <summary>The phase of the session in progress.</summary>
    public static Phase Session(Context context)
    {
        switch (context.Journal.Session.Stage)
        {
            case SessionStage.Opening:
                return new OpenSession(context);
            case SessionStage.Downloading:
                return new Download(context);
            case SessionStage.Challenging:
                return new ChallengePhase(context);
            case SessionStage.Signed:
                return new KeyPhase(context);
            case SessionStage.Keyed:
                return new Unsealing(context);
            default:
                return new TrialPhase(context);
        }
    }
}
