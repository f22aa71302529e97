using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using FairOta.Linker;
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

    // What runs in the same context and so must refer to the device's assemblies as they are there.
    private static readonly Assembly[] Ours =
        [typeof(DeviceAssemblies).Assembly, typeof(Platforms.Host.Memory.ManualClock).Assembly];

    private readonly Dictionary<string, byte[]> _images = [];

    /// <summary>Reads and meters them.</summary>
    /// <param name="linked">Whether they are linked first, as those of a board are.</param>
    public DeviceAssemblies(bool linked = false)
        : base(isCollectible: true)
    {
        using DeviceSet set = new(
            [.. Metered.Select(name => Built("Agent", name))],
            [.. Ours.Select(assembly => assembly.Location)],
            [Built("Surface/CoreLibrary", "mscorlib"), Built("Surface/Text", "nanoFramework.System.Text")]);
        if (linked)
            set.Link();
        Instrumenter instrumenter = new();
        foreach (ModuleDefinition module in set.Linked)
        {
            instrumenter.Instrument(module);
            Retarget(module);
        }

        foreach (ModuleDefinition module in set.Linked.Concat(set.Users))
        {
            using MemoryStream image = new();
            module.Write(image);
            _images[module.Assembly.Name.Name] = image.ToArray();
        }

        Methods = instrumenter.Methods;
    }

    /// <summary>Names of the metered methods, by number.</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>This assembly as the device's code knows it.</summary>
    public Assembly Copy => LoadFromAssemblyName(typeof(DeviceAssemblies).Assembly.GetName());

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName name) =>
        _images.TryGetValue(name.Name!, out byte[]? image) ? LoadFromStream(new MemoryStream(image)) : null;

    /// <summary>Leads to this runtime what it has in another assembly: UTF-8.</summary>
    private static void Retarget(ModuleDefinition module)
    {
        foreach (AssemblyNameReference library in module.AssemblyReferences)
        {
            if (library.Name == "nanoFramework.System.Text")
                library.Name = "mscorlib";
        }
    }

    private static string Built(string project, string name) => Path.Combine(
        Metadata("RepositoryRoot"), "firmware", project, "bin", Metadata("Configuration"), "netnano1.0", name + ".dll");

    private static string Metadata(string key) =>
        typeof(DeviceAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
}
