using System.Collections.Generic;
using FairOta.Core;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>
/// Once power is back for good the device comes to rest: on the release and with its version and counter, or, where
/// the application fails, on the old image with the release barred.
/// </summary>
internal sealed class FinishesTheUpdate : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        if (history[^1] is not Ended end || !end.Rests || end.IsReleaseLeft || end.Trust == null)
            return "Came to no rest.";
        bool works = scenario.Application == Application.Works;
        byte[] expected = works ? scenario.Release.Image : TestDevice.FactoryImage;
        if (!Bytes.Equal(end.Image, expected))
            return "Ended on the wrong image.";
        bool isBarred = end.Trust.IsBarred(scenario.Release.ReleaseId);
        if (isBarred == works)
            return isBarred ? "Barred a release that works." : "Did not bar a release that fails.";
        Manifest manifest = scenario.Release.Manifest;
        bool isInstalled = end.Trust.InstalledVersion.CompareTo(manifest.Version) == 0
            && end.Trust.SecurityCounter == manifest.SecurityCounter;
        return isInstalled == works ? null : "Believes in another version than it runs.";
    }
}
