using System.Collections.Generic;
using System.Linq;
using FairOta.Core;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>Every start runs the factory's image or the release's, whole, and never anything else.</summary>
internal sealed class RunsTheOldOrTheNewImage : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        Booted? other = history.OfType<Booted>().FirstOrDefault(b =>
            !Bytes.Equal(b.Image, TestDevice.FactoryImage) && !Bytes.Equal(b.Image, scenario.Release.Image));
        return other == null ? null : "Started something else, of " + other.Image.Length + " bytes.";
    }
}
