using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Scenarios;

/// <summary>A scenario as JSON: all of it for reports, or the part of it that a file changes.</summary>
internal static class ScenarioFile
{
    private const int MaxBytes = 1 << 16;
    private const int MaxDepth = 8;

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
        if (!file.Exists) throw new IOException($"There is no fleet description {file}.");
        if (file.Length > MaxBytes) throw new IOException($"{file.Name} has more than {MaxBytes} bytes.");
        try
        {
            JsonNode? change = JsonNode.Parse(
                File.ReadAllBytes(file.FullName), null,
                new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MaxDepth });
            if (change is not JsonObject changes) throw new JsonException("It is not an object.");
            JsonObject whole = JsonSerializer.SerializeToNode(scenario, Options)!.AsObject();
            whole.Remove("name");
            whole.Remove("meaning");
            Merge("", whole, changes);
            whole["name"] = scenario.Name;
            whole["meaning"] = scenario.Meaning;
            Scenario changed = Read(whole);
            string[] errors = [.. ScenarioRules.Errors(changed)];
            return errors.Length == 0 ? changed : throw new JsonException(string.Join(' ', errors));
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

    /// <summary>The whole scenario as one line of JSON: what a fleet description can say.</summary>
    public static string Text(Scenario scenario) => JsonSerializer.Serialize(scenario, Options);

    private static Scenario Read(JsonObject whole)
    {
        try
        {
            return whole.Deserialize<Scenario>(Options)!;
        }
        catch (JsonException e) when (e.Path is { } path)
        {
            throw new JsonException($"{path.TrimStart('$', '.')} is of another kind than it has to be.", e);
        }
    }

    private static void Merge(string path, JsonObject whole, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            string full = path.Length == 0 ? name : $"{path}.{name}";
            if (!whole.TryGetPropertyValue(name, out JsonNode? old))
            {
                throw new JsonException(
                    $"There is no {full}; there are {string.Join(", ", whole.Select(part => part.Key))}.");
            }

            if (old is JsonObject outer)
            {
                if (value is not JsonObject inner) throw new JsonException($"{full} is an object.");
                Merge(full, outer, inner);
            }
            else
            {
                whole[name] = value?.DeepClone();
            }
        }
    }
}
