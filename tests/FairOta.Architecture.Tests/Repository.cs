using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;

namespace FairOta.Architecture.Tests;

/// <summary>The working copy that these tests judge.</summary>
internal static class Repository
{
    /// <summary>Absolute path of the root, ending in a separator.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The configuration that is being built, Debug or Release.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    /// <summary>Paths of all files in version control, relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>Absolute path of a file named from the root.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The text of a file named from the root.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;

    private static string[] ListFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            throw new IOException($"git ls-files failed with exit code {git.ExitCode}.");
        }

        // A file deleted but not yet committed is still listed.
        return output.Split('\0').Where(path => path.Length > 0 && File.Exists(PathOf(path))).ToArray();
    }
}
