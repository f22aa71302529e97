using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Checks;

/// <summary>A small world that runs to its end under all invariants.</summary>
internal static class CheckedWorld
{
    public const long MinuteMs = 60_000;

    /// <summary>Ten devices, a package of 256 segments, two honest distributors, an hour of trouble.</summary>
    public static Scenario Small { get; } = new()
    {
        Name = "checked",
        Meaning = "For the tests of the invariants.",
        Devices = 10,
        ImageBytes = 4000,
        SegmentBytes = 16,
        Distributors = [new Crew(Behaviour.Honest, 2)],
        WakeMinutes = 10,
        HealMinutes = 60,
        MostHours = 48,
    };

    /// <summary>The same, where devices wake once there is a second release, so that nobody asks for the
    /// first.</summary>
    public static Scenario Newer { get; } = Small with
    {
        NewerReleaseMinutes = 1,
        WakeMinutes = 300,
        HealMinutes = 310,
    };

    /// <summary>Where everything is about the first release, or about the second.</summary>
    public static Scenario Of(bool newer) => newer ? Newer : Small;

    /// <summary>Runs it to its end.</summary>
    /// <param name="scenario">What it is like.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="change">What the world is made from; null for the scenario alone.</param>
    /// <param name="prepare">What is to happen in it; null for nothing.</param>
    /// <param name="invariants">What looks on; null for all.</param>
    public static IReadOnlyList<Invariant> Run(
        Scenario scenario, ulong seed = 1, Func<FleetSetting, FleetSetting>? change = null,
        Action<FleetWorld>? prepare = null, IReadOnlyList<Invariant>? invariants = null)
    {
        FleetSetting setting = new(scenario, seed);
        using WorldTrace trace = new(null);
        using FleetWorld world = new(change?.Invoke(setting) ?? setting, invariants ?? Invariants.All(), trace);
        prepare?.Invoke(world);
        world.Run();
        if (scenario.NewerReleaseMinutes is not null)
            Assert.IsEmpty(world.View.Find(world.Release.Id)!.Paid, "The first release was asked for.");
        return world.Invariants;
    }

    /// <summary>Asserts that the invariant found what is wrong, in these words.</summary>
    public static void AssertFires<T>(IReadOnlyList<Invariant> invariants, string words)
        where T : Invariant
    {
        InvariantResult result = invariants.OfType<T>().Single().Result;
        Assert.IsTrue(
            result.Violations.Any(each => each.What.Contains(words, StringComparison.Ordinal)),
            $"{result.Name} did not say \"{words}\" but: {Words(result)}");
    }

    /// <summary>Asserts that every invariant looked and that none found anything.</summary>
    public static void AssertSilent(IReadOnlyList<Invariant> invariants)
    {
        foreach (InvariantResult result in invariants.Select(each => each.Result))
        {
            Assert.IsGreaterThan(0, result.Checks, $"{result.Name} never looked.");
            Assert.IsEmpty(result.Violations, $"{result.Name}: {Words(result)}");
        }
    }

    private static string Words(InvariantResult result) =>
        string.Join(" | ", result.Violations.Select(each => $"{each.AtMs - FleetWorld.BeginMs} ms: {each.What}"));
}
