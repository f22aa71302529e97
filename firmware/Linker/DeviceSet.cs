using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace FairOta.Linker;

/// <summary>
/// The assemblies that go into one device together. Whatever a device is to run of them is named by the roots, so
/// everything else may change: what nobody reaches goes, trivial accessors become fields, names become short.
/// </summary>
public sealed class DeviceSet : IDisposable
{
    private readonly Resolver _resolver = new();

    /// <summary>Reads a set.</summary>
    /// <param name="linked">Paths of the assemblies to make small.</param>
    /// <param name="users">
    /// Paths of assemblies that use them and stay as they are: only what they refer to is renamed in them.
    /// </param>
    /// <param name="libraries">Paths of assemblies that the device has anyway.</param>
    /// <exception cref="IOException">One cannot be read.</exception>
    public DeviceSet(
        IReadOnlyCollection<string> linked, IReadOnlyCollection<string> users, IReadOnlyCollection<string> libraries)
    {
        foreach (string path in libraries)
            _resolver.Read(path);
        Linked = linked.Select(_resolver.Read).ToArray();
        Users = users.Select(_resolver.Read).ToArray();
    }

    /// <summary>What is made small.</summary>
    public IReadOnlyList<ModuleDefinition> Linked { get; }

    /// <summary>What uses it from outside.</summary>
    public IReadOnlyList<ModuleDefinition> Users { get; }

    /// <summary>Every type to be made small, nested ones too.</summary>
    public IEnumerable<TypeDefinition> Types =>
        Linked.SelectMany(module => module.GetTypes()).Where(type => type.Name != "<Module>");

    /// <summary>Every method to be made small.</summary>
    public IEnumerable<MethodDefinition> Methods => Types.SelectMany(type => type.Methods);

    /// <summary>What a reference leads to within the linked assemblies, or null.</summary>
    public TypeDefinition? Find(TypeReference? reference)
    {
        TypeReference? element = reference?.GetElementType();
        return element is null or GenericParameter || !IsLinked(element) ? null : element.Resolve();
    }

    /// <summary>What a reference leads to within the linked assemblies, or null.</summary>
    public MethodDefinition? Find(MethodReference reference) =>
        Find(reference.DeclaringType) == null ? null : reference.Resolve();

    /// <summary>What a reference leads to within the linked assemblies, or null.</summary>
    public FieldDefinition? Find(FieldReference reference) =>
        Find(reference.DeclaringType) == null ? null : reference.Resolve();

    /// <summary>Makes the set small.</summary>
    /// <param name="roots">
    /// Names of linked assemblies whose public members are used from outside: those stay, under their names.
    /// </param>
    /// <returns>Old names by new ones, for whoever reads a device's messages.</returns>
    public IReadOnlyDictionary<string, string> Link(params string[] roots)
    {
        Reached.KeepOnly(this, roots);
        Accessors.Inline(this, roots);
        return ShortNames.Give(this, roots);
    }

    /// <summary>Whether a member is used from outside, because it is public and its assembly is a root.</summary>
    internal static bool IsPublic(TypeDefinition type, string[] roots) =>
        Array.IndexOf(roots, type.Module.Assembly.Name.Name) >= 0
        && (type.IsPublic || (type.IsNestedPublic && IsPublic(type.DeclaringType, roots)));

    /// <inheritdoc cref="IsPublic(TypeDefinition, string[])"/>
    internal static bool IsPublic(MethodDefinition method, string[] roots) =>
        (method.IsPublic || method.IsFamily) && IsPublic(method.DeclaringType, roots);

    /// <inheritdoc cref="IsPublic(TypeDefinition, string[])"/>
    internal static bool IsPublic(FieldDefinition field, string[] roots) =>
        (field.IsPublic || field.IsFamily) && IsPublic(field.DeclaringType, roots);

    /// <inheritdoc/>
    public void Dispose() => _resolver.Dispose();

    private bool IsLinked(TypeReference type) => type is TypeDefinition definition
        ? Linked.Contains(definition.Module)
        : type.Scope is AssemblyNameReference scope && Linked.Any(module => module.Assembly.Name.Name == scope.Name);

    private sealed class Resolver : BaseAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _known = [];

        public ModuleDefinition Read(string path)
        {
            AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(
                path, new ReaderParameters { AssemblyResolver = this, InMemory = true });
            _known[assembly.Name.Name] = assembly;
            return assembly.MainModule;
        }

        public override AssemblyDefinition Resolve(AssemblyNameReference name) =>
            _known.TryGetValue(name.Name, out AssemblyDefinition? assembly)
                ? assembly
                : throw new AssemblyResolutionException(name);

        protected override void Dispose(bool disposing)
        {
            foreach (AssemblyDefinition assembly in _known.Values)
                assembly.Dispose();
            base.Dispose(disposing);
        }
    }
}
