using System;
using System.Linq;
using FairOta.Core;

namespace FairOta.Agent.Tests.Durability;

/// <summary>The scenarios whose every operation is cut.</summary>
internal static class Scenarios
{
    private static readonly Lazy<string> FirstUrl = new(ChooseFirst);

    /// <summary>Everybody is honest.</summary>
    public static Scenario Update { get; } = new("update");

    /// <summary>
    /// The distributor that is paid never gives the key, and answers nothing more: the other one must wait.
    /// </summary>
    public static Scenario Withheld { get; } = new("withheld key")
    {
        Change = world =>
        {
            FakeDistributor first = First(world);
            first.RevealSeconds = -1;
            first.Override = _ => first.Sessions.Any(s => s.ReceiptAt != 0) ? FakeAnswer.Of(503) : null;
        },
        Downloads = 2,
    };

    /// <summary>The first distributor answers the challenge wrong.</summary>
    public static Scenario Cheat { get; } = new("cheat")
    {
        Change = world => First(world).ChangeAnswer = (_, answer) => answer.Samples[3].Evaluation[31] ^= 1,
        Downloads = 2,
    };

    /// <summary>A segment is bad, and not among the samples.</summary>
    public static Scenario Repair { get; } = new("repair")
    {
        Change = world =>
        {
            foreach (FakeDistributor distributor in world.Distributors)
            {
                distributor.ChangeSegment = (_, index, segment) =>
                {
                    segment[0] ^= (byte)(index == 257 ? 1 : 0);
                    return segment;
                };
            }
        },
    };

    /// <summary>
    /// The same, but whoever was paid refuses repair, origins have no package, and one of the others lies.
    /// </summary>
    public static Scenario MendedByAThird { get; } = Repair with
    {
        Name = "repair by a third",
        Distributors = 3,
        Change = world =>
        {
            Repair.Change(world);
            world.Origin.Override =
                r => r.Url.Contains("/package", StringComparison.Ordinal) ? FakeAnswer.Of(503) : null;
            foreach (FakeDistributor distributor in world.Distributors)
                distributor.Override = request => MendUnwillingly(world, distributor, request);
        },
    };

    /// <summary>The application rejects the image.</summary>
    public static Scenario Rejected { get; } = new("rejected image") { Application = Application.Fails };

    /// <summary>The application crashes on every trial.</summary>
    public static Scenario Crashing { get; } = new("crashing image") { Application = Application.Crashes };

    /// <summary>There is nobody but the origin.</summary>
    public static Scenario FromOrigin { get; } = new("origin") { Distributors = 0 };

    /// <summary>The distributor that the device chooses before all others.</summary>
    private static FakeDistributor First(World world) => world.Distributors.Single(d => d.Url == FirstUrl.Value);

    private static FakeAnswer? MendUnwillingly(World world, FakeDistributor asked, LinkRequest request)
    {
        if (!request.Url.EndsWith("/repair", StringComparison.Ordinal))
            return null;
        if (IsPaid(asked))
            return FakeAnswer.Of(409);
        int bytes = RepairRequest.Parse(request.Body).Indices.Length * DurabilityRelease.Default.Manifest.SegmentSize;
        return asked == world.Distributors.First(d => !IsPaid(d)) ? FakeAnswer.Ok(new byte[bytes]) : null;
    }

    private static bool IsPaid(FakeDistributor distributor) => distributor.Sessions.Any(s => s.ReceiptAt != 0);

    private static string ChooseFirst()
    {
        TestDevice probe = new(World.Honest(DurabilityRelease.Default));
        probe.RunUntil(_ => probe.Chosen.Count > 0);
        return probe.Chosen[0];
    }
}
