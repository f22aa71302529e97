using System.Threading.Tasks;

namespace FairOta.Contracts.Tests;

/// <summary>The forge of the contracts' npm packages.</summary>
internal static class Forge
{
    /// <inheritdoc cref="NodeScript.Folder"/>
    public static string Folder => NodeScript.Folder;

    /// <summary>Runs forge to its end.</summary>
    /// <returns>The exit code, and all it printed.</returns>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        NodeScript.RunAsync("tools/forge.cjs", arguments);
}
