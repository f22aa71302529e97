using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Embedding.Tests;

/// <summary>What the documentation shows is what the samples do.</summary>
[TestClass]
public sealed class SnippetTests
{
    private static readonly Regex Fence = new(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline
        | RegexOptions.Singleline);

    [TestMethod]
    [DataRow("sdk/README.md")]
    [DataRow("sdk/FairOta.Sdk/README.md")]
    public void Snippets_OfADocument_StandInTheSamples(string document)
    {
        string[] samples =
        [
            .. Directory.GetFiles(Path.Combine(Build.Root, "sdk/samples"), "Program.cs", SearchOption.AllDirectories)
                .Select(File.ReadAllText),
        ];
        string[] snippets =
        [
            .. Fence.Matches(File.ReadAllText(Path.Combine(Build.Root, document)))
                .Select(match => match.Groups["code"].Value),
        ];
        Assert.IsNotEmpty(snippets);
        foreach (string snippet in snippets)
        {
            Assert.IsTrue(
                samples.Any(sample => sample.Contains(snippet, StringComparison.Ordinal)),
                $"{document} shows what no sample does:\n{snippet}");
        }
    }
}
