using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>The smaller parts of a scenario's report.</summary>
internal static class HtmlSections
{
    private const int MaxViolations = 20;
    private const int MaxDrawn = 200;

    /// <summary>Bytes by endpoint, down and up.</summary>
    public static Html Traffic(FleetReport report)
    {
        HtmlBar[] bars =
        [
            .. report.Traffic.OrderByDescending(each => each.BytesDown + each.BytesUp).Select(each => new HtmlBar(
                each.Endpoint,
                [
                    new(each.BytesDown, "staged", $"{HtmlUnits.Bytes(each.BytesDown)} to devices"),
                    new(each.BytesUp, "paid", $"{HtmlUnits.Bytes(each.BytesUp)} from devices"),
                ],
                HtmlUnits.Bytes((double)each.BytesDown + each.BytesUp),
                $"{HtmlUnits.Rough(each.Requests)} requests"
                    + (each.Lost == 0 ? "" : $", {HtmlUnits.Rough(each.Lost)} lost")
                    + (each.Refused == 0 ? "" : $", {HtmlUnits.Rough(each.Refused)} refused"))),
        ];
        double all = report.Traffic.Sum(each => (double)each.BytesDown + each.BytesUp);
        Html ratio = report.UsefulBytes == 0
            ? Html.None
            : Html.Of($"""
                <p class="claim"><b>{HtmlUnits.Three(all / report.UsefulBytes)}</b> bytes went over the network for each
                of the {HtmlUnits.Bytes(report.UsefulBytes)} of images that devices came to run.</p>
                """);
        return Html.Of($"""
            {ratio}<ul class="legend"><li><i class="staged"></i>to devices</li>
            <li><i class="paid"></i>from devices</li></ul>{HtmlBars.Draw(bars, "Nothing went over the network.")}
            """);
    }

    /// <summary>Gas by call, and what of it a delivery bore.</summary>
    public static Html Gas(FleetReport report)
    {
        CallCost[] calls = [.. report.Calls.OrderByDescending(call => call.Gas)];
        HtmlBar[] bars =
        [
            .. calls.Select(call => new HtmlBar(
                call.Call,
                [new(call.Gas, "unlocked", $"{HtmlUnits.Count(call.Gas)} gas, {HtmlUnits.Wei(call.FeesWei)}")],
                $"{HtmlUnits.Rough(call.Gas)} gas",
                $"{HtmlUnits.Count(call.Mined)} mined"
                    + (call.Reverted == 0 ? "" : $", {HtmlUnits.Count(call.Reverted)} reverted")
                    + (call.Deliveries == 0
                        ? ""
                        : $"; {HtmlUnits.Count(call.Gas / call.Deliveries)} gas a delivery")
                    + $"; {HtmlUnits.Wei(call.FeesWei)}")),
        ];
        return HtmlBars.Draw(bars, "The chain charged nothing.");
    }

    /// <summary>Causes, the commonest first.</summary>
    public static Html Causes(ImmutableArray<FailureCount> causes, string colour, string none) => HtmlBars.Draw(
        [
            .. causes.OrderByDescending(each => each.Count).Select(each => new HtmlBar(
                each.Cause, [new(each.Count, colour, $"{each.Cause}: {HtmlUnits.Count(each.Count)}")],
                HtmlUnits.Count(each.Count))),
        ],
        none);

    /// <summary>What was checked and what came of it, the worst first.</summary>
    public static Html Invariants(FleetReport report) => report.Invariants.IsEmpty
        ? Html.Of($"<p class=\"none\">None was checked.</p>")
        : Html.Of($"""
            <div class="scroll"><table class="invariants"><tr><th></th><th>invariant</th><th class="n">looked</th>
            <th class="n">violated</th></tr>
            {report.Invariants.OrderBy(each => each.Violations.IsEmpty).Select(Invariant)}</table></div>
            """);

