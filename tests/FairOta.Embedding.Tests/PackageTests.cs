using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Embedding.Tests;

/// <summary>What a package says of itself and holds.</summary>
[TestClass]
public sealed class PackageTests
{
    private static PackageFeed? _feed;

    [ClassInitialize]
    public static async Task PackAsync(TestContext _) => _feed = await PackageFeed.PackAsync();

    [ClassCleanup]
    public static void Clean() => _feed?.Dispose();

    [TestMethod]
    [DataRow("FairOta.Core", "net10.0 netstandard2.1")]
    [DataRow("FairOta.Sdk", "net10.0")]
    public void Package_HoldsItsAssembliesWithDocumentationReadmeAndLicence(string id, string frameworks)
    {
        using ZipArchive package = _feed!.Open(id, "nupkg");
        string[] expected =
        [
            $"{id}.nuspec", "LICENSE", "README.md",
            .. frameworks.Split(' ').SelectMany(name => (string[])[$"lib/{name}/{id}.dll", $"lib/{name}/{id}.xml"]),
        ];
        CollectionAssert.AreEquivalent(expected, Files(package));
        Assert.AreEqual(
            File.ReadAllText(Path.Combine(Build.Root, "LICENSE")), Text(package, "LICENSE"));
        using ZipArchive symbols = _feed.Open(id, "snupkg");
        CollectionAssert.AreEquivalent(
            (string[])[$"{id}.nuspec", .. frameworks.Split(' ').Select(name => $"lib/{name}/{id}.pdb")],
            Files(symbols));
    }

    [TestMethod]
    [DataRow("FairOta.Core")]
    [DataRow("FairOta.Sdk")]
    public void Package_SaysWhatItIs(string id)
    {
        XElement metadata = Metadata(id);
        Assert.AreEqual("MIT", Value(metadata, "license"));
        Assert.AreEqual("expression", metadata.Elements().Single(e => e.Name.LocalName == "license")
            .Attribute("type")!.Value);
        Assert.AreEqual("README.md", Value(metadata, "readme"));
        foreach (string name in (string[])["id", "version", "authors", "description", "tags", "copyright"])
            Assert.AreNotEqual("", Value(metadata, name), name);
        // Else the default of the tools stands there.
        Assert.AreNotEqual("Package Description", Value(metadata, "description"));
    }

    [TestMethod]
    public void PackageOfTheSdk_NeedsTheCoreOfItsVersionSqliteAndAspNetCore()
    {
        XElement metadata = Metadata("FairOta.Sdk");
        var needed = metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
            .ToDictionary(e => e.Attribute("id")!.Value, e => e.Attribute("version")!.Value);
        Assert.AreEqual(Value(metadata, "version"), needed["FairOta.Core"]);
        Assert.IsTrue(needed.ContainsKey("Microsoft.Data.Sqlite"));
        Assert.AreEqual(
            "Microsoft.AspNetCore.App",
            metadata.Descendants().Single(e => e.Name.LocalName == "frameworkReference").Attribute("name")!.Value);
    }

    [TestMethod]
    public void PackageOfTheCore_NeedsNothing() =>
        Assert.IsFalse(Metadata("FairOta.Core").Descendants().Any(e => e.Name.LocalName == "dependency"));

    private static XElement Metadata(string id)
    {
        using ZipArchive package = _feed!.Open(id, "nupkg");
        return XDocument.Parse(Text(package, id + ".nuspec")).Root!.Elements().First();
    }

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().Single(e => e.Name.LocalName == name).Value;

    private static string Text(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Beside what the container's format wants.</summary>
    private static string[] Files(ZipArchive package) =>
    [
        .. package.Entries.Select(entry => entry.FullName).Where(name =>
            !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml"),
    ];
}
