using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace FairOta.Simulator.Report;

/// <summary>Reports as JUnit XML, which continuous integration shows: a suite for each scenario, a case for each of its
/// invariants and expectations. A failure carries the command that repeats it.</summary>
public static class FleetReportJUnit
{
    private const int MaxViolations = 50;

    private static readonly XmlWriterSettings Layout = new() { Indent = true, Encoding = new UTF8Encoding(false) };

    /// <summary>Writes the XML, replacing the file.</summary>
    public static void Write(FileInfo file, ImmutableArray<FleetReport> reports)
    {
        file.Directory?.Create();
        File.WriteAllBytes(file.FullName, ToBytes(reports));
    }

    /// <summary>The XML in UTF-8.</summary>
    public static byte[] ToBytes(ImmutableArray<FleetReport> reports)
    {
        using MemoryStream stream = new();
        using (XmlWriter xml = XmlWriter.Create(stream, Layout))
        {
            xml.WriteStartElement("testsuites");
            foreach (FleetReport report in reports) WriteSuite(xml, report);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void WriteSuite(XmlWriter xml, FleetReport report)
    {
        (string Name, string? Failure, string Sight)[] cases = Cases(report);
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", report.Scenario);
        Attribute(xml, "tests", Number(cases.Length));
        Attribute(xml, "failures", Number(cases.Count(each => each.Failure is not null)));
        Attribute(xml, "errors", "0");
        Attribute(xml, "time", (report.WallMs / 1000).ToString("0.000", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        Property(xml, "seed", report.Seed.ToString(CultureInfo.InvariantCulture));
        Property(xml, "commit", report.Commit);
        Property(xml, "chain", report.Chain);
        Property(xml, "trace", report.TraceHash);
        foreach (DrawnValue drawn in report.Drawn) Property(xml, drawn.Name, drawn.Value);
        xml.WriteEndElement();
        foreach (var (name, failure, sight) in cases)
        {
            xml.WriteStartElement("testcase");
            Attribute(xml, "classname", $"fleet.{report.Scenario}");
            Attribute(xml, "name", name);
            Attribute(xml, "time", "0");
            if (failure is not null)
            {
                xml.WriteStartElement("failure");
                Attribute(xml, "message", failure.Split('\n')[0]);
                xml.WriteString(Clean($"{failure}\n\nDo it again:\n{report.Replay}\n"));
                xml.WriteEndElement();
            }

            if (sight.Length > 0)
            {
                xml.WriteStartElement("system-out");
                xml.WriteString(Clean($"Looked at {sight}."));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteStartElement("system-out");
        xml.WriteString(Clean(report.Replay));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static (string Name, string? Failure, string Sight)[] Cases(FleetReport report) =>
    [
        .. report.Invariants.Select(each => (each.Name, Failure(each), each.Sight)),
        .. report.Expected.Where(each => !report.Unmet.Any(unmet => Says(unmet, each)))
            .Select(each => ("expected: " + each, (string?)null, "")),
        .. report.Unmet.Select(unmet => ("expected: " + unmet, (string?)$"Not so: {unmet}", "")),
    ];

    /// <summary>Whether what is unmet is this expectation, perhaps of a part of the fleet.</summary>
    private static bool Says(string unmet, string expected) =>
        unmet == expected || unmet.EndsWith(": " + expected, StringComparison.Ordinal);

    private static string? Failure(InvariantResult each) => each.Violations.IsEmpty
        ? null
        : string.Join('\n',
        [
            $"Violated {each.Violations.Length} times. {each.Meaning}",
            .. each.Violations.Take(MaxViolations).Select(violation => $"at {violation.AtMs} ms: {violation.What}"),
        ]);

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        Attribute(xml, "value", value);
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) =>
        xml.WriteAttributeString(name, Clean(value));

    /// <summary>The text without what XML 1.0 cannot hold, not even escaped (section 2.2), each replaced by
    /// U+FFFD.</summary>
    private static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                clean.Append(text, i++, 2);
            else clean.Append('\uFFFD');
        }

        return clean.ToString();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
