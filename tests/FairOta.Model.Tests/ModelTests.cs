using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Model.Tests;

/// <summary>Spin finds nothing against the model of exchange and escrow, and finds every mutation of it.</summary>
[TestClass]
[TestCategory("Spin")]
public sealed partial class ModelTests
{
    /// <summary>Fewer than there are: a search cannot lose most of the model and stay green.</summary>
    private const int FewestStates = 1_000_000;

    /// <summary>A device that must have its update is a part of them.</summary>
    private const int FewestStatesToUpdate = 20_000;

    private static Verifier? _verifier;

    [ClassCleanup]
    public static void Clean() => _verifier?.Dispose();

    [TestMethod]
    public async Task HonestRun_IsFound()
    {
        Search search = await SearchAsync("honest_run");

        Assert.IsTrue(search.IsPropertyBroken, search.Report);
    }

    [TestMethod]
    [DataRow("paid_for_key", FewestStates)]
    [DataRow("paid_in_time", FewestStates)]
    [DataRow("paid_once", FewestStates)]
    [DataRow("key_secure", FewestStates)]
    [DataRow("update_arrives", FewestStatesToUpdate)]
    public async Task Property_WhateverTwoCollude_Holds(string property, int fewestStates)
    {
        Search search = await SearchAsync(property);

        Assert.AreEqual(0, search.Errors, search.Report);
        Assert.IsTrue(search.IsComplete, search.Report);
        Assert.IsGreaterThanOrEqualTo(fewestStates, search.States, search.Report);
    }

    [TestMethod]
    public async Task Model_EveryMove_IsReachedButTheThiefs()
    {
        using Verifier verifier = await Verifier.MakeAsync(null, "-O2", "-DNOCLAIM");

        Search search = await verifier.SearchEverythingAsync();

        Assert.AreEqual(0, search.Errors, search.Report);
        Assert.IsTrue(search.IsComplete, search.Report);
        Assert.IsGreaterThanOrEqualTo(FewestStates, search.States, search.Report);
        foreach (string process in (string[])["init", "Chain", "Clock", "Coalition", "Device", "Distributor"])
            Assert.IsEmpty(search.Unreached[process], $"{process}: {string.Join('\n', search.Unreached[process])}");
        Assert.IsNotEmpty(search.Unreached["Thief"], search.Report);
    }

    [TestMethod]
    [DataRow("CLAIM_IN_ONE_STEP", "key_secure")]
    [DataRow("KEY_WITH_RECEIPT", "key_secure")]
    [DataRow("KEY_BEFORE_FINAL", "key_secure")]
    [DataRow("REVEAL_LATE", "key_secure")]
    [DataRow("SIGN_UNCHECKED", "paid_for_key")]
    [DataRow("SIGN_TWICE", "paid_for_key")]
    [DataRow("LET_GO_EARLY", "paid_for_key")]
    [DataRow("KEY_UNCHECKED", "paid_for_key")]
    [DataRow("PAY_AT_RESERVE", "paid_for_key")]
    [DataRow("EXPIRE_EARLY", "paid_in_time")]
    [DataRow("RECLAIM_EARLY", "paid_in_time")]
    [DataRow("TAKEN_UNMARKED", "paid_once")]
    [DataRow("REVEAL_REPEATS", "paid_once")]
    [DataRow("EXPIRE_NEVER", "update_arrives")]
    [DataRow("RECEIPT_UNNAMED", "update_arrives")]
    [DataRow("COME_BACK", "update_arrives")]
    [DataRow("NO_ORIGIN", "update_arrives")]
    [DataRow("MEND_BY_PAID_ONLY", "update_arrives")]
    [DataRow("STOP_MENDING", "update_arrives")]
    public async Task Mutation_BreaksItsProperty(string mutation, string property)
    {
        using Verifier verifier = await Verifier.MakeAsync(mutation);

        Search search = await verifier.SearchAsync(property);

        Assert.IsTrue(search.IsPropertyBroken, search.Report);
    }

    [TestMethod]
    public async Task ReservationTooLong_LeavesNoHonestRun()
    {
        using Verifier verifier = await Verifier.MakeAsync("RESERVATION_TOO_LONG");

        Search search = await verifier.SearchAsync("honest_run");

        Assert.AreEqual(0, search.Errors, search.Report);
        Assert.IsTrue(search.IsComplete, search.Report);
    }

    [TestMethod]
    public void Mutations_OfTheModel_AreAllTried()
    {
        string[] tried = [.. typeof(ModelTests).GetMethod(nameof(Mutation_BreaksItsProperty))!
            .GetCustomAttributes(typeof(DataRowAttribute), inherit: false).Cast<DataRowAttribute>()
            .Select(row => (string)row.Data[0]!)];

        CollectionAssert.AreEquivalent(
            MutationName().Matches(Verifier.ModelText).Select(match => match.Value).Distinct().ToArray(),
            tried.Append("RESERVATION_TOO_LONG").ToArray());
    }

    [TestMethod]
    [DataRow("State-vector 9 byte, depth reached 3, errors: 0\n 5 states, stored\n", true)]
    [DataRow("Warning: Search not completed\nState-vector 9 byte, errors: 0\n 5 states, stored\n", false)]
    [DataRow("error: max search depth too small\nState-vector 9 byte, errors: 0\n 5 states, stored\n", false)]
    public void Report_OfASearchThatStoppedShort_IsIncomplete(string report, bool complete)
    {
        Search search = new(report);

        Assert.AreEqual(complete, search.IsComplete);
        Assert.AreEqual(5, search.States);
        Assert.IsFalse(search.IsPropertyBroken);
    }

    [TestMethod]
    public void Report_WithoutASummary_IsRefused() =>
        Assert.ThrowsExactly<FormatException>(() => new Search("pan: no such property"));

    private static async Task<Search> SearchAsync(string property)
    {
        _verifier ??= await Verifier.MakeAsync(null, "-O2");
        return await _verifier.SearchAsync(property);
    }

    [GeneratedRegex(@"(?<=\bMUTATE_)[A-Z_]*[A-Z]\b")]
    private static partial Regex MutationName();
}
