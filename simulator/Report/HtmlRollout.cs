using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace FairOta.Simulator.Report;

/// <summary>The roll-out curve: how many devices had what, over virtual time.</summary>
internal static class HtmlRollout
{
    // More than that many steps cannot be told apart on a screen.
    private const int Columns = 600;
    private const int Tooltips = 60;
    private const int TimeTicks = 7;
    private const int CountTicks = 5;

    private static readonly (string Name, string Colour, Func<RolloutPoint, int> Value)[] Series =
    [
        ("opened a session", "opened", point => point.Opened),
        ("package whole", "staged", point => point.Staged),
        ("has its key", "unlocked", point => point.Unlocked),
        ("paid", "paid", point => point.Paid),
        ("confirmed", "confirmed", point => point.Confirmed),
        ("failed", "failed", point => point.Failed),
    ];

    /// <summary>Draws the curve of a report.</summary>
    public static Html Draw(FleetReport report)
    {
        ImmutableArray<RolloutPoint> points = report.Rollout;
        if (points.IsEmpty) return Html.Of($"<p class=\"none\">No device did anything.</p>");
        long end = Math.Max(points[^1].AtMs, 1);
        HtmlScale x = HtmlScale.Time(end, TimeTicks);
        HtmlScale y = HtmlScale.Linear(
            Math.Max(report.Devices.Count, points.Max(point => Series.Max(each => each.Value(point)))), CountTicks);
        double step = x.Ticks.Count > 1 ? x.Ticks[1] : end;
        RolloutPoint[] drawn = Thin(points, end);
        Html lines = Html.Of($"""
            <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%">
            <path class="area confirmed" d="{Steps(drawn, end, y, p => p.Confirmed)} V1000 H0 Z"/>
            {Series.Select(each => Html.Of($"""
                <path class="line {each.Colour}" d="{Steps(drawn, end, y, each.Value)}"/>
                """))}
            </svg>{Bands(points, end)}
            """);
        Html legend = Html.Of($"""
            <ul class="legend">{Series.Select(each => Html.Of($"""
                <li><i class="{each.Colour}"></i>{each.Name} <b>{HtmlUnits.Count(each.Value(points[^1]))}</b></li>
                """))}</ul>
            """);
        return Html.Of($"""
            {legend}<div class="tall">{HtmlPlot.Draw(
                lines, x, at => HtmlUnits.Tick(at, step), y, HtmlUnits.Rough, "devices over virtual time")}</div>
            """);
    }

    /// <summary>The last point of each column, and the first and last of all.</summary>
    private static RolloutPoint[] Thin(ImmutableArray<RolloutPoint> points, long end) =>
        [.. points.GroupBy(point => point.AtMs * Columns / end).Select(column => column.Last())];

    private static string Steps(RolloutPoint[] points, long end, HtmlScale y, Func<RolloutPoint, int> value)
    {
        StringBuilder path = new("M0 1000");
        foreach (RolloutPoint point in points)
        {
            path.Append(FormattableString.Invariant(
                $" H{1000.0 * point.AtMs / end:0.#} V{1000 - (10 * y.At(value(point))):0.#}"));
        }

        return path.ToString();
    }

    /// <summary>Invisible columns that say, when pointed at, how many had what at their end.</summary>
    private static IEnumerable<Html> Bands(ImmutableArray<RolloutPoint> points, long end)
    {
        RolloutPoint last = new(0, 0, 0, 0, 0, 0, 0);
        int next = 0;
        for (int band = 0; band < Tooltips; band++)
        {
            long until = end / Tooltips * (band + 1);
            if (band == Tooltips - 1) until = end;
            while (next < points.Length && points[next].AtMs <= until) last = points[next++];
            string values = string.Join(
                '\n', Series.Select(each => $"{each.Name}: {HtmlUnits.Count(each.Value(last))}"));
            yield return Html.Of($"""
                <rect class="band" x="{100.0 * band / Tooltips}%" width="{100.0 / Tooltips}%" height="100%">
                <title>after {HtmlUnits.Duration(until)}
                {values}</title></rect>
                """);
        }
    }
}
