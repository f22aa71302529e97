using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using FairOta.Linker;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Mono.Cecil;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>Linking changes no meaning.</summary>
[TestClass]
public sealed class LinkerTests
{
    private const string Name = "Linked";

    [TestMethod]
    public void LinkedCode_Runs_AsBefore()
    {
        using DeviceSet set = Set(Write());
        set.Link(Name);
        using MemoryStream image = new();
        set.Linked[0].Write(image);
        image.Position = 0;
        AssemblyLoadContext context = new(Name, isCollectible: true);
        MethodInfo run = context.LoadFromStream(image).GetType(typeof(Linked.Fixture).FullName!)!.GetMethod("Run")!;
        Assert.AreEqual(Linked.Fixture.Run(), run.Invoke(null, null));
        context.Unload();
    }

    [TestMethod]
    public void Accessor_OfAFieldOfAnotherType_StaysAMethod()
    {
        using DeviceSet set = Set(Write());
        IReadOnlyDictionary<string, string> names = set.Link(Name);
        Assert.Contains(name => name.EndsWith("Holder.get_Named", StringComparison.Ordinal), names.Values);
        Assert.DoesNotContain(name => name.EndsWith("Holder.get_Number", StringComparison.Ordinal), names.Values);
    }

    [TestMethod]
    public void ExplicitImplementation_OfARenamedInterface_BearsItsNewName()
    {
        using DeviceSet set = Set(Write());
        set.Link(Name);
        MethodDefinition method = set.Methods.Single(method => method.HasOverrides);
        Assert.AreEqual(method.Overrides[0].DeclaringType.FullName + ".Name", method.Name);
    }

    [TestMethod]
    [DataRow("--out")]
    [DataRow("x.dll")]
    [DataRow("--out", "linked-nowhere", "missing.dll")]
    [DataRow("--out", "linked-nowhere", "--library", "missing.dll")]
    public void Linker_WronglyCalled_ExitsWithTwoAndWritesNothing(params string[] args)
    {
        Assert.AreEqual(2, Linker.Program.Main(args));
        Assert.IsFalse(Directory.Exists("linked-nowhere"));
    }

    private static DeviceSet Set(string path) => new(
        [path],
        [],
        [.. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Where(library => !library.Contains("Native", StringComparison.Ordinal))]);

    // The fixture alone, as an assembly of its own.
    private static string Write()
    {
        var path = Path.Combine(AppContext.BaseDirectory, Name + ".dll");
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(LinkerTests).Assembly.Location);
        assembly.Name.Name = Name;
        assembly.EntryPoint = null;
        assembly.CustomAttributes.Clear();
        assembly.MainModule.CustomAttributes.Clear();
        foreach (TypeDefinition type in assembly.MainModule.Types.ToArray())
        {
            if (type.Namespace == typeof(Linked.Fixture).Namespace)
                type.CustomAttributes.Clear();
            else if (type.Name != "<Module>")
                assembly.MainModule.Types.Remove(type);
        }

        assembly.Write(path);
        return path;
    }
}
