using System;
using System.IO;
using System.Threading.Tasks;
using FairOta.Embedding.Tests;

namespace FairOta.Guides.Tests;

/// <summary>The tool, packed as it is built and installed from that package into a folder of its own.</summary>
internal sealed class InstalledTool : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fairota-tool-").FullName;

    private InstalledTool()
    {
    }

    /// <summary>Where the command lies.</summary>
    public string Folder => Path.Combine(_folder, "tools");

    public static async Task<InstalledTool> InstallAsync()
    {
        InstalledTool tool = new();
        string packages = Path.Combine(tool._folder, "packages");
        await Build.DotnetAsync(
            Build.Root, "pack", "sdk/FairOta.Cli", "--no-build", "--no-restore", "-c", Build.Configuration,
            "-o", packages);
        await Build.DotnetAsync(
            tool._folder, "tool", "install", "FairOta.Cli", "--tool-path", tool.Folder, "--add-source", packages);
        return tool;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
