using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace FairOta.Bench.Plots;

/// <summary>Lines over two logarithmic axes, as one SVG file that needs nothing beside it and is readable upon white
/// and upon black.</summary>
/// <param name="title">What is shown.</param>
/// <param name="x">The axis below.</param>
/// <param name="y">The axis to the left.</param>
internal sealed class LogPlot(string title, Axis x, Axis y)
{
    private const int Width = 800, Height = 440, Left = 84, Right = 250, Top = 44, Bottom = 60, LabelHeight = 17;

    // Dark enough for white, light enough for black; told apart with red-green blindness as well.
    private static readonly string[] Colors =
        ["#0a7cc4", "#d55e00", "#009e73", "#b8860b", "#c2589b", "#6d6dd8", "#7a7a7a", "#2aa7a7"];

    /// <summary>The file's text.</summary>
    public string Draw(IReadOnlyList<Series> lines)
    {
        Range across = Range.Of(lines.SelectMany(l => l.Points.Select(p => p.X)));
        Range up = y.Whole(Range.Of(lines.SelectMany(l => l.Points.Select(p => p.Y))));
        double X(double value) => Left + across.Share(value) * (Width - Left - Right);
        double Y(double value) => Height - Bottom - up.Share(value) * (Height - Top - Bottom);

        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}"
                 font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{title}">
            <style>
              text {"{"} fill: #24292f; {"}"} .grid {"{"} stroke: #8884; {"}"}
              .line {"{"} fill: none; stroke-width: 2; {"}"}
              @media (prefers-color-scheme: dark) {"{"} text {"{"} fill: #d0d7de; {"}"} {"}"}
            </style>
            <text x="{Left}" y="24" font-size="15" font-weight="600">{title}</text>

            """);
        foreach (double tick in y.Ticks(up))
        {
            Line(svg, Left, Y(tick), Width - Right, Y(tick));
            Text(svg, Left - 8, Y(tick) + 4, "end", y.Write(tick));
        }

        foreach (double tick in x.Ticks(across))
        {
            Line(svg, X(tick), Top, X(tick), Height - Bottom);
            Text(svg, X(tick), Height - Bottom + 18, "middle", x.Write(tick));
        }

        Text(svg, (Left + Width - Right) / 2, Height - 16, "middle", x.Name);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text transform="translate(18 {(Top + Height - Bottom) / 2}) rotate(-90)"
              text-anchor="middle">{y.Name}</text>

            """);

        double[] labels = Spread([.. lines.Select(l => Y(l.Points[^1].Y))]);
        for (int i = 0; i < lines.Count; i++)
            Draw(svg, lines[i], Colors[i % Colors.Length], X, Y, labels[i]);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(
        StringBuilder svg, Series line, string color, Func<double, double> x, Func<double, double> y, double label)
    {
        string points = string.Join(' ', line.Points.Select(p =>
            string.Create(CultureInfo.InvariantCulture, $"{x(p.X):F1},{y(p.Y):F1}")));
        string dash = line.IsExtrapolated ? " stroke-dasharray=\"6 5\"" : "";
        svg.Append(CultureInfo.InvariantCulture, $"""
            <polyline class="line" stroke="{color}"{dash} points="{points}"/>

            """);
        foreach (var (px, py) in line.Points.Where(_ => !line.IsExtrapolated))
        {
            svg.Append(CultureInfo.InvariantCulture, $"""
                <circle cx="{x(px):F1}" cy="{y(py):F1}" r="3" fill="{color}"/>

                """);
        }

        double end = x(line.Points[^1].X), from = y(line.Points[^1].Y);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <path d="M{end + 4:F1} {from:F1}L{Width - Right + 16} {label:F1}" stroke="{color}" opacity=".5"/>
            <text x="{Width - Right + 20}" y="{label + 4:F1}" style="fill:{color}">{line.Name}</text>

            """);
    }

    /// <summary>Moves labels apart that would lie upon each other, in the order of their lines.</summary>
    private static double[] Spread(double[] wanted)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Length).OrderBy(i => wanted[i])];
        double[] result = new double[wanted.Length];
        double free = Top;
        foreach (int i in order)
        {
            result[i] = Math.Max(wanted[i], free);
            free = result[i] + LabelHeight;
        }

        // From the bottom up again, where they were pushed out below.
        free = Height - Bottom;
        foreach (int i in order.Reverse())
        {
            result[i] = Math.Min(result[i], free);
            free = result[i] - LabelHeight;
        }

        return result;
    }

    private static void Line(StringBuilder svg, double x1, double y1, double x2, double y2) =>
        svg.Append(CultureInfo.InvariantCulture, $"""
            <path class="grid" d="M{x1:F1} {y1:F1}L{x2:F1} {y2:F1}"/>

            """);

    private static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}">{text}</text>

            """);
}
