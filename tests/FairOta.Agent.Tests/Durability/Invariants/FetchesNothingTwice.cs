using System.Collections.Generic;
using System.Linq;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>
/// What was downloaded is not downloaded again: all sources together send the package once for every session that
/// came so far, and once more no more than the piece that was in flight at each cut, or when the storage was full.
/// </summary>
internal sealed class FetchesNothingTwice : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        if (history[^1] is not Ended ended || scenario.Downloads == 0)
            return null;
        long cuts = history.Count(h => h is PowerLost or WasFull);
        long most = (long)scenario.Downloads * scenario.Release.Package.Content.Length + cuts * scenario.PieceBytes;
        return ended.BytesServed <= most
            ? null
            : "Fetched " + ended.BytesServed + " bytes where " + most + " do after " + cuts + " cuts.";
    }
}
