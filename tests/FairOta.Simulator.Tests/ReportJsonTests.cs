using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>Reports as JSON: what is written is read again, and nothing else is read.</summary>
[TestClass]
public class ReportJsonTests
{
    private static readonly FleetReport Example = ReportExample.Draw(count: 300, fleet: 300);

    [TestMethod]
    public void Json_OfReports_ReadsBackTheSame()
    {
        byte[] json = FleetReportJson.ToBytes([Example, ReportExample.Bad()]);
        ImmutableArray<FleetReport> read = FleetReportJson.FromBytes(json);
        Assert.HasCount(2, read);
        Assert.AreEqual(Example.Seed, read[0].Seed);
        CollectionAssert.AreEqual(Example.Rollout, read[0].Rollout);
        CollectionAssert.AreEqual(Example.Distributors, read[0].Distributors);
        CollectionAssert.AreEqual(Example.Phases[2].Times.Buckets, read[0].Phases[2].Times.Buckets);
        Assert.HasCount(23, read[1].Invariants[1].Violations);
        // Records compare their lists by reference; the JSON of both says that all the rest is the same.
        CollectionAssert.AreEqual(json, FleetReportJson.ToBytes(read));
    }

    [TestMethod]
    public void Json_OfAmounts_KeepsEveryWei()
    {
        BigInteger wei = BigInteger.Pow(2, 256) - 1;
        FleetReport report = Example with { Releases = [Example.Releases[0] with { LockedWei = wei }] };
        string json = Text(report);
        StringAssert.Contains(json, $"\"lockedWei\": \"{wei}\"");
        Assert.AreEqual(wei, Read(json)[0].Releases[0].LockedWei);
    }

    [TestMethod]
    [DataRow("\"format\": 1", "\"format\": 2")]
    [DataRow("\"format\": 1", "\"format\": \"1\"")]
    [DataRow("\"format\": 1", "\"form\": 1")]
    [DataRow("\"seed\": 7", "\"seed\": -7")]
    [DataRow("\"seed\": 7", "\"seed\": 7, \"seed\": 8")]
    [DataRow("\"seed\": 7", "\"seed\": 7, \"mood\": 8")]
    [DataRow("\"seed\": 7,", "")]
    [DataRow("\"seed\": 7", "\"Seed\": 7")]
    [DataRow("\"chain\": \"memory\"", "\"chain\": null")]
    [DataRow("\"first\": 0", "\"first\": 1")]
    [DataRow("\"first\": 0", "\"first\": -1")]
    [DataRow("\"fleet\": 300", "\"fleet\": 299")]
    [DataRow("\"restarts\": 0", "\"restarts\": -1")]
    [DataRow("\"rewardWei\": \"40000000000000\"", "\"rewardWei\": 40000000000000")]
    [DataRow("\"rewardWei\": \"40000000000000\"", "\"rewardWei\": \"-4\"")]
    [DataRow("\"rewardWei\": \"40000000000000\"", "\"rewardWei\": \"4e13\"")]
    [DataRow("\"wallMs\": 3450", "\"wallMs\": 1e999")]
    [DataRow("\"wallMs\": 3450", "\"wallMs\": -1")]
    public void Json_Altered_IsRefused(string was, string becomes)
    {
        string json = Text(Example);
        StringAssert.Contains(json, was);
        int at = json.IndexOf(was, StringComparison.Ordinal);
        Refuses(json[..at] + becomes + json[(at + was.Length)..]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[1]")]
    [DataRow("{\"format\": 1}")]
    [DataRow("{\"format\": 1, \"reports\": []}")]
    [DataRow("{\"format\": 1, \"reports\": [null]}")]
    public void Json_OfSomethingElse_IsRefused(string json) => Refuses(json);

    [TestMethod]
    public void Json_WithALongAmount_IsRefused() =>
        Refuses(Text(Example).Replace("\"40000000000000\"", $"\"{new string('1', 101)}\"", StringComparison.Ordinal));

    [TestMethod]
    public void Json_WithARolloutThatGoesBack_IsRefused() => Refuses(Text(
        Example with { Rollout = [.. Example.Rollout.Take(2).Reverse()] }));

    [TestMethod]
    public void Json_WithMoreBucketsThanTimeHas_IsRefused() => Refuses(Text(Example with
    {
        Phases = [new PhaseStatistics("Key", new TimeHistogram([.. new long[514]], 0, 0))],
    }));

    [TestMethod]
    public void Read_FileOverTheLimit_IsRefusedUnread()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.OpenWrite(path)) file.SetLength(FleetReportJson.MaxBytes + 1);
            ReportException refused =
                Assert.ThrowsExactly<ReportException>(() => FleetReportJson.Read(new FileInfo(path)));
            StringAssert.Contains(refused.Message, "64 MiB");
            StringAssert.Contains(refused.Message, Path.GetFileName(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Text(FleetReport report) => Encoding.UTF8.GetString(FleetReportJson.ToBytes([report]));

    private static ImmutableArray<FleetReport> Read(string json) =>
        FleetReportJson.FromBytes(Encoding.UTF8.GetBytes(json));

    private static void Refuses(string json) => Assert.ThrowsExactly<ReportException>(() => Read(json));
}
