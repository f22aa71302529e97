using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Scenarios;

/// <summary>A scenario as JSON: all of it for reports, or the part of it that a file changes.</summary>
internal static class ScenarioFile
{
    private const int MaxBytes = 1 << 16;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The scenario with what a file says in place of its own.</summary>
    /// <exception cref="IOException">The file cannot be read, or says what no scenario has.</exception>
    public static Scenario Apply(Scenario scenario, FileInfo file)
    {
        if (file.Length > MaxBytes) throw new IOException($"{file.Name} has more than {MaxBytes} bytes.");
        try
        {
            JsonObject whole = JsonSerializer.SerializeToNode(scenario, Options)!.AsObject();
            JsonNode? change = JsonNode.Parse(File.ReadAllBytes(file.FullName));
            if (change is not JsonObject changes) throw new JsonException("It is not an object.");
            Merge(whole, changes);
            return whole.Deserialize<Scenario>(Options)!;
        }
        catch (JsonException e)
        {
            throw new IOException($"{file.Name} describes no fleet: {e.Message}", e);
        }
    }

    /// <summary>Every value by its path.</summary>
    public static ImmutableArray<DrawnValue> Values(Scenario scenario)
    {
        List<DrawnValue> values = [];
        Add("", JsonSerializer.SerializeToNode(scenario, Options));
        return [.. values];

        void Add(string path, JsonNode? node)
        {
            switch (node)
            {
                case JsonObject parts:
                    foreach (var (name, part) in parts) Add(path.Length == 0 ? name : $"{path}.{name}", part);
                    break;
                default:
                    values.Add(new DrawnValue(path, node?.ToJsonString(Options).Trim('"') ?? "none"));
                    break;
            }
        }
    }

    private static void Merge(JsonObject whole, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            if (value is JsonObject inner && whole[name] is JsonObject outer) Merge(outer, inner);
            else whole[name] = value?.DeepClone();
        }
    }
}
