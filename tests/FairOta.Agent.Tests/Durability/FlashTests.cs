using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// The same over files in NOR flash, where every erase, every program and every change of the directory is an
/// operation: as littlefs writes them, and in place, which is worse than the storage port allows.
/// </summary>
[TestClass]
public class FlashTests
{
    [TestMethod]
    [DataRow(FlashWriting.CopyOnWrite)]
    [DataRow(FlashWriting.InPlace)]
    [DataRow(FlashWriting.InPlaceLengthFirst)]
    public void Update_PowerCutAnywhere_KeepsEveryInvariant(FlashWriting writing) =>
        Cut(Scenarios.Update, writing);

    [TestMethod]
    [DataRow(FlashWriting.InPlaceLengthFirst)]
    public void WithheldKey_PowerCutAnywhere_KeepsEveryInvariant(FlashWriting writing) =>
        Cut(Scenarios.Withheld, writing);

    [TestMethod]
    [DataRow(FlashWriting.CopyOnWrite)]
    public void Repair_PowerCutAnywhere_KeepsEveryInvariant(FlashWriting writing) =>
        Cut(Scenarios.Repair, writing);

    private static void Cut(Scenario scenario, FlashWriting writing)
    {
        for (int seed = 0; seed < Thoroughness.Seeds; seed++)
            new Exploration(scenario, Parts.Flash(writing, seed)).CutEverywhere().ExpectNoViolation(150);
    }
}
