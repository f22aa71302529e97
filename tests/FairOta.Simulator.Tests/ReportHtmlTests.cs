using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>Reports as a page.</summary>
[TestClass]
public class ReportHtmlTests
{
    private const string Attack = "\"><script>alert('x')</script><img src=//evil.example/a onerror=1>&amp;\u0000";

    [TestMethod]
    public void Page_OfAReport_SaysWhatItHolds()
    {
        string page = HtmlReport.Page([ReportExample.Draw(count: 1_600, fleet: 1_600)]);
        foreach (string text in new[]
        {
            "flaky network", "all invariants hold", "1,590", "Roll-out", "Download", "GET segments", "claim", "honest",
            "LeafDiffers", "power cut", "money is conserved", "35 ms to 900 ms", "--seed 7", "ESP32",
        })
            StringAssert.Contains(page, text);
        Assert.DoesNotContain("<nav>", page);
    }

    [TestMethod]
    public void Page_OfABadReport_SaysWhatDidNotHoldAndHowToRepeatIt()
    {
        string page = HtmlReport.Page([ReportExample.Draw(), ReportExample.Bad()]);
        StringAssert.Contains(page, "1 of 2 scenarios did not hold");
        StringAssert.Contains(page, "1 invariant violated");
        StringAssert.Contains(page, "device 0 paid for a package that stayed shut");
        StringAssert.Contains(page, "99 % of honest devices run 2.0.0.0");
        StringAssert.Contains(page, "and 3 more");
        StringAssert.Contains(page, "--seed 11");
    }

    [TestMethod]
    public void Page_OfTextThatIsMarkup_ShowsItAsText()
    {
        string page = HtmlReport.Page([Hostile(ReportExample.Bad()), ReportExample.Bad()]);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("\u0000", page);
        int shown = Regex.Count(page, Regex.Escape("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)"));
        Assert.IsGreaterThan(25, shown, "Each text of the report is shown.");
    }

    /// <summary>The page is also XML but for its first line and void elements: so no tag is left open.</summary>
    [TestMethod]
    public void Page_OfAnyReport_IsWellFormed()
    {
        foreach (FleetReport report in new[] { ReportExample.Draw(), Hostile(ReportExample.Bad()), Empty() })
        {
            string page = HtmlReport.Page([report]);
            string xml = Regex.Replace(page, "<!doctype html>|<meta [^>]*>|<br>", "").Replace('\uFFFD', '?');
            Assert.AreEqual("html", XDocument.Parse(xml).Root!.Name.LocalName);
            Assert.DoesNotContain("NaN", page);
            Assert.DoesNotContain("∞", page);
        }
    }

    [TestMethod]
    public void Page_OfAnyReport_NeedsNothingButItself()
    {
        string page = HtmlReport.Page([ReportExample.Draw()]);
        StringAssert.Contains(page, "default-src 'none'");
        foreach (string outside in new[] { "http://", "https://", "src=", "url(", "@import", "<link", "<script" })
            Assert.DoesNotContain(outside, page);
    }

    [TestMethod]
    public void Page_OfALargeReport_StaysSmall()
    {
        FleetReport report = ReportExample.Draw(distributors: 1_000) with
        {
            Rollout = [.. Enumerable.Range(0, 200_000).Select(i => new RolloutPoint(i, i / 100, 0, 0, 0, 0, 0))],
        };
        string page = HtmlReport.Page([report]);
        Assert.IsLessThan(400_000, page.Length);
        StringAssert.Contains(page, "One of every 9 distributors");
    }

    [TestMethod]
    [DataRow(0, "0")]
    [DataRow(0.25, "0.25 ms")]
    [DataRow(999, "999 ms")]
    [DataRow(1_500, "1.5 s")]
    [DataRow(90_000, "90 s")]
    [DataRow(5_400_000, "90 min")]
    [DataRow(10_800_000, "3 h")]
    [DataRow(345_600_000, "4 d")]
    public void Duration_OfMilliseconds_HasItsUnit(double ms, string text) =>
        Assert.AreEqual(Unbroken(text), HtmlUnits.Duration(ms));

