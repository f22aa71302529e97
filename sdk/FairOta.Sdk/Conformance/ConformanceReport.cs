using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace FairOta.Sdk.Conformance;

/// <summary>The results of a run in the forms that people and programs read. Pure.</summary>
internal static class ConformanceReport
{
    private static readonly int NameColumns = ConformanceSuite.All.Max(check => check.Name.Length);

    /// <summary>One result in a line, and its reason in another.</summary>
    public static string Line(ConformanceResult result)
    {
        string word = Word(result.Outcome).PadRight(9);
        string line = $"{word}  {result.Check.Name.PadRight(NameColumns)}  {result.Check.Rule}";
        return result.Reason is { } reason
            ? $"{line}\n{new string(' ', word.Length + NameColumns + 4)}→ {Printable(reason)}"
            : line;
    }

    /// <summary>How many ended how, in a sentence.</summary>
    public static string Summary(IReadOnlyCollection<ConformanceResult> results)
    {
        int Count(Conformance outcome) => results.Count(result => result.Outcome == outcome);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(Conformance.Passed)} passed, {Count(Conformance.Failed)} failed, "
                + $"{Count(Conformance.NotAsked)} not asked.");
    }

    /// <summary>All of it for programs.</summary>
    public static JsonObject Json(string url, IReadOnlyCollection<ConformanceResult> results) => new()
    {
        ["url"] = url,
        ["passed"] = results.Count(result => result.Outcome == Conformance.Passed),
        ["failed"] = results.Count(result => result.Outcome == Conformance.Failed),
        ["notAsked"] = results.Count(result => result.Outcome == Conformance.NotAsked),
        ["checks"] = new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
        {
            ["name"] = result.Check.Name,
            ["section"] = result.Check.Section,
            ["rule"] = result.Check.Rule,
            ["outcome"] = Word(result.Outcome),
            ["reason"] = result.Reason,
        })]),
    };

    /// <summary>All of it as the JUnit XML that continuous integration reads.</summary>
    public static XDocument JUnit(string url, IReadOnlyCollection<ConformanceResult> results) => new(new XElement(
        "testsuite",
        new XAttribute("name", "fairota conformance " + url),
        new XAttribute("tests", results.Count),
        new XAttribute("failures", results.Count(result => result.Outcome == Conformance.Failed)),
        new XAttribute("skipped", results.Count(result => result.Outcome == Conformance.NotAsked)),
        results.Select(result => new XElement(
            "testcase",
            new XAttribute("classname", result.Check.Section),
            new XAttribute("name", $"{result.Check.Name}: {result.Check.Rule}"),
            result.Outcome switch
            {
                Conformance.Failed => Because("failure", result),
                Conformance.NotAsked => Because("skipped", result),
                _ => null,
            }))));

    private static XElement Because(string element, ConformanceResult result) =>
        new(element, new XAttribute("message", Printable(result.Reason ?? "")));

    private static string Word(Conformance outcome) => outcome switch
    {
        Conformance.Passed => "passed",
        Conformance.Failed => "FAILED",
        _ => "not asked",
    };

    /// <summary>A reason can hold a server's words, which are a stranger's.</summary>
    private static string Printable(string text) =>
        new([.. text.Take(400).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter)]);
}
