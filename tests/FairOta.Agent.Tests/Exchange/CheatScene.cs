using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>
/// A distributor that cheats. It is the device's first choice, the other one is honest, and the device must end on the
/// release, having signed nothing for the cheat unless the test says so.
/// </summary>
public abstract class CheatScene
{
    internal static readonly TestRelease Release = new("2.0.0.0");

    protected CheatScene()
    {
        TestDevice probe = new(World.Honest(Release));
        probe.RunUntil(_ => probe.Chosen.Count > 0);
        World = World.Honest(Release);
        Device = new TestDevice(World);
        Cheat = World.Distributors.Single(d => d.Url == probe.Chosen[0]);
    }

    internal World World { get; }

    internal TestDevice Device { get; }

    internal FakeDistributor Cheat { get; }

    internal static byte[] Flip(byte[] bytes)
    {
        bytes[^1] ^= 1;
        return bytes;
    }

    internal static bool Ends(LinkRequest request, string path) => request.Url.EndsWith(path, StringComparison.Ordinal);

    internal bool IsBarredEvent() => Device.Events.Any(e => e.What == AgentEvent.DistributorBarred);

    internal DistributorRecord? Find(FakeDistributor distributor) =>
        Device.Release?.Find(distributor.Address, distributor.Url);

    internal IEnumerable<int> SampledIndices() => Cheat.Sessions
        .Where(s => s.ChallengeBody != null)
        .SelectMany(s => ChallengeRequest.Parse(s.ChallengeBody!).Indices);

    /// <summary>Changes what the cheat honestly answers to requests for that path.</summary>
    internal void OnPath(string path, Func<FakeAnswer, FakeAnswer> change)
    {
        bool inside = false;
        Cheat.Override = r =>
        {
            if (inside || !r.Url.Contains(path, StringComparison.Ordinal))
                return null;
            inside = true;
            FakeAnswer answer = Cheat.Handle(r);
            inside = false;
            return change(answer);
        };
    }

    internal void ExpectUnpaid() => Assert.IsTrue(
        World.Receipts.All(r => !Bytes.Equal(r.Distributor, Cheat.Address)), "The cheat got a receipt.");

    internal void ExpectBarredUnpaid()
    {
        Assert.IsTrue(Device.RunUntil(_ => IsBarredEvent()));

        // Durable at once: a device that lost power right here knows.
        Assert.IsTrue(Find(Cheat)!.Barred);
        Assert.IsNull(Device.Release!.Session);
        Device.Restart();
        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
        Assert.HasCount(1, Cheat.Sessions.ToList());
    }
}
