using System;
using System.IO;
using System.Text.Json;
using FairOta.Tests.Vectors;

namespace FairOta.Core.Tests.Crypto;

/// <summary>The public vectors of the primitives; tests/vectors/SOURCES.md says where they come from.</summary>
internal static class KnownAnswers
{
    /// <summary>The rows of a file under tests/vectors. A file without rows is an error.</summary>
    public static JsonElement[] Of(string file)
    {
        string path = Path.Combine([VectorFiles.RepositoryRoot, "tests", "vectors", .. file.Split('/')]);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement[] rows = [.. document.RootElement.Clone().EnumerateArray()];
        return rows.Length > 0 ? rows : throw new InvalidOperationException($"{path} is empty.");
    }

    public static string Text(this JsonElement row, string name) => row.GetProperty(name).GetString()!;

    public static byte[] Unhex(this JsonElement row, string name) => Convert.FromHexString(row.Text(name));

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
