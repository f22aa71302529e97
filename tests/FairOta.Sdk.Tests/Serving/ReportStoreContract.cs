using System;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.Data.Sqlite;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

/// <summary>What every store of reports must do.</summary>
public abstract class ReportStoreContract
{
    private protected static readonly ReleaseId Release = new(Hash("release"));
    private protected static readonly ReleaseId Another = new(Hash("another"));

    private protected abstract IReportStore Store { get; }

    [TestMethod]
    public void TryAdd_EveryField_IsReadBackInTheOrderInWhichItCame()
    {
        Assert.IsTrue(Store.TryAdd(Release, Report("b", Outcome.Failed), 100));
        Assert.IsTrue(Store.TryAdd(Release, Report("a", Outcome.Installed), 100));
        var (_, reports) = Store.Read(Release, 0, 256);
        Assert.HasCount(2, reports);
        CollectionAssert.AreEqual(Report("b", Outcome.Failed).Encode(), reports[0].Encode());
        CollectionAssert.AreEqual(Report("a", Outcome.Installed).Encode(), reports[1].Encode());
        CollectionAssert.AreEqual(
            Report("b", Outcome.Failed).Signature, Store.Find(Release, World.AddressOf("b"), Outcome.Failed));
    }

    [TestMethod]
    public void TryAdd_TheSameDeviceAndOutcomeAgain_ChangesNothing()
    {
        OutcomeReport first = Report("a", Outcome.Installed), second = Report("a", Outcome.Installed);
        second.Signature = [.. second.Signature.Reverse()];
        Assert.IsTrue(Store.TryAdd(Release, first, 100));
        Assert.IsFalse(Store.TryAdd(Release, second, 200));
        var (next, reports) = Store.Read(Release, 0, 256);
        CollectionAssert.AreEqual(first.Encode(), reports.Single().Encode());
        Assert.AreEqual(next, Store.Read(Release, next, 256).Next);
    }

    [TestMethod]
    public void TryAdd_AnotherOutcomeOrRelease_IsAnotherReport()
    {
        Assert.IsTrue(Store.TryAdd(Release, Report("a", Outcome.Installed), 100));
        Assert.IsTrue(Store.TryAdd(Release, Report("a", Outcome.Failed), 100));
        Assert.IsTrue(Store.TryAdd(Another, Report("a", Outcome.Installed), 100));
        Assert.HasCount(2, Store.Read(Release, 0, 256).Reports);
        Assert.HasCount(1, Store.Read(Another, 0, 256).Reports);
        CollectionAssert.AreEquivalent(new[] { Release, Another }, Store.Releases.ToArray());
    }

    [TestMethod]
    public void Find_NothingOfTheKind_Null()
    {
        Store.TryAdd(Release, Report("a", Outcome.Installed), 100);
        Assert.IsNull(Store.Find(Release, World.AddressOf("b"), Outcome.Installed));
        Assert.IsNull(Store.Find(Release, World.AddressOf("a"), Outcome.Failed));
        Assert.IsNull(Store.Find(Another, World.AddressOf("a"), Outcome.Installed));
    }

    [TestMethod]
    public void Read_PageByPage_GivesEachOnce()
    {
        foreach (char device in "abcde") Store.TryAdd(Release, Report(device.ToString(), Outcome.Installed), 100);
        long cursor = 0;
        string read = "";
        while (Store.Read(Release, cursor, 2) is { Reports.Count: > 0 } page)
        {
            Assert.IsLessThanOrEqualTo(2, page.Reports.Count);
            Assert.IsGreaterThan(cursor, page.Next);
            cursor = page.Next;
            read += string.Concat(page.Reports.Select(report => "abcde".Single(
                device => Report(device.ToString(), Outcome.Installed).Device.SequenceEqual(report.Device))));
        }

        Assert.AreEqual("abcde", read);
        Assert.AreEqual(cursor, Store.Read(Release, cursor, 2).Next);
    }

    [TestMethod]
    public void Read_CursorBeyondTheEnd_SaysWhereTheEndIs()
    {
        Store.TryAdd(Release, Report("a", Outcome.Installed), 100);
        long end = Store.Read(Release, 0, 256).Next;
        var (next, reports) = Store.Read(Release, end + 1, 256);
        Assert.AreEqual(end, next);
        Assert.IsEmpty(reports);
        Assert.AreEqual(end, Store.Read(Release, long.MaxValue, 256).Next);
        Assert.AreEqual(0, Store.Read(Another, 5, 256).Next);
    }

