using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Architecture.Tests;

/// <summary>What is in version control is fit to be read by others.</summary>
[TestClass]
public sealed class HygieneTests
{
    private const int Columns = 120;

    private static readonly string[] SourceFolders = ["firmware/", "sdk/", "simulator/", "contracts/", "boards/"];

    private static readonly string[] SourceSuffixes = [".cs", ".sol", ".cjs", ".mjs", ".js", ".sh"];

    // Directories that say whose machine it was. Written in pieces, so as not to find itself.
    // But for the folder of the container images' user, which is the same everywhere.
    private static readonly Regex MachinePath = new(
        @"(?<![\w/.:~})-])/(?:" + string.Join('|', @"home(?!/app\b)", "root", "work", "Users", "tmp") + @")/\w"
        + @"|\b[A-Z]:\\" + @"Users\\");

    private static readonly Regex MergeMarker = new("^(?:<{7}|>{7}) ", RegexOptions.Multiline);

    private static readonly Regex Unfinished = new(
        @"\b(?:" + string.Join('|', "TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception") + @")\b");

    private static readonly Regex UnexplainedPragma = new(
        @"^\s*#pragma warning disable(?! [^\n]*//[ ]\w)", RegexOptions.Multiline);

    /// <summary>Text files, with their text.</summary>
    private static readonly IReadOnlyList<(string Path, string Text)> Texts = Repository.Files
        .Select(path => (Path: path, Text: Repository.Read(path)))
        .Where(file => !file.Text.Contains('\0', StringComparison.Ordinal)).ToArray();

    [TestMethod]
    public void Texts_HoldNoPathOfAMachine() =>
        Expect.None(Texts.Where(file => MachinePath.IsMatch(file.Text))
            .Select(file => $"{file.Path}: {MachinePath.Match(file.Text).Value}"));

    [TestMethod]
    public void Texts_HoldNoMergeMarker() =>
        Expect.None(Texts.Where(file => MergeMarker.IsMatch(file.Text)).Select(file => file.Path));

    [TestMethod]
    public void CSharpLines_KeepWithinTheirColumns() =>
        Expect.None(
            from file in Texts
            where file.Path.EndsWith(".cs", StringComparison.Ordinal)
            from line in file.Text.Split('\n').Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.TrimEnd('\r').Length > Columns
            select $"{file.Path}:{line.Number}: {line.Text.Length} columns");

    [TestMethod]
    public void Sources_AreFinished() =>
        Expect.None(Texts
            .Where(file => SourceFolders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))
                && SourceSuffixes.Any(suffix => file.Path.EndsWith(suffix, StringComparison.Ordinal))
                && Unfinished.IsMatch(file.Text))
            .Select(file => $"{file.Path}: {Unfinished.Match(file.Text).Value}"));

    [TestMethod]
    public void DisabledWarnings_SayWhy() =>
        Expect.None(Texts
            .Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && UnexplainedPragma.IsMatch(file.Text))
            .Select(file => $"{file.Path}: a pragma without a reason behind it"));

    [TestMethod]
    public void TopFolders_HaveAReadme() =>
        Expect.None(Repository.Files
            .Where(path => path.Contains('/', StringComparison.Ordinal) && !path.StartsWith('.'))
            .Select(path => path[..path.IndexOf('/', StringComparison.Ordinal)]).Distinct()
            .Where(folder => !Repository.Files.Contains(folder + "/README.md"))
            .Select(folder => $"{folder}/README.md is missing"));

    [TestMethod]
    [DataRow("in /" + "home/ada/x", true)]
    [DataRow("\"/" + "tmp/x\"", true)]
    [DataRow("https://example.org/" + "work/x", false)]
    [DataRow("obj/" + "tmp/x", false)]
    public void MachinePath_FindsAbsolutePathsOnly(string text, bool found) =>
        Assert.AreEqual(found, MachinePath.IsMatch(text));

    [TestMethod]
    [DataRow("#pragma warning disable CA1000", true)]
    [DataRow("    #pragma warning disable RS0030 // the one clock of this adapter", false)]
    public void UnexplainedPragma_FindsThoseWithoutReason(string text, bool found) =>
        Assert.AreEqual(found, UnexplainedPragma.IsMatch(text));

    [TestMethod]
    public void MergeMarker_AndUnfinished_FindWhatTheyAreFor()
    {
        Assert.IsTrue(MergeMarker.IsMatch("a\n" + new string('<', 7) + " HEAD\n"));
        Assert.IsFalse(MergeMarker.IsMatch("a\n=======\n"));
        Assert.IsTrue(Unfinished.IsMatch("// TO" + "DO later"));
        Assert.IsFalse(Unfinished.IsMatch("// done"));
    }
}
