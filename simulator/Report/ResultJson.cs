using System.IO;
using System.Text.Json;

namespace FairOta.Simulator.Report;

/// <summary>A run's result as JSON for machines: names in camelCase, amounts in wei as decimal strings.</summary>
public static class ResultJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new WeiConverter() },
    };

    /// <summary>Writes the result, replacing the file.</summary>
    public static void Write(FileInfo file, RunResult result)
    {
        file.Directory?.Create();
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(result, Options));
    }
}
