using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FairOta.EndToEnd.Tests.LedgerPlay;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>The ledger in memory and the contract on an EVM make the same of the same steps. FAIROTA_THOROUGH=1 plays
/// ten times as many sequences, FAIROTA_SEED=n the one of that number alone.</summary>
[TestClass]
public sealed class LedgerAgreementTests
{
    private const int MutantSequences = 500;
    private static readonly int Sequences =
        Environment.GetEnvironmentVariable("FAIROTA_THOROUGH") == "1" ? 20_000 : 2_000;

    /// <summary>The one error that no token here leads to: none calls back.</summary>
    private static readonly string[] NotDrawn = ["ReentrancyGuardReentrantCall"];

    private static EvmSide _evm = null!;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => _evm = await EvmSide.StartAsync();

    [ClassCleanup]
    public static async Task Stop()
    {
        if (_evm is not null) await _evm.DisposeAsync(); // null if it did not come up
    }

    [TestMethod]
    public async Task Ledger_AnySequenceOfSteps_AgreesWithTheContract()
    {
        Comparison comparison = new(_evm);
        if (Environment.GetEnvironmentVariable("FAIROTA_SEED") is { Length: > 0 } seed)
        {
            (_, string? only) = await comparison.FirstDifferenceAsync(int.Parse(seed, CultureInfo.InvariantCulture), 1);
            Assert.IsNull(only, only);
            return;
        }

        (IReadOnlyDictionary<string, int> seen, string? difference) =
            await comparison.FirstDifferenceAsync(1, Sequences);
        Assert.IsNull(difference, difference);
        foreach ((string name, int count) in seen) TestContext.WriteLine($"{count,7} {name}");
        CollectionAssert.IsSubsetOf(ToBeSeen().ToArray(), seen.Keys.ToArray(), "Not all there is was drawn.");
    }

    [TestMethod]
    [DynamicData(nameof(Mutations))]
    public async Task Comparison_OfALedgerWithAFault_Notices(string fault)
    {
        Mutation mutation = Mutation.All.Single(m => m.Name == fault);

        (_, string? difference) = await new Comparison(_evm, mutation).FirstDifferenceAsync(1, MutantSequences);

        Assert.IsNotNull(difference);
    }

    private static IEnumerable<object[]> Mutations => Mutation.All.Select(mutation => new object[] { mutation.Name });

    /// <summary>Whatever the contract can say.</summary>
    private static IEnumerable<string> ToBeSeen() =>
    [
        .. EscrowArtifact.Instance.Errors.Values.Select(error => error.Name).Except(NotDrawn),
        .. typeof(EscrowEvent).Assembly.GetTypes().Where(type => type.BaseType == typeof(EscrowEvent))
            .Select(type => type.Name),
        .. Enum.GetNames<PassedOverReason>(),
        Outcome.Unfunded,
    ];
}
