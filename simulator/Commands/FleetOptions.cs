using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Linq;
using FairOta.Simulator.Hardware;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Commands;

/// <summary>Options of the commands that run worlds.</summary>
internal static class FleetOptions
{
    private const int MaxThreads = 256;

    public static Option<int?> Devices() => Number<int?>(
        "--devices", $"Devices of the fleet, 1 to {ScenarioRules.MaxDevices}.", 1, ScenarioRules.MaxDevices);

    public static Option<FileInfo?> Image() =>
        new("--image") { Description = "The image to deliver, 1 byte to 64 MiB." };

    public static Option<FileInfo?> Description() => new("--fleet-description")
    {
        Description = "A JSON file with what is to differ from the scenario.",
    };

    public static Option<int> Threads()
    {
        Option<int> option = Number<int>(
            "--threads", $"Threads, 1 to {MaxThreads}; the outcome is the same for any.", 1, MaxThreads);
        option.DefaultValueFactory = _ => Environment.ProcessorCount;
        return option;
    }

    public static Option<bool> Quiet() => new("--quiet")
    {
        Description = "Says what came of each scenario, and nothing else unless it is not good.",
    };

    /// <summary>A part of the fleet.</summary>
    public static Option<Shard> Part() => new("--shard")
    {
        Description = "I/N: wakes the I-th of N parts of the fleet alone, from 0; merge joins the parts' reports.",
        DefaultValueFactory = _ => Shard.Whole,
        CustomParser = result => Parsed(
            result, Shard.Parse, $"--shard is I/N with I from 0 to N - 1 and N from 1 to {Shard.MaxCount}."),
    };

    /// <summary>The boards to predict for.</summary>
    public static Option<ImmutableArray<DeviceProfile>> Profile() => new("--profile")
    {
        Description = "A board to predict time and energy for, or all: "
            + string.Join(", ", DeviceProfiles.All) + ".",
        DefaultValueFactory = _ => DeviceProfiles.All,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            ImmutableArray<DeviceProfile> found = [.. DeviceProfiles.All.Where(
                profile => text == "all" || profile.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))];
            if (found.IsEmpty) result.AddError($"There is no board {text}.");
            return found;
        },
    };

    /// <summary>Whether a command line has an option.</summary>
    public static bool IsIn(this Option option, CommandResult result) =>
        result.GetResult(option) is { Implicit: false };

    /// <summary>An option that is a number within bounds.</summary>
    public static Option<T> Number<T>(string name, string description, double least, double most)
    {
        Option<T> option = new(name) { Description = description };
        option.Validators.Add(result =>
        {
            bool isNumber = result.Tokens.Count == 1 && double.TryParse(
                result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value >= least && value <= most;
            if (result.Tokens.Count > 0 && !isNumber) result.AddError(FormattableString.Invariant(
                $"{name} is a number from {least} to {most}."));
        });
        return option;
    }

    private static T? Parsed<T>(ArgumentResult result, Func<string, T?> parse, string expected)
        where T : class
    {
        T? parsed = parse(result.Tokens[0].Value);
        if (parsed is null) result.AddError(expected);
        return parsed;
    }
}
