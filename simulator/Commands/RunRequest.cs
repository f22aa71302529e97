using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using FairOta.Simulator.Run;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary>What a command line wants to be run.</summary>
/// <param name="Seed">Decides everything.</param>
internal sealed record RunRequest(ulong Seed)
{
    /// <summary>Devices of the fleet, in place of the scenario's.</summary>
    public int? Devices { get; init; }

    /// <summary>The image, in place of one from the seed.</summary>
    public FileInfo? Image { get; init; }

    /// <summary>What is to differ from the scenarios.</summary>
    public FileInfo? Description { get; init; }

    /// <summary>The part of the fleet.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Each scenario of those names (<c>all</c> for all), and the command that runs it again.</summary>
    /// <exception cref="IOException">There is none of a name, a file cannot be used, or the fleet cannot be
    /// parted.</exception>
    public ImmutableArray<(FleetSetting Setting, string Replay)> Prepare(IReadOnlyList<string> names)
    {
        byte[]? image = ImageFile.Read(Image);
        return [.. names is ["all"]
            ? NamedScenarios.All.Select(scenario => Prepare(scenario, image))
            : names.Select(name => Prepare(Find(name), image))];
    }

    /// <summary>The command that runs a scenario of a seed as it is.</summary>
    public static string Replay(FleetSetting setting) => string.Create(
        CultureInfo.InvariantCulture, $"{RunCommand.Program} run {setting.Scenario.Name} --seed {setting.Seed}");

    private (FleetSetting Setting, string Replay) Prepare(Scenario scenario, byte[]? image)
    {
        string replay = Replay(new FleetSetting(scenario, Seed));
        if (Description is not null)
        {
            scenario = ScenarioFile.Apply(scenario, Description);
            replay += $" --fleet-description {ShellWord.Of(Description.ToString())}";
        }

        if (Devices is { } count)
        {
            scenario = scenario with { Devices = count };
            replay += string.Create(CultureInfo.InvariantCulture, $" --devices {count}");
        }

        if (Image is not null) replay += $" --image {ShellWord.Of(Image.ToString())}";
        if (Shard != Shard.Whole)
        {
            if (!scenario.Waves.IsEmpty)
                throw new IOException($"{scenario.Name} is staged: its vendor waits for the whole fleet, not a shard.");
            if (Shard.Count > scenario.Devices)
                throw new IOException($"{scenario.Devices} devices make no {Shard.Count} shards.");
            replay += $" --shard {Shard}";
        }

        return (new FleetSetting(scenario, Seed) { Parallelism = Threads, Image = image, Shard = Shard }, replay);
    }

    private Scenario Find(string name) => NamedScenarios.Find(name, Seed) ?? throw new IOException(
        name.StartsWith('-') ? $"There is no option {name}."
            : $"There is no scenario {name}; there are {string.Join(", ", NamedScenarios.Names)}.");
}
