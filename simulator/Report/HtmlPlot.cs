using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>The frame of a plot: its axes around an SVG that is stretched to whatever room there is. Labels stand
/// outside of it, so that they keep their size on a telephone.</summary>
public static class HtmlPlot
{
    /// <summary>Draws the frame.</summary>
    /// <param name="inside">SVG elements in percentages of the plot, or nested SVG.</param>
    /// <param name="x">The axis to the right, null for none.</param>
    /// <param name="xText">Its labels.</param>
    /// <param name="y">The axis upwards.</param>
    /// <param name="yText">Its labels.</param>
    /// <param name="name">What a reader that does not see it is told.</param>
    public static Html Draw(
        Html inside, HtmlScale? x, Func<double, string> xText, HtmlScale y, Func<double, string> yText, string name)
    {
        IReadOnlyList<double> across = x?.Ticks ?? [];
        return Html.Of($"""
            <div class="plot">
            <div class="y">{y.Ticks.Select(tick =>
                Html.Of($"<span style=\"bottom:{y.At(tick)}%\">{yText(tick)}</span>"))}</div>
            <svg role="img" aria-label="{name}">
            {y.Ticks.Select(tick => Rule(0, 100, 100 - y.At(tick), 100 - y.At(tick)))}
            {across.Select(tick => Rule(x!.At(tick), x.At(tick), 0, 100))}
            {inside}</svg>
            <div class="x">{across.Select(tick =>
                Html.Of($"<span style=\"left:{x!.At(tick)}%\">{xText(tick)}</span>"))}</div>
            </div>
            """);
    }

    private static Html Rule(double x1, double x2, double y1, double y2) =>
        Html.Of($"<line x1=\"{x1}%\" x2=\"{x2}%\" y1=\"{y1}%\" y2=\"{y2}%\" class=\"rule\"/>");
}
