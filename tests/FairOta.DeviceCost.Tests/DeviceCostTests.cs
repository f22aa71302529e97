using System;
using System.Collections.Generic;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.DeviceCost.Tests;

/// <summary>What an update costs a device, counted exactly: no clock, no estimate.</summary>
/// <remarks>
/// The ceilings stand close above where the costs are. They come down with what is gained, and never go up.
/// </remarks>
[TestClass]
public sealed class DeviceCostTests
{
    /// <summary>IL instructions of the whole exchange. The budget is 35 million, the aim 20.</summary>
    private const long CeilingInstructions = 24_000_000;

    /// <summary>Most that may be on the heap at any time. The budget is 48 KB, the aim 32.</summary>
    private const long CeilingPeakBytes = 32 * 1024;

    /// <summary>The largest array there may be: the budget.</summary>
    private const long CeilingArrayBytes = 16 * 1024;

    /// <summary>IL instructions of one step, between two of which a board feeds its watchdog.</summary>
    private const long CeilingStep = 1_750_000;

    private static readonly Baseline Agreed = new("baseline.json");

    private static readonly Dictionary<Scenario, Lazy<Costs>> Once = new()
    {
        [Scenario.Roomy] = new(() => HonestExchange.Run(Scenario.Roomy)),
        [Scenario.Small] = new(() => HonestExchange.Run(Scenario.Small)),
        [Scenario.MostSamples] = new(() => HonestExchange.Run(Scenario.MostSamples)),
        [Scenario.Middle] = new(() => HonestExchange.Run(Scenario.Middle)),
    };

    public TestContext TestContext { get; set; } = null!;

    private static IEnumerable<object[]> Scenarios =>
        [[Scenario.Roomy], [Scenario.Small], [Scenario.MostSamples], [Scenario.Middle]];

    /// <summary>Those of real boards, which the budgets are for.</summary>
    private static IEnumerable<object[]> Boards => [[Scenario.Roomy], [Scenario.Small]];

    [TestMethod]
    [DynamicData(nameof(Scenarios))]
    public void Exchange_AgainstBaseline_GrewByTwoPercentAtMost(object scenario)
    {
        Costs costs = Once[(Scenario)scenario].Value;
        TestContext.WriteLine($"{scenario}\n{costs}");
        Assert.AreEqual("", Agreed.Check((Scenario)scenario, costs.Rows));
    }

    [TestMethod]
    [DynamicData(nameof(Boards))]
    public void Exchange_Whole_KeepsBelowItsCeilings(object scenario)
    {
        Cost total = Once[(Scenario)scenario].Value.Total;
        Assert.IsLessThanOrEqualTo(CeilingInstructions, total.Instructions);
        Assert.IsLessThanOrEqualTo(CeilingPeakBytes, total.PeakBytes);
        Assert.IsLessThanOrEqualTo(CeilingArrayBytes, total.LargestArrayBytes);
        Assert.IsLessThanOrEqualTo(CeilingStep, total.LongestStep);
    }

    [TestMethod]
    public void Exchange_RunAgain_CostsTheSame() =>
        Assert.AreEqual(Once[Scenario.Small].Value.ToString(), HonestExchange.Run(Scenario.Small).ToString());

    /// <summary>The exchange itself asserts that the image is right.</summary>
    [TestMethod]
    public void Exchange_OfLinkedAssemblies_EndsWithTheImageAndCostsLess()
    {
        Cost unlinked = Once[Scenario.Small].Value.Total;
        Cost linked = HonestExchange.Run(Scenario.Small, linked: true).Total;
        TestContext.WriteLine($"linked: {linked.Instructions} instructions, {linked.Calls} calls");
        Assert.IsLessThan(unlinked.Instructions, linked.Instructions);
        Assert.IsLessThan(unlinked.Calls, linked.Calls);
    }
}
