using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Architecture.Tests.Dependencies;
using Mono.Cecil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>The assemblies built for the device, and the surface they were built against.</summary>
internal sealed class DeviceAssembly : BaseAssemblyResolver
{
    /// <summary>Absolute paths of the assemblies that go into a device.</summary>
    public static IReadOnlyList<string> Paths { get; } = Built("Core", "Agent", "Platforms", "Boards");

    /// <summary>Absolute paths of the signatures that stand for the device's libraries.</summary>
    public static IReadOnlyList<string> Surface { get; } = Built("Surface");

    /// <summary>Absolute paths of the signatures that stand for Meadow's libraries.</summary>
    public static IReadOnlyList<string> MeadowSurface { get; } =
        Project.All.Where(project => project.IsForMeadow)
            .Select(project => BuiltFor("netstandard2.1", project)).ToArray();

    /// <summary>Absolute paths of the signatures that stand for libraries beside the SDK.</summary>
    public static IReadOnlyList<string> SdkSurface { get; } =
        Project.All.Where(project => project.Part.Name == "SdkSurface")
            .Select(project => BuiltFor("net10.0", project)).ToArray();

    private readonly Dictionary<string, AssemblyDefinition> _known;

    private DeviceAssembly()
    {
        var reader = new ReaderParameters { AssemblyResolver = this, InMemory = true };
        _known = Paths.Concat(Surface).Select(path => AssemblyDefinition.ReadAssembly(path, reader))
            .ToDictionary(assembly => assembly.Name.Name);
    }

    /// <summary>
    /// Names of the assemblies that no other of a device refers to: a board's, or until there is one what it would use.
    /// </summary>
    public static IEnumerable<string> Outermost => Names.Except(Names.SelectMany(References));

    /// <summary>Paths of an assembly and of all that it needs, other than the device's libraries.</summary>
    public static string[] Needed(string name)
    {
        HashSet<string> needed = [name];
        while (needed.SelectMany(References).ToArray() is var more && !needed.IsSupersetOf(more))
            needed.UnionWith(more);
        return [.. Paths.Where(path => needed.Contains(Path.GetFileNameWithoutExtension(path)))];
    }

    /// <summary>Resolves the names that exist on a device, and no other.</summary>
    public static DeviceAssembly Resolver { get; } = new();

    /// <inheritdoc/>
    public override AssemblyDefinition Resolve(AssemblyNameReference name) =>
        _known.TryGetValue(name.Name, out var assembly) ? assembly : throw new AssemblyResolutionException(name);

    /// <summary>Reads an assembly as a device would see it.</summary>
    public ModuleDefinition Read(Stream stream) =>
        ModuleDefinition.ReadModule(stream, new ReaderParameters { AssemblyResolver = this });

    /// <summary>The module of a device assembly.</summary>
    public ModuleDefinition Module(string path) => _known[Path.GetFileNameWithoutExtension(path)].MainModule;

    private static IEnumerable<string> Names => Paths.Select(path => Path.GetFileNameWithoutExtension(path));

    private static IEnumerable<string> References(string name) => Resolver._known[name].MainModule.AssemblyReferences
        .Select(reference => reference.Name).Intersect(Names);

    private static string[] Built(params string[] parts) =>
        Project.All.Where(project => parts.Contains(project.Part.Name) && project.IsForDevices)
            .Select(project => BuiltFor("netnano1.0", project)).ToArray();

    // A project's assembly bears its project file's name.
    private static string BuiltFor(string framework, Project project) => Path.Combine(
        Path.GetDirectoryName(Repository.PathOf(project.Path))!,
        "bin",
        Repository.Configuration,
        framework,
        Path.GetFileNameWithoutExtension(project.Path) + ".dll");
}
