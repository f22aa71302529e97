using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Commands;

/// <summary><c>scenarios</c>: what there is to run.</summary>
internal static class ScenariosCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json")
        {
            Description = "Prints all of each scenario as JSON, as a fleet description can change it.",
        };
        Command command = new("scenarios", "Lists the scenarios and what they expect.") { json };
        command.SetAction((parsed, _) => SimulatorCommand.GuardAsync(() =>
        {
            if (parsed.GetValue(json)) Console.WriteLine(Json());
            else Print();
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }

    /// <summary>All scenarios as an array.</summary>
    internal static string Json()
    {
        using JsonDocument all = JsonDocument.Parse(
            "[" + string.Join(',', System.Linq.Enumerable.Select(NamedScenarios.All, ScenarioFile.Text)) + "]");
        return JsonSerializer.Serialize(all, new JsonSerializerOptions { WriteIndented = true });
    }

    private static void Print()
    {
        foreach (Scenario scenario in NamedScenarios.All)
        {
            Console.WriteLine($"{scenario.Name}: {scenario.Meaning}");
            foreach (string expected in Expectations.Of(scenario)) Console.WriteLine($"  {expected}");
        }

        Console.WriteLine($"{Exploration.Name}: whatever follows from --seed; see the command of that name");
    }
}
