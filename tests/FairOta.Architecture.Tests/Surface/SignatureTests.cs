using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Architecture.Tests.DeviceCode;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Mono.Cecil;

namespace FairOta.Architecture.Tests.Surface;

/// <summary>The surface declares what the device's own sources do, and each signature says where that is.</summary>
[TestClass]
public sealed class SignatureTests
{
    private static readonly Dictionary<string, Dictionary<string, string>> Listed = new(
        SignatureList.Parse(Repository.Read("firmware/Surface/signatures.txt"))
            .Concat(SignatureList.Parse(Repository.Read("sdk/Surface/signatures.txt"))));

    private static readonly string[] Paths =
        [.. DeviceAssembly.Surface, .. DeviceAssembly.MeadowSurface, .. DeviceAssembly.SdkSurface];

    private static IEnumerable<string> Assemblies => Paths.Select(Path.GetFileNameWithoutExtension)!;

    [TestMethod]
    [DynamicData(nameof(Assemblies))]
    public void Surface_EverySignature_HasItsOrigin(string assembly)
    {
        var path = Paths.Single(path => Path.GetFileNameWithoutExtension(path) == assembly);
        using var module = ModuleDefinition.ReadModule(path);
        var declared = Signature.Of(module).ToArray();
        var listed = Listed.GetValueOrDefault(assembly) ?? [];
        Assert.IsNotEmpty(declared);
        Expect.None(declared.Except(listed.Keys).Select(line => $"{assembly}: {line} is not listed"));
        Expect.None(listed.Keys.Except(declared).Select(line => $"{assembly}: {line} is listed and not declared"));
    }

    /// <summary>So that what stands there was looked up for a reason. Constants are compiled in, and constructors are
    /// there to be out of reach.</summary>
    [TestMethod]
    public void SurfaceOfTheSdk_EveryMember_IsUsed()
    {
        using var adapter = ModuleDefinition.ReadModule(typeof(Sdk.Nethereum.NethereumSigner).Assembly.Location);
        var used = adapter.GetMemberReferences().Select(member => member.FullName)
            .Concat(adapter.GetTypeReferences().Select(type => type.FullName)).ToHashSet();
        var modules = DeviceAssembly.SdkSurface.Select(path => ModuleDefinition.ReadModule(path)).ToArray();
        var declared = modules.SelectMany(module => module.GetTypes().Where(type => type.IsPublic)).SelectMany(
            type => type.Methods.Where(method => method.IsPublic).Select(method => method.FullName)
                .Append(type.FullName)).ToArray();
        Assert.IsNotEmpty(declared);
        Expect.None(declared.Except(used).Select(name => $"{name} is declared and not used"));
        Array.ForEach(modules, module => module.Dispose());
    }

    [TestMethod]
    public void List_NamesNoOtherAssembly() => Expect.None(Listed.Keys.Except(Assemblies));

    [TestMethod]
    [DataRow("mscorlib nanoframework/CoreLibrary@5e37\n")]
    [DataRow("  System/Array.cs\n")]
    [DataRow("a b/c@0123456789012345678901234567890123456789\n    class A\n")]
    [DataRow("a b/c@0123456789012345678901234567890123456789\n  A.cs\n    class A\n  B.cs\n    class A\n")]
    public void List_OfAnotherForm_IsRefused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => SignatureList.Parse(text));

    [TestMethod]
    public void List_OfItsForm_GivesOrigins()
    {
        var list = SignatureList.Parse(
            "# remark\na b/c@0123456789012345678901234567890123456789\n  d/A.cs\n    class A\n    void A.B()\n");
        Assert.AreEqual("b/c: d/A.cs", list["a"]["void A.B()"]);
    }
}
