using System.Globalization;
using System.IO;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

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

    /// <summary>JSON's numbers lose digits in most readers; wei have too many for that.</summary>
    private sealed class WeiConverter : JsonConverter<BigInteger>
    {
        public override BigInteger Read(ref Utf8JsonReader reader, System.Type type, JsonSerializerOptions options) =>
            BigInteger.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