    [TestMethod]
    [DataRow(0, 1e3, "0")]
    [DataRow(200, 200, "200 ms")]
    [DataRow(60_000, 60_000, "1 min")]
    [DataRow(60_000, 15_000, "60 s")]
    [DataRow(108_000_000, 21_600_000, "30 h")]
    [DataRow(0.5, 0.1, "0.5 ms")]
    public void Tick_OfAnAxis_IsInTheUnitOfItsStep(double ms, double step, string text) =>
        Assert.AreEqual(Unbroken(text), HtmlUnits.Tick(ms, step));

    [TestMethod]
    [DataRow(0.0, "0")]
    [DataRow(12.0, "12 wei")]
    [DataRow(1.49e12, "1,490 gwei")]
    [DataRow(9.98e13, "99,800 gwei")]
    [DataRow(4e16, "0.04 ETH")]
    [DataRow(-1.5e18, "-1.5 ETH")]
    public void Wei_OfAnAmount_HasItsUnit(double wei, string text) =>
        Assert.AreEqual(Unbroken(text), HtmlUnits.Wei(wei));

    [TestMethod]
    public void Percent_OfAlmostAll_IsNotAll() =>
        Assert.AreEqual(Unbroken("99.9 %"), HtmlUnits.Percent(0.99999));

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(37)]
    [DataRow(10_000)]
    [DataRow(1e-7)]
    public void Scale_Linear_HoldsItsLargestValueAndEndsRound(double max)
    {
        HtmlScale scale = HtmlScale.Linear(max, 5);
        Assert.AreEqual(0, scale.At(0));
        Assert.IsLessThanOrEqualTo(100.0001, scale.At(max));
        Assert.IsInRange(2, 11, scale.Ticks.Count);
        Assert.AreEqual(100, scale.At(scale.Ticks[^1]), 1e-6);
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(5, 5)]
    [DataRow(0.1, 30_000)]
    [DataRow(1e15, 1e16)]
    public void Scale_LogTime_HoldsWhatIsBetweenItsTicks(double min, double max)
    {
        HtmlScale scale = HtmlScale.LogTime(min, max);
        Assert.IsGreaterThanOrEqualTo(2, scale.Ticks.Count);
        Assert.IsInRange(0, 100, scale.At(min));
        Assert.IsInRange(0, 100, scale.At(max));
        Assert.AreEqual(0, scale.At(scale.Ticks[0]), 1e-9);
        Assert.AreEqual(100, scale.At(scale.Ticks[^1]), 1e-9);
    }

    private static string Unbroken(string text) => text.Replace(' ', '\u00A0');

    private static FleetReport Empty() => ReportExample.Draw() with
    {
        Rollout = [],
        Phases = [],
        Traffic = [],
        Distributors = [],
        Calls = [],
        Failures = [],
        Faults = [],
        Invariants = [],
        Hardware = [],
        Drawn = [],
        Releases = [],
        UsefulBytes = 0,
    };

    private static FleetReport Hostile(FleetReport report) => report with
    {
        Scenario = Attack,
        Commit = Attack,
        Chain = Attack,
        Replay = Attack,
        TraceHash = Attack,
        Drawn = [new(Attack, Attack)],
        Releases = [report.Releases[0] with { Id = Attack, Version = Attack }],
        Phases = [report.Phases[0] with { Phase = Attack }],
        Traffic = [report.Traffic[0] with { Endpoint = Attack }],
        Distributors = [report.Distributors[0] with { Address = Attack, Behaviour = Attack }],
        Calls = [report.Calls[0] with { Call = Attack }],
        Failures = [new(Attack, 3)],
        Faults = [new(Attack, 3)],
        Invariants = [new(Attack, Attack, 3, [new(5, Attack)])],
        Hardware = [new(Attack, 1, 1, [new(Attack, 1, 1, Attack)])],
        Unmet = [Attack],
    };
}