    [TestMethod]
    public void TryAdd_ClockGoesBack_NumbersDoNot()
    {
        Store.TryAdd(Release, Report("a", Outcome.Installed), 200);
        long before = Store.Read(Release, 0, 256).Next;
        Store.TryAdd(Release, Report("b", Outcome.Installed), 100);
        Assert.HasCount(1, Store.Read(Release, before, 256).Reports);
    }

    [TestMethod]
    public void Forget_DropsTheReleaseAndNothingElse()
    {
        Store.TryAdd(Release, Report("a", Outcome.Installed), 100);
        Store.TryAdd(Another, Report("a", Outcome.Installed), 100);
        Store.Forget(Release);
        Store.Forget(Release);
        Assert.IsEmpty(Store.Read(Release, 0, 256).Reports);
        Assert.IsNull(Store.Find(Release, World.AddressOf("a"), Outcome.Installed));
        Assert.AreEqual(Another, Store.Releases.Single());
        Assert.HasCount(1, Store.Read(Another, 0, 256).Reports);
        Assert.IsTrue(Store.TryAdd(Release, Report("a", Outcome.Installed), 100));
    }

    private protected static OutcomeReport Report(string device, int outcome) => new()
    {
        Device = World.AddressOf(device).ToBytes(),
        Outcome = outcome,
        Signature = [.. World.KeyOf(device + outcome), .. World.KeyOf(device)],
    };

    private static Hash32 Hash(string name) => Hash32.FromBytes(World.KeyOf(name));
}

[TestClass]
public sealed class MemoryReportStoreTests : ReportStoreContract, IDisposable
{
    private readonly MemoryReportStore _store = new();

    private protected override IReportStore Store => _store;

    public void Dispose() => _store.Dispose();
}

[TestClass]
public sealed class SqliteReportStoreTests : ReportStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private SqliteReportStore _store;

    public SqliteReportStoreTests() => _store = new SqliteReportStore(_folder.File("reports.db"));

    private protected override IReportStore Store => _store;

    [TestMethod]
    public void Open_Again_EverythingIsThere()
    {
        _store.TryAdd(Release, Report("a", Outcome.Failed), 100);
        long next = _store.Read(Release, 0, 256).Next;
        Reopen("reports.db");
        Assert.AreEqual(next, _store.Read(Release, 0, 256).Next);
        Assert.IsFalse(_store.TryAdd(Release, Report("a", Outcome.Failed), 200));
    }

    [TestMethod]
    public void Read_StoreWasLost_WhatComesLaterIsAboveEveryCursor()
    {
        for (int i = 0; i < 5; i++) _store.TryAdd(Release, Report("before " + i, Outcome.Installed), 100);
        long cursor = _store.Read(Release, 0, 256).Next;
        Reopen("empty.db");
        Assert.IsLessThan(cursor, _store.Read(Release, cursor, 256).Next);
        _store.TryAdd(Release, Report("a", Outcome.Installed), 101);
        Assert.HasCount(1, _store.Read(Release, cursor, 256).Reports);
    }

    [TestMethod]
    public void Open_New_IsItsOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows has no modes of files.");
            return;
        }

        _store.TryAdd(Release, Report("a", Outcome.Installed), 100);
        foreach (string file in Directory.GetFiles(_folder.Path))
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
        Assert.IsGreaterThan(1, Directory.GetFiles(_folder.Path).Length);
    }

    [TestMethod]
    public void Open_SchemaOfANewerProgram_Refused()
    {
        string path = _folder.File("newer.db");
        new SqliteReportStore(path).Dispose();
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 2";
            command.ExecuteNonQuery();
        }

        Assert.ThrowsExactly<InvalidDataException>(() => new SqliteReportStore(path));
    }

    [TestMethod]
    public void Open_SomethingElse_Refused()
    {
        File.WriteAllText(_folder.File("text.db"), new string('x', 5000));
        Assert.ThrowsExactly<SqliteException>(() => new SqliteReportStore(_folder.File("text.db")));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private void Reopen(string file)
    {
        _store.Dispose();
        _store = new SqliteReportStore(_folder.File(file));
    }
}
