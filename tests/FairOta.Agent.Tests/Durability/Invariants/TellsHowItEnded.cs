using System.Collections.Generic;
using System.Linq;
using FairOta.Core;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>
/// A device that came to rest has told somebody how the installation ended, as it believes itself, and has told nobody
/// anything else.
/// </summary>
internal sealed class TellsHowItEnded : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        if (history[^1] is not Ended { Rests: true, Trust: { } trust })
            return null;
        string release = Bytes.ToHex(scenario.Release.ReleaseId);
        int expected = trust.IsBarred(scenario.Release.ReleaseId) ? Outcome.Failed : Outcome.Installed;
        List<Reported> told = [.. history.OfType<Reported>()];
        if (told.Exists(report => report.Release != release || report.Outcome != expected))
            return "Told what is not so.";
        return told.Count > 0 ? null : "Told nobody.";
    }
}
