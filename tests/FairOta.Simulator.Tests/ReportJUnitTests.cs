using System.IO;
using System.Linq;
using System.Xml.Linq;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>Reports as JUnit XML.</summary>
[TestClass]
public class ReportJUnitTests
{
    [TestMethod]
    public void JUnit_OfAGoodReport_HasACaseForEachInvariantAndExpectation()
    {
        FleetReport report = ReportExample.Draw(count: 200, fleet: 200);
        XElement suite = Suites(report).Single();
        Assert.AreEqual("flaky network", suite.Attribute("name")!.Value);
        Assert.AreEqual("7", suite.Attribute("tests")!.Value);
        Assert.AreEqual("0", suite.Attribute("failures")!.Value);
        Assert.HasCount(7, suite.Elements("testcase"));
        Assert.IsEmpty(suite.Descendants("failure"));
        StringAssert.Contains(suite.Element("system-out")!.Value, "--seed 7");
    }

    [TestMethod]
    public void JUnit_OfABadReport_FailsWithTheCommandThatRepeatsIt()
    {
        XElement suite = Suites(ReportExample.Bad()).Single();
        XElement[] failures = [.. suite.Descendants("failure")];
        Assert.AreEqual("2", suite.Attribute("failures")!.Value);
        Assert.AreEqual("7", suite.Attribute("tests")!.Value);
        Assert.HasCount(2, failures);
        foreach (XElement failure in failures) StringAssert.Contains(failure.Value, "--seed 11");
        StringAssert.Contains(failures[0].Value, "device 682 paid for a package that stayed shut");
    }

    [TestMethod]
    public void JUnit_OfTextThatXmlCannotHold_IsXmlStill()
    {
        FleetReport report = ReportExample.Draw(count: 200, fleet: 200) with
        {
            Scenario = "<&\"'>\u0000\u0008\uD800\uFFFE 😀",
            Unmet = ["]]> \u001b[31m", "shard: 99 % of honest devices run 2.0.0.0"],
        };
        XElement suite = Suites(report).Single();
        Assert.AreEqual("<&\"'>\uFFFD\uFFFD\uFFFD\uFFFD 😀", suite.Attribute("name")!.Value);
        XElement failed = suite.Descendants("failure").First().Parent!;
        Assert.AreEqual("expected: ]]> \uFFFD[31m", failed.Attribute("name")!.Value);
        Assert.AreEqual("8", suite.Attribute("tests")!.Value);
    }

    private static XElement[] Suites(params FleetReport[] reports)
    {
        using MemoryStream xml = new(FleetReportJUnit.ToBytes([.. reports]));
        XElement root = XDocument.Load(xml).Root!;
        Assert.AreEqual("testsuites", root.Name.LocalName);
        return [.. root.Elements("testsuite")];
    }
}
