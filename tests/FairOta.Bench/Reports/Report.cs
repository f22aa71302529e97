using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace FairOta.Bench.Reports;

/// <summary>What a run found: parts of a README, between comments of their names, and plots beside it. Both are
/// written together, so that they are never of two runs.</summary>
internal sealed class Report
{
    private readonly List<(string Name, string Markdown)> _parts = [];
    private readonly List<(string Name, string Svg)> _plots = [];

    /// <summary>Adds a part of the README.</summary>
    public void Add(string name, string markdown) => _parts.Add((name, markdown));

    /// <summary>Adds a plot, a file of its name.</summary>
    public void AddPlot(string name, string svg) => _plots.Add((name, svg));

    /// <summary>Writes README.md and the files in plots/ of a folder.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "plots"));
        foreach (var (path, text) in Files(folder)) File.WriteAllText(path, text);
    }

    /// <summary>The files of a folder that would change.</summary>
    public IEnumerable<string> OutdatedIn(string folder) => Files(folder)
        .Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text)
        .Select(file => file.Path);

    /// <summary>The parts, in order.</summary>
    public override string ToString() => _parts
        .Aggregate(new StringBuilder(), (text, part) => text.Append("## ").Append(part.Name).Append("\n\n")
            .Append(part.Markdown.Trim('\n')).Append("\n\n"))
        .ToString();

    private IEnumerable<(string Path, string Text)> Files(string folder)
    {
        string readme = Path.Combine(folder, "README.md");
        string text = _parts.Aggregate(
            File.ReadAllText(readme), (all, part) => Markdown.Replace(all, part.Name, part.Markdown));
        return _plots.Select(plot => (Path.Combine(folder, "plots", plot.Name + ".svg"), plot.Svg))
            .Append((readme, text));
    }
}
