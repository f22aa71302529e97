using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// Power is cut before, amid and after every durable operation of every scenario, and before every request, over files
/// that promise as little as the storage port does.
/// </summary>
[TestClass]
public class ScenarioTests
{
    [TestMethod]
    public void Update_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.Update, 80);

    [TestMethod]
    public void WithheldKey_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.Withheld, 100);

    [TestMethod]
    public void Cheat_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.Cheat, 100);

    [TestMethod]
    public void Repair_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.Repair, 80);

    [TestMethod]
    public void RepairByAThird_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.MendedByAThird, 80);

    [TestMethod]
    public void RejectedImage_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.Rejected, 80);

    [TestMethod]
    public void CrashingImage_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.Crashing, 80);

    [TestMethod]
    public void Origin_PowerCutAnywhere_KeepsEveryInvariant() => Cut(Scenarios.FromOrigin, 80);

    private static void Cut(Scenario scenario, int leastOperations)
    {
        for (int seed = 0; seed < Thoroughness.Seeds; seed++)
            new Exploration(scenario, Parts.Torn(seed)).CutEverywhere().ExpectNoViolation(leastOperations);
    }
}