    /// <summary>Releases and what their money did.</summary>
    public static Html Releases(FleetReport report) => Html.Of($"""
        <div class="scroll"><table><tr><th>version</th><th class="n">image</th><th class="n">segments</th>
        <th class="n">samples</th><th class="n">reward</th><th class="n">locked</th><th class="n">paid</th>
        <th class="n">reclaimed</th><th>release</th></tr>
        {report.Releases.Select(each => Html.Of($"""
            <tr><td>{each.Version}</td><td class="n">{HtmlUnits.Bytes(each.ImageBytes)}</td>
            <td class="n">{HtmlUnits.Count(each.Segments)} × {HtmlUnits.Count(each.SegmentBytes)} B</td>
            <td class="n">{HtmlUnits.Count(each.Samples)}</td><td class="n">{HtmlUnits.Wei(each.RewardWei)}</td>
            <td class="n">{HtmlUnits.Wei(each.LockedWei)}</td><td class="n">{HtmlUnits.Wei(each.PaidWei)}</td>
            <td class="n">{HtmlUnits.Wei(each.ReclaimedWei)}</td><td><code>{Short(each.Id)}</code></td></tr>
            """))}</table></div>
        """);

    /// <summary>What the seed drew.</summary>
    public static Html Drawn(FleetReport report) => Html.Of($"""
        <dl class="drawn">{report.Drawn.Take(MaxDrawn).Select(each =>
            Html.Of($"<div class=\"{Width(each)}\"><dt>{each.Name}</dt><dd>{each.Value}</dd></div>"))}</dl>
        """);

    /// <summary>What did not hold, before everything else; nothing where all did.</summary>
    public static Html Alarm(FleetReport report)
    {
        if (report.IsGood) return Html.None;
        IEnumerable<Html> violated = report.Invariants.Where(each => !each.Violations.IsEmpty).Select(each =>
            Html.Of($"""
                <li><b>{each.Name}</b> was violated {HtmlUnits.Count(each.Violations.Length)} times, first after
                {HtmlUnits.Duration(each.Violations[0].AtMs)}: {each.Violations[0].What}</li>
                """));
        return Html.Of($"""
            <div class="alarm"><h3>What did not hold</h3><ul>{violated}
            {report.Unmet.Select(unmet => Html.Of($"<li>expected, and not so: <b>{unmet}</b></li>"))}</ul></div>
            """);
    }

    private static string Width(DrawnValue each) => each.Name.Length + each.Value.Length > 36 ? "long" : "";

    /// <summary>The beginning of something long.</summary>
    public static string Short(string hex) => hex.Length <= 14 ? hex : hex[..12] + "…";

    private static Html Invariant(InvariantResult each)
    {
        bool holds = each.Violations.IsEmpty;
        return Html.Of($"""
            <tr class="{(holds ? "holds" : "broken")}"><td>{(holds ? "✓" : "✗")}</td>
            <td><b>{each.Name}</b><br><span class="note">{each.Meaning}</span>{Sight(each)}
            {Violations(each.Violations)}</td>
            <td class="n">{HtmlUnits.Rough(each.Checks)}</td>
            <td class="n">{HtmlUnits.Count(each.Violations.Length)}</td></tr>

            """);
    }

    private static Html Sight(InvariantResult each) =>
        each.Seen.IsEmpty ? Html.None : Html.Of($"<br><span class=\"note\">Looked at {each.Sight}.</span>");

    private static Html Violations(ImmutableArray<Violation> violations)
    {
        if (violations.IsEmpty) return Html.None;
        Html more = violations.Length <= MaxViolations
            ? Html.None
            : Html.Of($"<li>and {HtmlUnits.Count(violations.Length - MaxViolations)} more</li>");
        return Html.Of($"""
            <ol>{violations.Take(MaxViolations).Select(each => Html.Of(
                $"<li>after {HtmlUnits.Duration(each.AtMs)}: {each.What}</li>"))}{more}</ol>
            """);
    }
}
