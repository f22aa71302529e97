using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;

namespace FairOta.Model.Tests;

/// <summary>The program that spin makes of the model, or of a mutation of it, in a folder of its own.</summary>
internal sealed class Verifier : IDisposable
{
    /// <summary>More than any run is long; spin says where it was not.</summary>
    private const string Depth = "-m100000";

    private readonly string _folder;

    private Verifier(string folder) => _folder = folder;

    /// <summary>Full path of the folder with exchange.pml.</summary>
    public static string ModelFolder { get; } = Path.Combine(
        typeof(Verifier).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(metadata => metadata.Key == "RepositoryRoot").Value!,
        "contracts",
        "model");

    /// <summary>The text of the whole model.</summary>
    public static string ModelText { get; } = string.Join(
        '\n', Directory.GetFiles(ModelFolder, "*.pml").Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <summary>Makes it.</summary>
    /// <param name="mutation">What follows MUTATE_, or null for the model as it stands.</param>
    /// <param name="options">gcc's, and spin's that gcc sets.</param>
    public static async Task<Verifier> MakeAsync(string? mutation, params string[] options)
    {
        Verifier verifier = new(Directory.CreateTempSubdirectory("fairota-model-").FullName);
        try
        {
            string model = Path.Combine(ModelFolder, "exchange.pml");
            IEnumerable<string> define = mutation is null ? [] : ["-DMUTATE_" + mutation];
            await Tool.RunAsync(verifier._folder, "spin", ["-a", .. define, model]);

            // What spin writes is not free of warnings. Without NOFAIR it would carry what no property needs.
            await Tool.RunAsync(verifier._folder, "gcc", ["-w", "-DNOFAIR", .. options, "-o", "pan", "pan.c"]);
            return verifier;
        }
        catch
        {
            verifier.Dispose();
            throw;
        }
    }

    /// <summary>Searches for a run that breaks a property.</summary>
    public async Task<Search> SearchAsync(string property) => new(await RunAsync("-a", Depth, "-N", property));

    /// <summary>Searches all that can be reached for a role that is stuck within a move. For this alone it is made with
    /// NOCLAIM.</summary>
    public async Task<Search> SearchEverythingAsync() => new(await RunAsync(Depth));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<string> RunAsync(params string[] arguments) =>
        Tool.RunAsync(_folder, Path.Combine(_folder, "pan"), arguments);
}
