using System.Collections.Generic;
using System.Linq;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>The nonce of one session is never that of another: an open secret is spent before it is used.</summary>
internal sealed class NumbersNoTwoSessionsAlike : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        bool twice = history.OfType<Opened>()
            .GroupBy(opened => opened.Nonce)
            .Any(same => same.Select(opened => opened.Session).Distinct().Count() > 1);
        return twice ? "Two sessions under one nonce." : null;
    }
}
