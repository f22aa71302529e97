using System.Collections.Generic;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>A distributor that was barred durably is never asked for a session again.</summary>
internal sealed class NeverReturnsToACheat : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        HashSet<string> barred = [];
        foreach (Happening happening in history)
        {
            if (happening is Barred bar)
                barred.Add(bar.Url);
            if (happening is Opened open && barred.Contains(open.Url))
                return "Came back to " + open.Url + ".";
        }

        return null;
    }
}
