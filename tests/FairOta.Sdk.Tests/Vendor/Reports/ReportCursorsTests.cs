using System;
using System.Collections.Generic;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Reports;

[TestClass]
public sealed class ReportCursorsTests : IDisposable
{
    private const string Url = "https://d.example";
    private static readonly Hash32 Devices = Hash32.FromBytes(World.KeyOf("devices"));
    private readonly TestFolder _folder = new();

    private string File => _folder.File("cursors.json");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Open_OfTheSameDevices_HasWhatWasSaved()
    {
        Save(entries: 2);
        ReportCursors opened = ReportCursors.Open(File, Devices, 3);
        Assert.AreEqual(12, opened.All[Url]);
        Assert.IsNull(opened.Problem);
    }

    [TestMethod]
    public void Open_OfOtherDevices_IsEmpty()
    {
        Save(entries: 2);
        ReportCursors opened = ReportCursors.Open(File, Hash32.FromBytes(World.KeyOf("others")), 2);
        Assert.IsEmpty(opened.All);
        Assert.IsNull(opened.Problem);
    }

    [TestMethod]
    public void Open_NotThere_IsEmptyWithoutAProblem()
    {
        ReportCursors opened = ReportCursors.Open(File, Devices, 0);
        Assert.IsEmpty(opened.All);
        Assert.IsNull(opened.Problem);
    }

    [TestMethod]
    [DataRow("", "no JSON")]
    [DataRow("[]", "object is expected")]
    [DataRow("fairota-report-cursors/2", "another version")]
    [DataRow("-12", "not below 0")]
    [DataRow("\"twice\"", "whole number")]
    public void Open_Damaged_IsEmptyAndSaysWhy(string instead, string reason)
    {
        Save(entries: 2);
        string text = System.IO.File.ReadAllText(File);
        System.IO.File.WriteAllText(File, instead switch
        {
            "" or "[]" => instead,
            "-12" or "\"twice\"" => text.Replace(": 12", ": " + instead, StringComparison.Ordinal),
            _ => text.Replace("fairota-report-cursors/1", instead, StringComparison.Ordinal),
        });
        AssertProblem(reason);
    }

    [TestMethod]
    public void Open_TooLarge_IsEmptyAndSaysWhy()
    {
        System.IO.File.WriteAllBytes(File, new byte[ReportCursors.MaxBytes + 1]);
        AssertProblem("larger");
    }

    [TestMethod]
    public void Open_BookHasLessThanWasRead_IsEmptyAndSaysWhy()
    {
        Save(entries: 4);
        AssertProblem("no longer kept");
    }

    [TestMethod]
    public void Save_AfterAProblem_ReplacesTheFile()
    {
        System.IO.File.WriteAllText(File, "{");
        Save(entries: 0);
        Assert.IsNull(ReportCursors.Open(File, Devices, 0).Problem);
    }

    private void AssertProblem(string reason)
    {
        ReportCursors opened = ReportCursors.Open(File, Devices, 3);
        Assert.IsEmpty(opened.All);
        StringAssert.Contains(opened.Problem, reason);
    }

    private void Save(long entries) =>
        ReportCursors.Open(File, Devices, entries).Save(new Dictionary<string, long> { [Url] = 12 }, entries);
}
