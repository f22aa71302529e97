using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>A stretch of a bar: its length, its colour (a name of the style sheet) and what it says when pointed
/// at.</summary>
public sealed record HtmlStretch(double Length, string Colour, string Title);

/// <summary>A line of bars: what it is, its stretches, and figures at its end.</summary>
public sealed record HtmlBar(string Label, IReadOnlyList<HtmlStretch> Stretches, string Figures, string Note = "");

/// <summary>Bars below each other, on one scale.</summary>
public static class HtmlBars
{
    /// <summary>Draws them; a sentence where there are none.</summary>
    /// <param name="bars">From top to bottom.</param>
    /// <param name="none">What to say instead of no bars.</param>
    public static Html Draw(IReadOnlyList<HtmlBar> bars, string none)
    {
        if (bars.Count == 0) return Html.Of($"<p class=\"none\">{none}</p>");
        double longest = Math.Max(bars.Max(bar => bar.Stretches.Sum(each => each.Length)), 1e-12);
        return Html.Of($"<div class=\"bars\">{bars.Select(bar => Line(bar, longest))}</div>");
    }

    private static Html Line(HtmlBar bar, double longest)
    {
        List<Html> rects = [];
        double from = 0;
        foreach (HtmlStretch stretch in bar.Stretches)
        {
            double width = 100 * stretch.Length / longest;
            rects.Add(Html.Of($"""
                <rect x="{from}%" width="{width}%" height="100%" class="{stretch.Colour}">
                <title>{stretch.Title}</title></rect>
                """));
            from += width;
        }

        Html note = bar.Note.Length == 0 ? Html.None : Html.Of($"<span class=\"note\">{bar.Note}</span>");
        return Html.Of($"""
            <div class="bar"><span class="label">{bar.Label}</span><svg role="img">{rects}</svg>
            <span class="figures">{bar.Figures}</span>{note}</div>

            """);
    }
}
