using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Numerics;

namespace FairOta.Simulator.Report;

/// <summary>Reports as one page for people: it needs nothing but itself, runs no script, and suits light and dark, a
/// wide screen and a telephone.</summary>
public static class HtmlReport
{
    private const string StyleSheet = "FairOta.Simulator.Report.report.css";

    /// <summary>Writes the page, replacing the file.</summary>
    public static void Write(FileInfo file, ImmutableArray<FleetReport> reports)
    {
        file.Directory?.Create();
        File.WriteAllText(file.FullName, Page(reports));
    }

    /// <summary>The page.</summary>
    public static string Page(ImmutableArray<FleetReport> reports) => Html.Of($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>FairOTA fleet: {string.Join(", ", reports.Select(report => report.Scenario))}</title>
        <style>{Style()}</style></head><body><main>
        <header><p class="brand">FairOTA · fleet simulator</p>
        {(reports.Length > 1 ? Index(reports) : Html.None)}</header>
        {reports.Select(Scenario)}
        </main></body></html>

        """).ToString();

    private static Html Index(ImmutableArray<FleetReport> reports)
    {
        int bad = reports.Count(report => !report.IsGood);
        string verdict = bad == 0 ? "Every scenario held" : $"{bad} of {reports.Length} scenarios did not hold";
        return Html.Of($"""
            <h1>{verdict}</h1><nav>{reports.Select((report, i) => Html.Of($"""
                <a href="#scenario-{i}" class="{(report.IsGood ? "good" : "bad")}"><b>{report.Scenario}</b>
                <span>{Confirmed(report)} of {HtmlUnits.Count(report.Devices.Count)} devices</span></a>
                """))}</nav>
            """);
    }

    private static Html Scenario(FleetReport report, int number) => Html.Of($"""
        <article id="scenario-{number}">
        <h2>{report.Scenario} <span class="verdict {(report.IsGood ? "good" : "bad")}">{Verdict(report)}</span></h2>
        <p class="facts">{Facts(report).Select(fact => Html.Of($"<span>{fact}</span>"))}</p>
        {HtmlSections.Alarm(report)}
        <div class="tiles">{Tiles(report)}</div>
        <div class="grid">
        <section class="card wide"><h3>Roll-out</h3>{HtmlRollout.Draw(report)}</section>
        <section class="card wide"><h3>Time in each phase</h3>{HtmlPhases.Draw(report)}</section>
        <div class="stack"><section class="card"><h3>Traffic</h3>{HtmlSections.Traffic(report)}</section></div>
        <div class="stack"><section class="card"><h3>Gas</h3>{HtmlSections.Gas(report)}</section>
        <section class="card"><h3>What went wrong for devices</h3>
        {HtmlSections.Causes(report.Failures, "failed", "Nothing went wrong.")}</section>
        <section class="card"><h3>Trouble that was made</h3>
        {HtmlSections.Causes(report.Faults, "opened", "None.")}</section></div>
        <section class="card wide"><h3>Distributors</h3>{HtmlEarnings.Draw(report)}</section>
        {HtmlHardware.Draw(report)}
        <section class="card wide"><h3>Invariants</h3>{HtmlSections.Invariants(report)}</section>
        <section class="card wide"><h3>Releases</h3>{HtmlSections.Releases(report)}</section>
        <section class="card wide"><h3>Drawn from the seed</h3>{HtmlSections.Drawn(report)}
        <h4>Do it again</h4><pre>{report.Replay}</pre>
        <p class="note">trace <code>{report.TraceHash}</code></p></section>
        </div></article>

        """);

    private static string Verdict(FleetReport report)
    {
        int broken = report.Invariants.Count(each => !each.Violations.IsEmpty);
        return (broken, report.Unmet.Length) switch
        {
            (0, 0) => report.Invariants.IsEmpty ? "expectations met" : "all invariants hold",
            (0, 1) => "1 expectation unmet",
            (0, _) => $"{report.Unmet.Length} expectations unmet",
            (1, _) => "1 invariant violated",
            _ => $"{broken} invariants violated",
        };
    }

    private static IEnumerable<string> Facts(FleetReport report)
    {
        DeviceRange devices = report.Devices;
        yield return $"seed {report.Seed}";
        yield return devices.Count == devices.Fleet
            ? $"{HtmlUnits.Count(devices.Count)} devices"
            : $"devices {devices.First} to {devices.First + devices.Count - 1} of {HtmlUnits.Count(devices.Fleet)}";
        yield return $"chain {report.Chain}";
        yield return $"commit {HtmlSections.Short(report.Commit)}";
        yield return $"{HtmlUnits.Duration(report.VirtualMs)} in {HtmlUnits.Duration(report.WallMs)}";
        yield return $"{HtmlUnits.Rough(report.Events)} events";
        yield return $"{HtmlUnits.Bytes(report.PeakBytes)} of memory";
    }

    private static IEnumerable<Html> Tiles(FleetReport report)
    {
        RolloutPoint last = report.Rollout.IsEmpty ? new(0, 0, 0, 0, 0, 0, 0) : report.Rollout[^1];
        BigInteger paid = report.Releases.Aggregate(BigInteger.Zero, (sum, each) => sum + each.PaidWei);
        BigInteger fees = report.Distributors.Aggregate(BigInteger.Zero, (sum, each) => sum + each.FeesWei);
        double bytes = report.Traffic.Sum(each => (double)each.BytesDown + each.BytesUp);
        string share = HtmlUnits.Percent(last.Confirmed / (double)report.Devices.Count);
        yield return Tile(
            "devices confirmed", Confirmed(report), $"{share}, {HtmlUnits.Count(last.Failed)} failed");
        yield return Tile("half of the fleet after", Half(report), "since the world began");
        yield return Tile("paid to distributors", HtmlUnits.Wei(paid), $"for {HtmlUnits.Count(last.Paid)} deliveries");
        yield return Tile("fees of distributors",
            last.Paid == 0 ? "–" : HtmlUnits.Wei((double)fees / last.Paid), "for each paid delivery");
        yield return Tile("network traffic",
            report.UsefulBytes == 0 ? HtmlUnits.Bytes(bytes) : $"{HtmlUnits.Three(bytes / report.UsefulBytes)} ×",
            report.UsefulBytes == 0 ? "both ways" : $"the images; {HtmlUnits.Bytes(bytes)} in all");
        yield return Tile("faults", HtmlUnits.Rough(report.Faults.Sum(each => each.Count)),
            report.Faults.Length == 1 ? "of 1 kind" : $"of {HtmlUnits.Count(report.Faults.Length)} kinds");
    }

    private static Html Tile(string what, string value, string more) => Html.Of($"""
        <div class="tile"><span>{what}</span><b>{value}</b><span class="note">{more}</span></div>
        """);

    private static string Confirmed(FleetReport report) =>
        HtmlUnits.Count(report.Rollout.IsEmpty ? 0 : report.Rollout[^1].Confirmed);

    private static string Half(FleetReport report)
    {
        RolloutPoint? half = report.Rollout.FirstOrDefault(point => point.Confirmed * 2L >= report.Devices.Count);
        return half is null ? "never" : HtmlUnits.Duration(half.AtMs);
    }

    private static Html Style()
    {
        using Stream css = typeof(HtmlReport).Assembly.GetManifestResourceStream(StyleSheet)!;
        using StreamReader reader = new(css);
        return Html.Trusted(reader.ReadToEnd());
    }
}
