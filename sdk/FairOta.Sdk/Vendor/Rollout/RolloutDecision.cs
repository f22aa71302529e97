namespace FairOta.Sdk.Vendor;

/// <summary>What is to be done about a roll-out now.</summary>
/// <param name="Sentence">The same for people, with its reason.</param>
public abstract record RolloutDecision(string Sentence)
{
    /// <summary>Fund that wave.</summary>
    /// <param name="Wave">The wave, from 0.</param>
    /// <param name="Sentence">The same for people.</param>
    public sealed record Fund(int Wave, string Sentence) : RolloutDecision(Sentence);

    /// <summary>Wait for reports or for time to pass.</summary>
    /// <param name="Until">Unix seconds when time alone changes the decision; null where only reports can.</param>
    /// <param name="Sentence">The same for people.</param>
    public sealed record Wait(long? Until, string Sentence) : RolloutDecision(Sentence);

    /// <summary>Ask somebody whether to fund that wave.</summary>
    /// <param name="Wave">The wave, from 0.</param>
    /// <param name="IsPassed">Whether the wave before it passed its own rules.</param>
    /// <param name="Sentence">The same for people.</param>
    public sealed record AskByHand(int Wave, bool IsPassed, string Sentence) : RolloutDecision(Sentence);

    /// <summary>Fund nothing more, until somebody resumes.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Stop(string Sentence) : RolloutDecision(Sentence);

    /// <summary>Nothing: every wave is funded, and the last one passed.</summary>
    /// <param name="Sentence">The same for people.</param>
    public sealed record Done(string Sentence) : RolloutDecision(Sentence);
}
