using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace FairOta.Contracts.Tests;

/// <summary>Runs scripts in the contracts' folder, whose npm packages must be installed.</summary>
internal static class NodeScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Full path of the folder with foundry.toml.</summary>
    public static string Folder { get; } = Path.Combine(
        typeof(NodeScript).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "RepositoryRoot").Value!,
        "contracts");

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">Path of the script in that folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The exit code, and all it printed.</returns>
    /// <exception cref="InvalidOperationException">Node or the packages are not there, or the script did not end in
    /// time.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, IEnumerable<string> arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@foundry-rs", "forge")))
            throw new InvalidOperationException($"The packages are not installed: run 'npm ci' in {Folder}.");

        ProcessStartInfo start = new("node", [Path.Combine(Folder, script), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        using Process process = Start(start);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{script} did not end in {Limit}.");
        }
        return (process.ExitCode, await output + await errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("The contracts' tests need Node.js 20 or newer on the PATH.", e);
        }
    }
}
