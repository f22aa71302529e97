namespace FairOta.Agent;

/// <summary>
/// A stretch of the update. A step does a bounded piece of work and names the phase of the next step.
/// </summary>
internal abstract class Phase
{
    protected Phase(Context context)
    {
        Context = context;
    }

    public abstract AgentPhase Kind { get; }

    protected Context Context { get; }

    protected Journal Journal => Context.Journal;

    public abstract Phase Step();
}
