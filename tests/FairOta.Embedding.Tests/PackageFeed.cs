using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;

namespace FairOta.Embedding.Tests;

/// <summary>The packages in a folder, as a feed of their own.</summary>
internal sealed class PackageFeed : IDisposable
{
    private static readonly string[] Projects =
        ["firmware/Core/FairOta.Core.csproj", "sdk/FairOta.Sdk/FairOta.Sdk.csproj"];

    private readonly string _folder = Directory.CreateTempSubdirectory("fairota-feed-").FullName;

    private PackageFeed()
    {
    }

    private string Packages => Path.Combine(_folder, "feed");

    /// <summary>Packs what is built.</summary>
    public static async Task<PackageFeed> PackAsync()
    {
        var feed = new PackageFeed();
        foreach (string project in Projects)
        {
            await Build.DotnetAsync(
                Build.Root, "pack", project, "--no-build", "--no-restore", "-c", Build.Configuration,
                "-o", feed.Packages);
        }
        return feed;
    }

    /// <summary>A package's archive.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="suffix">nupkg, or snupkg for the symbols.</param>
    public ZipArchive Open(string id, string suffix) =>
        ZipFile.OpenRead(Directory.GetFiles(Packages, $"{id}.*.{suffix}").Single());

    /// <summary>Builds a sample's source outside of the repository against the packages; nothing else is restored but
    /// what this machine has.</summary>
    /// <returns>The assembly.</returns>
    public async Task<string> BuildAsync(string sample)
    {
        string folder = Path.Combine(_folder, sample);
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Build.Root, "sdk/samples", sample, "Program.cs"), Path.Combine(folder, "Program.cs"));
        string restored = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(
            Path.Combine(folder, sample + ".csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreSources>{Packages}</RestoreSources>
                <RestorePackagesPath>{_folder}/packages</RestorePackagesPath>
                <RestoreFallbackFolders>{restored}</RestoreFallbackFolders>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="FairOta.Sdk" Version="*" />
              </ItemGroup>
            </Project>
            """);
        await Build.DotnetAsync(folder, "build", "-c", "Release", "-o", "out");
        return Path.Combine(folder, "out", sample + ".dll");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
