using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace FairOta.Embedding.Tests;

/// <summary>The repository and the SDK's command, as this assembly was built with them.</summary>
internal static class Build
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>A project's output for net10.0.</summary>
    public static string Output(string project) => Path.Combine(
        Root, Path.GetDirectoryName(project)!, "bin", Configuration, "net10.0",
        Path.GetFileNameWithoutExtension(project) + ".dll");

    /// <summary>Runs <c>dotnet</c> to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; says what it wrote.</exception>
    public static async Task DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What this process was started by must not decide how another project is built.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", Ignoring)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{output}\n{await error}");
    }

    private const StringComparison Ignoring = StringComparison.OrdinalIgnoreCase;

    private static string Metadata(string key) => typeof(Build).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == key).Value!;
}
