using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace FairOta.Core.Tests.Protocol;

/// <summary>
/// The protocol's vectors: every file in tests/vectors/protocol, and one more that the environment variable FAIROTA_VECTORS
/// names. Finding none is a failure, so a moved folder cannot make the tests pass by testing nothing.
/// </summary>
internal static class VectorFiles
{
    public static string RepositoryRoot { get; } = typeof(VectorFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static IEnumerable<object[]> Cases() => Elements("cases");

    public static IEnumerable<object[]> Negatives() => Files().Select(file =>
        new object[] { Path.GetFileName(file), Load(file).GetProperty("negatives") });

    public static byte[] Hex(this JsonElement element, string name) =>
        Bytes.FromHex(element.GetProperty(name).GetString()!);

    public static byte[][] HexList(this JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(e => Bytes.FromHex(e.GetString()!)).ToArray();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static IEnumerable<object[]> Elements(string name)
    {
        foreach (string file in Files())
        {
            int number = 0;
            foreach (JsonElement element in Load(file).GetProperty(name).EnumerateArray())
                yield return [$"{Path.GetFileName(file)}#{number++}", element];
        }
    }

    private static List<string> Files()
    {
        string folder = Path.Combine(RepositoryRoot, "tests", "vectors", "protocol");
        List<string> files = [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("FAIROTA_VECTORS") is { Length: > 0 } extra)
            files.Add(extra);
        if (files.Count == 0)
            throw new InvalidOperationException($"There is no vector file in {folder}.");
        return files;
    }

    private static JsonElement Load(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }
}
