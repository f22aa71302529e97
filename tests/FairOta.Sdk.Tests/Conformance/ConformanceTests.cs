using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using System.Xml.Linq;
using FairOta.Sdk.Conformance;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Outcome = FairOta.Sdk.Conformance.Conformance;

namespace FairOta.Sdk.Tests.Conformance;

/// <summary>That the suite passes a distributor that keeps the protocol's rules, and fails one that breaks any of them
/// in the very check that is named after it.</summary>
[TestClass]
public sealed class ConformanceTests
{
    private static ConformanceScene _scene = null!;

    public static IEnumerable<object[]> MutantNumbers =>
        Enumerable.Range(0, Mutants.All.Length).Select(i => new object[] { i, Mutants.All[i].Check });

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => _scene = await ConformanceScene.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await _scene.DisposeAsync();

    [TestMethod]
    public async Task OurDistributor_AskedAboutEverything_Passes()
    {
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync();
        foreach (ConformanceResult result in results)
            Assert.AreEqual(Outcome.Passed, result.Outcome, $"{result.Check.Name}: {result.Reason}");
        Assert.HasCount(ConformanceSuite.All.Length, results);
    }

    [TestMethod]
    public async Task OurDistributor_WithoutADevice_IsAskedTheRest()
    {
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(_scene.Unspent());
        Assert.AreEqual("", ConformanceScene.Failures(results));
        ConformanceResult open = results.Single(result => result.Check.Name == "open");
        Assert.AreEqual(Outcome.NotAsked, open.Outcome);
        StringAssert.Contains(open.Reason, "--device-key");
        Assert.AreEqual(Outcome.Passed, results.Single(result => result.Check.Name == "open-signature").Outcome);
        Assert.IsGreaterThan(40, results.Count(result => result.Outcome == Outcome.Passed));
    }

    [TestMethod]
    public async Task OurDistributor_WithoutLeaveToHandTheReceiptIn_IsNotPaid()
    {
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(
            _scene.Subject() with { HandsReceiptIn = false });
        Assert.AreEqual("", ConformanceScene.Failures(results));
        StringAssert.Contains(results.Single(result => result.Check.Name == "receipt").Reason, "--receipt");
        Assert.AreEqual(Outcome.NotAsked, results.Single(result => result.Check.Name == "key").Outcome);
    }

    [TestMethod]
    public async Task OurDistributor_WithoutARelease_IsAskedWhatNeedsNone()
    {
        ConformanceSubject nothing = new() { Url = _scene.Url };
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(nothing);
        Assert.AreEqual("", ConformanceScene.Failures(results));
        Assert.AreEqual(Outcome.Passed, results.Single(result => result.Check.Name == "method").Outcome);
    }

    [TestMethod]
    [DynamicData(nameof(MutantNumbers))]
    public async Task Mutant_OfOneRule_FailsThatCheckAlone(int number, string check)
    {
        Mutant mutant = Mutants.All[number];
        ConformanceSubject subject = _scene.Subject();
        if (mutant.IsMislabelled) subject = subject with { Release = _scene.Mislabelled };
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(subject, mutant);
        string[] failed = [.. results.Where(r => r.Outcome == Outcome.Failed).Select(r => r.Check.Name)];
        CollectionAssert.AreEqual(new[] { check }, failed, ConformanceScene.Failures(results));
    }

    /// <summary>What a server answers is a stranger's: whatever it is, every check ends in a result.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    public async Task Run_RepliesAreGarbledAtRandom_EveryCheckHasAResult(int seed)
    {
        Random random = new(seed);
        Mutant mutant = new("", (_, reply) => random.Next(12) == 0 ? Altered.AtRandom(reply, random) : reply);
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(mutant: mutant);
        Assert.HasCount(ConformanceSuite.All.Length, results);
        Assert.AreNotEqual("", ConformanceScene.Failures(results));
    }

    [TestMethod]
    [DataRow("""{"type":"\ud800"}""")]
    [DataRow("""{"type":"/v1/problems/a b"}""")]
    [DataRow("""{"type":"/v1/problems/"}""")]
    [DataRow("""{"type":"//stranger.example/"}""")]
    [DataRow("""{"type":"/v1/problems/a\n"}""")]
    public async Task Run_TypeIsNoPage_IsNotFollowed(string problem)
    {
        Mutant mutant = new("", (_, reply) => reply.Path() == "/v1/nothing"
            ? reply with { Body = Encoding.ASCII.GetBytes(problem) }
            : reply);
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(_scene.Unspent(), mutant);
        Assert.AreEqual("problem-page: A refusal has a type that is no page's.", ConformanceScene.Failures(results));
    }

    [TestMethod]
    public void EveryCheck_HasAMutant()
    {
        string[] names = [.. ConformanceSuite.All.Select(check => check.Name)];
        CollectionAssert.AllItemsAreUnique(names);
        CollectionAssert.AreEquivalent(names, Mutants.All.Select(mutant => mutant.Check).Distinct().ToArray());
    }

    [TestMethod]
    public void EveryCheck_NamesASectionOfTheProtocol_AndIsListedInTheReadme()
    {
        string protocol = File.ReadAllText(Path.Combine(VectorFiles.RepositoryRoot, "firmware", "PROTOCOL.md"));
        string readme = File.ReadAllText(Path.Combine(
            VectorFiles.RepositoryRoot, "sdk", "FairOta.Sdk", "Conformance", "README.md"));
        foreach (ConformanceCheck check in ConformanceSuite.All)
        {
            StringAssert.Contains(protocol, $"\n## {check.Section.Split(", step")[0]}\n", check.Name);
            StringAssert.Contains(readme, $"| {check.Section} | {check.Rule} | `{check.Name}` |\n", check.Name);
        }
    }

    [TestMethod]
    public async Task Run_TimeIsUp_TheRestIsNotAsked()
    {
        IReadOnlyList<ConformanceResult> results = await ConformanceSuite.RunAsync(
            null!, () => true, _ => { }, default);
        Assert.IsTrue(results.All(result => result.Outcome == Outcome.NotAsked));
    }

    [TestMethod]
    public async Task JUnit_OfARun_CountsAndExplains()
    {
        IReadOnlyList<ConformanceResult> results = await _scene.RunAsync(
            mutant: Mutants.All.Single(mutant => mutant.Check == "method"));
        XElement suite = ConformanceReport.JUnit(_scene.Url, results).Root!;
        Assert.AreEqual("1", suite.Attribute("failures")!.Value);
        Assert.AreEqual(results.Count.ToString(), suite.Attribute("tests")!.Value);
        StringAssert.Contains(suite.Descendants("failure").Single().Attribute("message")!.Value, "Allow");
    }
}
