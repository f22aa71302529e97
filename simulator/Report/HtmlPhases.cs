using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>How long devices were in each phase, on a logarithmic axis.</summary>
internal static class HtmlPhases
{
    /// <summary>Draws the phases of a report.</summary>
    public static Html Draw(FleetReport report)
    {
        PhaseStatistics[] phases = [.. report.Phases.Where(phase => phase.Times.Count > 0)];
        if (phases.Length == 0) return Html.Of($"<p class=\"none\">No device went through a phase.</p>");
        HtmlScale x = HtmlScale.LogTime(
            phases.Select(phase => phase.Times.Quantile(0.5)).Where(median => median > 0).DefaultIfEmpty(1).Min(),
            phases.Max(phase => phase.Times.MaxMs));
        return Html.Of($"""
            <div class="phases">
            <div class="phase head"><span class="label">phase</span><span></span><span>median</span><span>90 %</span>
            <span>99 %</span><span>longest</span></div>
            {phases.Select(phase => Line(phase, x))}
            <div class="phase foot"><span></span><div class="x">{x.Ticks.Select(tick => Html.Of($"""
                <span style="left:{x.At(tick)}%">{HtmlUnits.Tick(tick, tick)}</span>
                """))}</div></div></div>
            <ul class="legend"><li><i class="mid"></i>median to 90 %</li><li><i class="far"></i>90 % to 99 %</li>
            <li><i class="thin"></i>to the longest</li></ul>
            """);
    }

    private static Html Line(PhaseStatistics phase, HtmlScale x)
    {
        TimeHistogram times = phase.Times;
        double p50 = times.Quantile(0.5), p90 = times.Quantile(0.9), p99 = times.Quantile(0.99);
        string title = $"{phase.Phase}: {HtmlUnits.Count(times.Count)} times, mean {HtmlUnits.Duration(times.MeanMs)}";
        return Html.Of($"""
            <div class="phase"><span class="label">{phase.Phase}</span>
            <svg role="img"><title>{title}</title>
            {x.Ticks.Select(tick => Html.Of($"""
                <line x1="{x.At(tick)}%" x2="{x.At(tick)}%" y1="0" y2="100%" class="rule"/>
                """))}
            <line x1="{x.At(p50)}%" x2="{x.At(times.MaxMs)}%" y1="50%" y2="50%" class="whisker"/>
            <rect x="{x.At(p90)}%" width="{x.At(p99) - x.At(p90)}%" y="30%" height="40%" class="far"/>
            <rect x="{x.At(p50)}%" width="{x.At(p90) - x.At(p50)}%" y="20%" height="60%" class="mid"/>
            <circle cx="{x.At(p50)}%" cy="50%" r="5" class="median"/>
            <circle cx="{x.At(times.MaxMs)}%" cy="50%" r="3" class="end"/></svg>
            <span>{HtmlUnits.Duration(p50)}</span><span>{HtmlUnits.Duration(p90)}</span>
            <span>{HtmlUnits.Duration(p99)}</span><span>{HtmlUnits.Duration(times.MaxMs)}</span></div>

            """);
    }
}
