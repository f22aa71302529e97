using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Text.Json;

namespace FairOta.Simulator.Hardware;

/// <summary>What the device cost bench counted in one exchange.</summary>
/// <param name="Scenario">Its name there.</param>
/// <param name="ImageBytes">Size of the image.</param>
/// <param name="SegmentBytes">Size of a segment.</param>
/// <param name="Samples">Samples.</param>
/// <param name="Instructions">IL instructions by stretch.</param>
public sealed record InstructionRow(
    string Scenario, long ImageBytes, int SegmentBytes, int Samples,
    ImmutableSortedDictionary<string, long> Instructions)
{
    private const string Resource = "FairOta.Simulator.Hardware.instructions.json";

    /// <summary>How the rows are written.</summary>
    public static JsonSerializerOptions Layout { get; } = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
    };

    /// <summary>Those that this program was built with: a copy of the bench's baseline, as a test checks.</summary>
    public static ImmutableArray<InstructionRow> All { get; } = Load();

    /// <summary>What was updated.</summary>
    public ReleaseShape Shape => new(ImageBytes, SegmentBytes, Samples);

    private static ImmutableArray<InstructionRow> Load()
    {
        using Stream json = typeof(InstructionRow).Assembly.GetManifestResourceStream(Resource)!;
        return [.. JsonSerializer.Deserialize<List<InstructionRow>>(json, Layout)!];
    }
}
