using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FairOta.Core;
using FairOta.Sdk.Vendor;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Releases;

/// <summary>A set of assemblies is released only where devices take it.</summary>
[TestClass]
public sealed class AssemblySetReleaseTests
{
    private static readonly byte[] Right = AssemblySetBuilder.Build("P", [new("A", Pe(200)), new("B", Pe(300))]);

    [TestMethod]
    public void Build_SetOfAssemblies_IsReleasedAsOne()
    {
        Manifest manifest = Build(Right).Manifest;
        Assert.AreEqual(PayloadFormat.AssemblySet, manifest.PayloadFormat);
        AssemblyIndex index = AssemblySetRelease.Read(Right);
        Assert.AreEqual(2, index.Count);
        Assert.AreEqual("B", index.Name(1));
        Assert.AreEqual(Right.Length - 300, index.Position(1));
    }

    [TestMethod]
    public void Build_AnythingElse_IsRefused()
    {
        Refused("wrong length", [0]);
        Refused("wrong length", new byte[Limits.MaxAssemblySetBytes + 1]);
        Refused("not as long as", [.. Right, 0]);
        Refused("not as long as", Right[..^1]);
        Refused("index of an assembly set is too long", Encoding.ASCII.GetBytes("any other image"));
        Refused("fairota vendor assemblies", new byte[100]);
    }

    [TestMethod]
    public void Build_AssemblyWithoutMarker_IsRefused()
    {
        byte[] changed = [.. Right];
        changed[^300] ^= 1;
        Refused("B is no .pe", changed);
    }

    [TestMethod]
    public void Build_DamagedAssembly_IsRefused()
    {
        byte[] changed = [.. Right];
        changed[^1] ^= 1;
        Refused("B is damaged", changed);
    }

    [TestMethod]
    public void Build_NameTwice_IsRefused()
    {
        byte[] changed = [.. Right];
        changed[Array.LastIndexOf(changed, (byte)'B', changed.Length - 501)] = (byte)'A';
        Refused("A is there twice", changed);
    }

    [TestMethod]
    public void Build_SetUnderAnotherFormat_IsNotJudged() =>
        Assert.AreEqual(PayloadFormat.Opaque, Build([1, 2, 3], PayloadFormat.Opaque).Manifest.PayloadFormat);

    [TestMethod]
    public void IsLike_ASet_OrNot()
    {
        Assert.IsTrue(AssemblySetRelease.IsLike(Right));
        Assert.IsTrue(AssemblySetRelease.IsLike(Right.AsSpan(0, 10)));
        Assert.IsFalse(AssemblySetRelease.IsLike(Pe(200)));
        Assert.IsFalse(AssemblySetRelease.IsLike([]));
    }

    [TestMethod]
    public void Pack_NameOfAnyLength_IsRefusedBeyondTheLimit()
    {
        foreach (int length in new[] { 0, 129, 1000, 65_535, 65_536, 65_540, 131_072 })
        {
            Assert.ThrowsExactly<ReleaseException>(
                () => AssemblySetBuilder.Build(new string('E', length), [new("A", Pe(200))]));
        }

        var many = Enumerable.Range(0, 3000).Select(i => KeyValuePair.Create("A" + i, Pe(200))).ToList();
        Assert.ThrowsExactly<ReleaseException>(() => AssemblySetBuilder.Build("P", many));
    }

    private static byte[] Pe(int bytes) => NanoAssemblyWriter.Write(1, bytes);

    private static void Refused(string because, byte[] image)
    {
        var refusal = Assert.ThrowsExactly<ReleaseException>(() => Build(image));
        StringAssert.Contains(refusal.Message, because);
        StringAssert.Contains(refusal.Message, "16384 bytes each");
    }

    private static Release Build(byte[] image, int format = PayloadFormat.AssemblySet) =>
        Sample.Build(plan => plan with { Image = image, PayloadFormat = format });
}
