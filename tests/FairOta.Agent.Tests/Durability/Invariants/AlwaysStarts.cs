using System.Collections.Generic;
using System.Linq;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>Whatever the storage holds after a cut, loader and agent start and go on.</summary>
internal sealed class AlwaysStarts : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history) =>
        history.OfType<Crashed>().FirstOrDefault()?.Why;
}
