using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FairOta.EndToEnd.Tests.LedgerPlay;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>The ledger in memory and the contract on an EVM make the same of the same steps. FAIROTA_SEED plays one
/// sequence alone, FAIROTA_THOROUGH=1 ten times as many.</summary>
[TestClass]
public sealed class LedgerAgreementTests
{
    private static readonly int Sequences = Environment.GetEnvironmentVariable("FAIROTA_THOROUGH") == "1" ? 20_000 : 2_000;
    private static EvmSide _evm = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => _evm = await EvmSide.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await _evm.DisposeAsync();

    [TestMethod]
    public async Task Ledger_AnySequenceOfSteps_AgreesWithTheContract()
    {
        Comparison comparison = new(_evm);
        if (Environment.GetEnvironmentVariable("FAIROTA_SEED") is { Length: > 0 } one)
        {
            Played played = Played.Draw(int.Parse(one, System.Globalization.CultureInfo.InvariantCulture), _evm.ChainId);
            if (await comparison.DifferenceAsync(played) is not null) Assert.Fail(await comparison.ExplainAsync(played));
            return;
        }

        SortedDictionary<string, int> seen = new(StringComparer.Ordinal);
        Task<Played> next = Task.Run(() => Played.Draw(1, _evm.ChainId));
        for (int seed = 1; seed <= Sequences; seed++)
        {
            Played played = await next;
            int following = seed + 1;
            next = Task.Run(() => Played.Draw(following, _evm.ChainId));
            if (await comparison.DifferenceAsync(played) is not null)
                Assert.Fail($"FAIROTA_SEED={seed}: {await comparison.ExplainAsync(played)}");
            foreach (string name in played.Outcomes.SelectMany(Names)) seen[name] = seen.GetValueOrDefault(name) + 1;
        }

        foreach ((string name, int count) in seen) TestContext.WriteLine($"{count,7} {name}");
    }

    /// <summary>What an outcome shows: errors, events, and reasons.</summary>
    private static IEnumerable<string> Names(string outcome) => outcome.Split("; ").Select(part =>
        part.Contains("Reason = ", StringComparison.Ordinal)
            ? "PassedOver " + part.Split("Reason = ")[1].TrimEnd(' ', '}') : part.Split(['(', ' '])[0]);
}
