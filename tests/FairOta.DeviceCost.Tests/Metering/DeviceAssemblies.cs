using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// The assemblies built for netnano1.0, metered, in a load context of their own together with a copy of this assembly.
/// Nothing of them has run yet, as on a device that was just switched on.
/// </summary>
/// <remarks>
/// The device's libraries are replaced by those of this runtime, to which its mscorlib leads; of them nothing is
/// counted but the call.
/// </remarks>
internal sealed class DeviceAssemblies : AssemblyLoadContext
{
    private static readonly string[] Metered = ["FairOta.Core", "FairOta.Agent"];

    private readonly Dictionary<string, byte[]> _images = [];

    public DeviceAssemblies()
        : base(isCollectible: true)
    {
        string folder = Path.Combine(
            Metadata("RepositoryRoot"), "firmware", "Agent", "bin", Metadata("Configuration"), "netnano1.0");
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(folder);
        Instrumenter instrumenter = new();
        foreach (string name in Metered)
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(
                Path.Combine(folder, name + ".dll"), new ReaderParameters { AssemblyResolver = resolver });
            instrumenter.Instrument(module);
            Retarget(module);
            using MemoryStream image = new();
            module.Write(image);
            _images[name] = image.ToArray();
        }

        Methods = instrumenter.Methods;
    }

    /// <summary>Names of the metered methods, by number.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>This assembly as the device's code knows it.</summary>
    public Assembly Copy => LoadFromAssemblyPath(typeof(DeviceAssemblies).Assembly.Location);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName name)
    {
        if (_images.TryGetValue(name.Name!, out byte[]? image))
            return LoadFromStream(new MemoryStream(image));
        Assembly[] ours = [typeof(DeviceAssemblies).Assembly, typeof(Platforms.Host.Memory.ManualClock).Assembly];
        string? path = ours.FirstOrDefault(assembly => assembly.GetName().Name == name.Name)?.Location;
        return path == null ? null : LoadFromAssemblyPath(path);
    }

    /// <summary>Leads to this runtime what it has in another assembly: UTF-8.</summary>
    private static void Retarget(ModuleDefinition module)
    {
        foreach (AssemblyNameReference library in module.AssemblyReferences)
        {
            if (library.Name == "nanoFramework.System.Text")
                library.Name = "mscorlib";
        }
    }

    private static string Metadata(string key) =>
        typeof(DeviceAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
}
