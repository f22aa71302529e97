using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace FairOta.Simulator.Devnet;

/// <summary>The repository that this program was built from: where the contracts' npm packages are.</summary>
public static class RepositoryRoot
{
    private const string Marker = "FairOta.slnx";
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Full path of the folder that holds FairOta.slnx.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none above the program, nor where it was
    /// built.</exception>
    public static string Path => Found.Value;

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Marker))) return folder.FullName;
        }
        // Built with its output elsewhere: the build noted the root.
        string? noted = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name?.StartsWith("FairOta.", StringComparison.Ordinal) == true)
            .SelectMany(assembly => assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
            .FirstOrDefault(metadata => metadata.Key == "RepositoryRoot")?.Value;
        return noted is not null && File.Exists(System.IO.Path.Combine(noted, Marker))
            ? System.IO.Path.GetFullPath(noted)
            : throw new DirectoryNotFoundException(
                $"{Marker} is neither above {AppContext.BaseDirectory} nor where it was built.");
    }
}
