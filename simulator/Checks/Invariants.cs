using System.Collections.Generic;

namespace FairOta.Simulator.Checks;

/// <summary>All that must hold in every world.</summary>
internal static class Invariants
{
    /// <summary>One of each.</summary>
    public static IReadOnlyList<Invariant> All() => [];
}
