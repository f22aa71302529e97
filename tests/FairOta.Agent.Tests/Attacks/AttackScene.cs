using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Attacks;

/// <summary>
/// A device on version 1.0.0.0 in a world with release 2.0.0.0, an origin and two distributors, all of which an attack
/// can bend.
/// </summary>
public abstract class AttackScene
{
    internal static readonly TestRelease Release = new("2.0.0.0", m => m.SecurityCounter = 2);

    protected AttackScene()
    {
        World = World.Honest(Release);
        Device = new TestDevice(World);
    }

    internal World World { get; }

    internal TestDevice Device { get; }

    internal IEnumerable<FakeServer> Everybody => World.Distributors.Cast<FakeServer>().Append(World.Origin);

    internal static FakeAnswer? On(LinkRequest request, string part, Func<FakeAnswer> answer) =>
        request.Url.Contains(part, StringComparison.Ordinal) ? answer() : null;

    /// <summary>All sources serve that manifest, whoever is asked for.</summary>
    internal void EverybodyServes(TestRelease release) => EverybodyServes(release.Signed);

    internal void EverybodyServes(byte[] signed)
    {
        foreach (FakeServer server in Everybody)
            server.Manifest = _ => signed;
    }

    internal void EverybodyAnswers(Func<LinkRequest, FakeAnswer?> answer)
    {
        foreach (FakeServer server in Everybody)
            server.Override = answer;
    }

    /// <summary>After a day under attack the device runs what it ran, and believes what it believed.</summary>
    internal void ExpectNothingChanges()
    {
        byte[] image = Device.Slots.RunningImage;
        byte[] trust = Device.Trust.Encode();
        _ = Device.RunUntil(_ => false, days: 1);
        CollectionAssert.AreEqual(image, Device.Slots.RunningImage);
        CollectionAssert.AreEqual(trust, Device.Trust.Encode());
    }

    internal void ExpectUpdated()
    {
        Assert.IsTrue(Device.RunUntil(_ => Device.Runs(Release)), "The device did not get the update.");
        Device.RunUntilIdle();
        Assert.AreEqual("2.0.0.0", Device.Trust.InstalledVersion.ToString());
    }
}
