using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Architecture.Tests.PublicApi;

/// <summary>The public API changes only where somebody reviewed the change.</summary>
[TestClass]
public sealed class PublicApiTests
{
    private const string Update = "FAIROTA_UPDATE_PUBLIC_API";

    [TestMethod]
    [DataRow("FairOta.Core")]
    [DataRow("FairOta.Agent")]
    [DataRow("FairOta.Platforms.Storage")]
    [DataRow("FairOta.Platforms.NanoFramework")]
    [DataRow("FairOta.Platforms.Meadow")]
    [DataRow("FairOta.Platforms.Host")]
    [DataRow("FairOta.Sdk")]
    [DataRow("FairOta.Sdk.Nethereum")]
    [DataRow("FairOta.Sdk.Postgres")]
    public void PublicApi_AgainstItsBaseline_IsUnchanged(string assembly)
    {
        var path = Repository.PathOf($"tests/FairOta.Architecture.Tests/PublicApi/{assembly}.txt");
        var actual = ApiText.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(path, actual);
        }

        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.IsTrue(
            expected == actual,
            $"The public API of {assembly} differs from PublicApi/{assembly}.txt. If that is meant, run the tests "
            + $"once with {Update}=1, review the diff of that file and commit it."
            + string.Concat(Difference(expected, actual).Select(line => "\n" + line)));
    }

    [TestMethod]
    public void ApiText_OfThisAssembly_NamesTypesAndMembers()
    {
        var text = ApiText.Of(typeof(PublicApiTests).Assembly);
        StringAssert.Contains(text, "sealed class FairOta.Architecture.Tests.PublicApi.PublicApiTests\n");
        StringAssert.Contains(text, "    void PublicApi_AgainstItsBaseline_IsUnchanged(string assembly)\n");
    }

    [TestMethod]
    public void ApiText_OfARecord_LeavesOutWhatTheCompilerAdds()
    {
        var text = ApiText.Of(typeof(Sdk.Address).Assembly);
        StringAssert.Contains(text, "record struct FairOta.Sdk.Address : IComparable<Address>, IParsable<Address>\n");
        StringAssert.Contains(text, "sealed record FairOta.Sdk.Chain.EscrowFilter\n");
        Assert.DoesNotContain("op_Equality", text);
        Assert.DoesNotContain("IEquatable", text);
    }

    /// <summary>The compiler demands the documentation of everything public; this that nobody lets it pass, and that
    /// packages have it.</summary>
    [TestMethod]
    [DataRow("FairOta.Core")]
    [DataRow("FairOta.Sdk")]
    [DataRow("FairOta.Sdk.Nethereum")]
    [DataRow("FairOta.Sdk.Postgres")]
    public void PublicTypes_AllSayWhatTheyAre(string name)
    {
        var assembly = Assembly.Load(name);
        var said = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is { } summary && !string.IsNullOrWhiteSpace(summary.Value))
            .Select(member => member.Attribute("name")!.Value).ToHashSet();
        Assert.IsNotEmpty(said);
        Expect.None(assembly.GetExportedTypes()
            .Select(type => "T:" + type.FullName!.Replace('+', '.')).Where(type => !said.Contains(type)));
    }

    [TestMethod]
    [DataRow(typeof(byte[]), "byte[]")]
    [DataRow(typeof(int?), "int?")]
    [DataRow(typeof(Dictionary<string, byte[]>), "Dictionary<string, byte[]>")]
    public void TypeName_OfACompoundType_IsThatOfSourceCode(Type type, string name) =>
        Assert.AreEqual(name, TypeName.Short(type));

    private static IEnumerable<string> Difference(string expected, string actual)
    {
        var before = expected.Split('\n');
        var after = actual.Split('\n');
        return before.Except(after).Select(line => "- " + line)
            .Concat(after.Except(before).Select(line => "+ " + line));
    }
}
