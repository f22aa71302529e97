using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FairOta.Simulator.Report;

/// <summary>What distributors earned and what they paid in fees, one by one and by what they are like.</summary>
internal static class HtmlEarnings
{
    private const string Honest = "honest";
    private const int MinColumns = 10;
    private const int MaxColumns = 120;
    private const int Palette = 9;
    private const int Lines = 4;

    /// <summary>Draws the distributors of a report.</summary>
    public static Html Draw(FleetReport report)
    {
        FleetDistributor[] all =
            [.. report.Distributors.OrderByDescending(each => each.EarnedWei).ThenBy(each => each.Number)];
        if (all.Length == 0) return Html.Of($"<p class=\"none\">There was no distributor.</p>");
        string[] behaviours =
            [.. all.Select(each => each.Behaviour).Distinct().Order(StringComparer.Ordinal).OrderBy(b => b != Honest)];
        Dictionary<string, string> colours = behaviours.Where(behaviour => behaviour != Honest)
            .Select((behaviour, i) => (behaviour, Colour: $"kind{i % Palette}"))
            .Append((behaviour: Honest, Colour: "confirmed"))
            .ToDictionary(each => each.behaviour, each => each.Colour);
        return Html.Of($"""
            <ul class="legend">{behaviours.Select(behaviour => Html.Of(
                $"<li><i class=\"{colours[behaviour]}\"></i>{behaviour}</li>"))}
            <li><i class="fees"></i>fees</li></ul>
            {Columns(all, colours)}{Table(all, behaviours, colours)}
            """);
    }

    private static Html Columns(FleetDistributor[] all, Dictionary<string, string> colours)
    {
        int each = (all.Length + MaxColumns - 1) / MaxColumns;
        FleetDistributor[] shown = [.. all.Where((_, i) => i % each == 0)];
        HtmlScale y = HtmlScale.Linear(
            Math.Max((double)shown.Max(one => BigInteger.Max(one.EarnedWei, one.FeesWei)), 1), Lines);
        double width = 100.0 / Math.Max(shown.Length, MinColumns);
        Html columns = Html.Of($"""
            {shown.Select((one, i) => Html.Of($"""
                <g><title>{Describe(one)}</title>
                {Column(i * width + width * 0.1, width * 0.5, y.At((double)one.EarnedWei), colours[one.Behaviour])}
                {Column(i * width + width * 0.65, width * 0.22, y.At((double)one.FeesWei), "fees")}
                <rect class="band" x="{i * width}%" width="{width}%" height="100%"/></g>
                """))}
            """);
        Html note = each == 1
            ? Html.None
            : Html.Of($"<p class=\"none\">One of every {each} distributors, by what they earned.</p>");
        return Html.Of($"""
            <div class="middle">{HtmlPlot.Draw(
                columns, null, HtmlUnits.Wei, y, HtmlUnits.Wei, "earnings and fees of distributors")}</div>{note}
            """);
    }

    private static Html Column(double x, double width, double height, string colour) => Html.Of($"""
        <rect x="{x}%" width="{width}%" y="{100 - height}%" height="{height}%" class="{colour}"/>
        """);

    private static string Describe(FleetDistributor one) => $"""
        distributor {one.Number}, {one.Behaviour}
        {one.Address}
        earned {HtmlUnits.Wei(one.EarnedWei)} for {HtmlUnits.Count(one.Paid)} deliveries
        fees {HtmlUnits.Wei(one.FeesWei)}
        {HtmlUnits.Count(one.Sessions)} sessions, {HtmlUnits.Count(one.LostToOthers)} lost to others
        served {HtmlUnits.Bytes(one.BytesServed)}, restarted {HtmlUnits.Count(one.Restarts)} times
        """;

    private static Html Table(
        FleetDistributor[] all, string[] behaviours, Dictionary<string, string> colours) => Html.Of($"""
        <div class="scroll"><table><tr><th>behaviour</th><th class="n">how many</th><th class="n">sessions</th>
        <th class="n">paid</th><th class="n">lost to others</th><th class="n">served</th>
        <th class="n">earned, each</th><th class="n">fees, each</th><th class="n">left, each</th></tr>
        {behaviours.Select(behaviour => Row(
            behaviour, colours[behaviour], [.. all.Where(each => each.Behaviour == behaviour)]))}</table></div>
        """);

    private static Html Row(string behaviour, string colour, FleetDistributor[] same)
    {
        double earned = same.Sum(each => (double)each.EarnedWei) / same.Length;
        double fees = same.Sum(each => (double)each.FeesWei) / same.Length;
        return Html.Of($"""
            <tr><td class="kind"><i class="{colour}"></i>{behaviour}</td>
            <td class="n">{HtmlUnits.Count(same.Length)}</td>
            <td class="n">{HtmlUnits.Count(same.Sum(each => each.Sessions))}</td>
            <td class="n">{HtmlUnits.Count(same.Sum(each => (long)each.Paid))}</td>
            <td class="n">{HtmlUnits.Count(same.Sum(each => (long)each.LostToOthers))}</td>
            <td class="n">{HtmlUnits.Bytes(same.Sum(each => (double)each.BytesServed))}</td>
            <td class="n">{HtmlUnits.Wei(earned)}</td><td class="n">{HtmlUnits.Wei(fees)}</td>
            <td class="n {(earned < fees ? "bad" : "")}">{HtmlUnits.Wei(earned - fees)}</td></tr>
            """);
    }
}
