using System.Collections.Immutable;
using System.Linq;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>The scenarios that have a name.</summary>
internal static class NamedScenarios
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        new()
        {
            Name = "small-fleet",
            Meaning = "Everybody keeps the protocol, and nothing goes wrong.",
        },
        new()
        {
            Name = "flaky-network",
            Meaning = "Requests and answers get lost, break off and come twice, and parts of the network fall apart.",
            Weather = new Weather
            {
                LatencyMs = 80, JitterMs = 400, NoConnection = 0.1, LostAnswers = 0.05, BrokenAnswers = 0.1,
                Duplicates = 0.05, BytesPerSecond = 20_000,
            },
            MinutesPerPartition = 20,
        },
    ];

    /// <summary>The scenario of that name; null if there is none.</summary>
    public static Scenario? Find(string name) => All.FirstOrDefault(each => each.Name == name);
}
