using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using FairOta.Core;

namespace FairOta.Tests.Vectors;

/// <summary>
/// The protocol's vectors, for every project that links this file: every file in tests/vectors/protocol, and one more
/// that the environment variable FAIROTA_VECTORS names. Finding none is a failure, so a moved folder cannot make the
/// tests pass by testing nothing.
/// </summary>
internal static class VectorFiles
{
    public static string RepositoryRoot { get; } = typeof(VectorFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>One row a case: the vector file, and the number of the case in it.</summary>
    public static IEnumerable<object[]> Cases() => Files().SelectMany(file =>
        Enumerable.Range(0, Load(file).GetProperty("cases").GetArrayLength()).Select(i => new object[] { file, i }));

    /// <summary>One row a vector file.</summary>
    public static IEnumerable<object[]> Negatives() => Files().Select(file => new object[] { file });

    public static JsonElement Case(string file, int number) => Load(file).GetProperty("cases")[number];

    public static JsonElement NegativesOf(string file) => Load(file).GetProperty("negatives");

    public static byte[] Hex(this JsonElement element, string name) =>
        Bytes.FromHex(element.GetProperty(name).GetString()!);

    public static byte[][] HexList(this JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(e => Bytes.FromHex(e.GetString()!)).ToArray();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

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
