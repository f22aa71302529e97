using System.Collections.Generic;
using System.Linq;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>
/// No receipt is signed for a release while another of it, for another session or another time, is good: whether or
/// not either ever left the device.
/// </summary>
internal sealed class SignsForOneDistributorAtATime : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        List<Signed> signed = [.. history.OfType<Signed>()];
        for (int i = 0; i < signed.Count; i++)
        {
            Signed late = signed[i];
            Signed? good = signed.Take(i).FirstOrDefault(s => s.Release == late.Release && s.ValidUntil >= late.At
                && (s.Session != late.Session || s.ValidUntil != late.ValidUntil));
            if (good != null)
                return "Signed for " + late.Distributor + " while bound to " + good.Distributor + ".";
        }

        return null;
    }
}
