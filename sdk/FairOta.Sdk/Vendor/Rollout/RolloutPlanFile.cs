using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>A roll-out's plan as <c>rollout.json</c>; the devices lie beside it, a fleet list for each wave.</summary>
internal static class RolloutPlanFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 16;

    /// <summary>Its name.</summary>
    public const string Name = "rollout.json";

    private const string Format = "fairota-rollout/1";

    /// <summary>The file, UTF-8.</summary>
    public static byte[] Write(RolloutPlan plan) => StrictJson.Write(new JsonObject
    {
        ["format"] = Format,
        ["seed"] = plan.Seed?.ToString(),
        ["byHand"] = plan.IsByHand,
        ["waves"] = new JsonArray([.. plan.Waves.Select(Write)]),
    });

    /// <summary>Reads the file.</summary>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="devices">Reads the fleet list of a wave, from 0.</param>
    /// <exception cref="RolloutException">It is no valid plan, or not of these devices.</exception>
    public static RolloutPlan Read(ReadOnlyMemory<byte> utf8, Func<int, FleetList> devices) =>
        StrictJson.Read(Name, utf8, root =>
        {
            StrictJson.Demand(root, "format", "seed", "byHand", "waves");
            StrictJson.DemandFormat(root, Format);
            JsonElement[] waves = [.. StrictJson.List(root, "waves").Take(RolloutPlan.MaxWaves + 1)];
            if (waves.Length > RolloutPlan.MaxWaves)
                throw new FormatException($"a roll-out has at most {RolloutPlan.MaxWaves} waves.");
            return new RolloutPlan(
                [.. waves.Select((wave, i) => Read(wave, () => devices(i)))],
                StrictJson.Flag(root, "byHand"),
                StrictJson.TextOrNull(root, "seed") is { } seed ? Hash32.Parse(seed) : null);
        });

    private static JsonNode Write(RolloutWave wave) => new JsonObject
    {
        ["name"] = wave.Name,
        ["devices"] = wave.Devices.Count,
        ["fleetRoot"] = new FleetTree(wave.Devices).Root.ToString(),
        ["advanceAt"] = wave.Rules.AdvanceAt.ToString(),
        ["leastReports"] = wave.Rules.LeastReports,
        ["soakSeconds"] = wave.Rules.SoakSeconds,
        ["stopAtFailures"] = wave.Rules.StopAtFailures,
        ["stopAtShare"] = wave.Rules.StopAtShare?.ToString(),
        ["leastReportsToStop"] = wave.Rules.LeastReportsToStop,
    };

    private static RolloutWave Read(JsonElement json, Func<FleetList> devices)
    {
        StrictJson.Demand(
            json, "name", "devices", "fleetRoot", "advanceAt", "leastReports", "soakSeconds", "stopAtFailures",
            "stopAtShare", "leastReportsToStop");
        string name = StrictJson.Text(json, "name");
        var rules = new WaveRules
        {
            AdvanceAt = Share.Parse(StrictJson.Text(json, "advanceAt")),
            LeastReports = StrictJson.Count(json, "leastReports"),
            SoakSeconds = StrictJson.Number(json, "soakSeconds"),
            StopAtFailures = StrictJson.NumberOrNull(json, "stopAtFailures") is { } failures
                ? (int)long.Clamp(failures, 0, int.MaxValue)
                : null,
            StopAtShare = StrictJson.TextOrNull(json, "stopAtShare") is { } share ? Share.Parse(share) : null,
            LeastReportsToStop = StrictJson.Count(json, "leastReportsToStop"),
        };
        FleetList fleet = devices();
        return fleet.Count == StrictJson.Count(json, "devices")
            && new FleetTree(fleet).Root == Hash32.Parse(StrictJson.Text(json, "fleetRoot"))
            ? new RolloutWave(name, fleet, rules)
            : throw new FormatException($"the fleet list of wave {name} is another than was planned.");
    }
}
