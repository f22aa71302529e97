using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Cli.Output;

/// <summary>Puts the options of a help text under headings. Pure.</summary>
internal static class HelpSections
{
    private const string Heading = "Options:";

    /// <summary>The help with its options in sections, in the order of these; what belongs to none comes last, under
    /// the usual heading.</summary>
    /// <param name="help">As it usually is.</param>
    /// <param name="sections">A heading for each option's name.</param>
    public static string Arrange(string help, IReadOnlyList<(string Heading, string Option)> sections)
    {
        string[] lines = help.ReplaceLineEndings("\n").Split('\n');
        int start = Array.IndexOf(lines, Heading);
        if (start < 0 || sections.Count == 0) return help;
        int end = Array.FindIndex(lines, start, line => line.Length == 0);
        if (end < 0) end = lines.Length;
        var headings = sections.ToDictionary(section => section.Option, section => section.Heading + ":");
        IEnumerable<string> arranged = Entries(lines[(start + 1)..end])
            .GroupBy(entry => headings.GetValueOrDefault(NameOf(entry[0]), Heading))
            .OrderBy(group => group.Key == Heading)
            .SelectMany(group => group.SelectMany(entry => entry).Prepend(group.Key).Append(""));
        return string.Join(Environment.NewLine, [.. lines[..start], .. arranged, .. lines[(end + 1)..]]);
    }

    /// <summary>An option's lines: the first is indented by two, those it goes on in by more.</summary>
    private static IEnumerable<List<string>> Entries(IEnumerable<string> lines)
    {
        List<List<string>> entries = [];
        foreach (string line in lines)
        {
            if (line.StartsWith("  -", StringComparison.Ordinal) || entries.Count == 0) entries.Add([]);
            entries[^1].Add(line);
        }

        return entries;
    }

    /// <summary>The long name: of "-?, -h, --help" the last.</summary>
    private static string NameOf(string line) => line
        .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
        .TakeWhile(word => word[0] is '-' or '/')
        .LastOrDefault() ?? "";
}
