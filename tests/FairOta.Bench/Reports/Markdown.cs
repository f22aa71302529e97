using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Bench.Reports;

/// <summary>Pieces of Markdown.</summary>
internal static class Markdown
{
    /// <summary>A table with numbers to the right of its first column, each line ended.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows) => string.Concat(
        rows.Select(Line).Prepend($"|---|{string.Concat(head.Skip(1).Select(_ => "---:|"))}\n").Prepend(Line(head)));

    /// <summary>Puts a part in the place of the one of its name, which stands between two comments of that name.
    /// </summary>
    /// <exception cref="ArgumentException">The text has no such place, or two.</exception>
    public static string Replace(string text, string name, string part)
    {
        (string begin, string end) = ($"<!-- {name} -->\n", $"<!-- end of {name} -->\n");
        string[] before = text.Split(begin), after = before[^1].Split(end);
        return before.Length == 2 && after.Length == 2
            ? $"{before[0]}{begin}\n{part.Trim('\n')}\n\n{end}{after[1]}"
            : throw new ArgumentException($"There is not one part {name}.", nameof(name));
    }

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
