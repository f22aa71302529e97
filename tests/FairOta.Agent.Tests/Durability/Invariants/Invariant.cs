using System.Collections.Generic;
using System.Linq;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>Something that holds in every history. Knows nothing of how the history came about.</summary>
internal abstract class Invariant
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new AlwaysStarts(),
        new RunsTheOldOrTheNewImage(),
        new FinishesTheUpdate(),
        new SignsForOneDistributorAtATime(),
        new NeverCountsDown(),
        new FetchesNothingTwice(),
        new NumbersNoTwoSessionsAlike(),
        new NeverReturnsToACheat(),
        new TellsHowItEnded(),
    ];

    /// <summary>What is wrong with that history of that scenario, or null.</summary>
    public abstract string? Violation(Scenario scenario, IReadOnlyList<Happening> history);

    /// <summary>What all of them find wrong.</summary>
    public static IEnumerable<(Invariant Invariant, string What)> Violations(
        Scenario scenario, IReadOnlyList<Happening> history) =>
        from invariant in All
        let violation = invariant.Violation(scenario, history)
        where violation != null
        select (invariant, violation);
}
