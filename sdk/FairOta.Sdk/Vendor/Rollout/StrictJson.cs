using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FairOta.Sdk.Vendor;

/// <summary>Reads JSON files that people may have edited: what is not understood is refused and named.</summary>
internal static class StrictJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, for the message.</param>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="read">Makes something of its root.</param>
    /// <exception cref="RolloutException">It is no such file.</exception>
    public static T Read<T>(string file, ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 8 });
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new RolloutException($"{file} is no JSON: line {e.LineNumber + 1}.", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException
            or RolloutException)
        {
            throw new RolloutException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>The file's bytes, UTF-8.</summary>
    public static byte[] Write(JsonObject json) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(json, Indented), (byte)'\n'];

    /// <summary>Checks that an object has exactly these members, each once.</summary>
    /// <exception cref="FormatException">It has not; the message names the member.</exception>
    public static void Demand(JsonElement json, params string[] names)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new FormatException("an object is expected.");
        var seen = new HashSet<string>();
        foreach (string name in json.EnumerateObject().Select(member => member.Name))
        {
            if (!names.Contains(name)) throw new FormatException($"\"{name}\" means nothing to this version.");
            if (!seen.Add(name)) throw new FormatException($"\"{name}\" is there twice.");
        }

        if (names.FirstOrDefault(name => !seen.Contains(name)) is { } missing)
            throw new FormatException($"\"{missing}\" is missing.");
    }

    /// <summary>Checks the file's format.</summary>
    /// <exception cref="FormatException">It is of another.</exception>
    public static void DemandFormat(JsonElement json, string format)
    {
        if (Text(json, "format") != format)
            throw new FormatException($"it is of another version of this tool; \"{format}\" is expected.");
    }

    public static string Text(JsonElement from, string name) => from.GetProperty(name) is
    { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw new FormatException($"\"{name}\" has to be a text.");

    public static string? TextOrNull(JsonElement from, string name) => IsNull(from, name) ? null : Text(from, name);

    public static bool Flag(JsonElement from, string name) => from.GetProperty(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"\"{name}\" has to be true or false."),
    };

    public static long Number(JsonElement from, string name) =>
        from.GetProperty(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value)
            ? value
            : throw new FormatException($"\"{name}\" has to be a whole number.");

    public static int Count(JsonElement from, string name) => Number(from, name) is >= 0 and <= int.MaxValue and var n
        ? (int)n
        : throw new FormatException(
            string.Create(CultureInfo.InvariantCulture, $"\"{name}\" has to be from 0 to {int.MaxValue}."));

    public static long? NumberOrNull(JsonElement from, string name) =>
        IsNull(from, name) ? null : Number(from, name);

    public static IEnumerable<JsonElement> List(JsonElement from, string name) =>
        from.GetProperty(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : throw new FormatException($"\"{name}\" has to be a list.");

    private static bool IsNull(JsonElement from, string name) =>
        from.GetProperty(name).ValueKind == JsonValueKind.Null;
}
