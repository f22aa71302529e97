using System;
using System.Linq;
using FairOta.Agent.Tests.Durability.Invariants;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Durability;

/// <summary>What goes wrong beside a single cut: a cut amid recovery, full storage, rot.</summary>
[TestClass]
public class MishapTests
{
    [TestMethod]
    public void Update_PowerCutTwice_KeepsEveryInvariant() => CutTwice(Scenarios.Update);

    [TestMethod]
    public void WithheldKey_PowerCutTwice_KeepsEveryInvariant() => CutTwice(Scenarios.Withheld);

    [TestMethod]
    public void RejectedImage_PowerCutTwice_KeepsEveryInvariant() => CutTwice(Scenarios.Rejected);

    [TestMethod]
    public void Update_StorageFullFromAnyOperationOn_KeepsEveryInvariant() =>
        new Exploration(Scenarios.Update, Parts.Torn()).FillEverywhere(minutes: 5).ExpectNoViolation(80);

    [TestMethod]
    public void Update_FlashFullFromAnyOperationOn_KeepsEveryInvariant() =>
        new Exploration(Scenarios.Update, Parts.Flash(FlashWriting.CopyOnWrite)).FillEverywhere(minutes: 5)
            .ExpectNoViolation(150);

    [TestMethod]
    [DataRow("-a")]
    [DataRow("-b")]
    public void Update_OneCopyOfARecordRotsAnywhere_KeepsEveryInvariant(string copy) =>
        new Exploration(Scenarios.Update, Parts.Torn())
            .RotEverywhere(
                5, name => !IsSet(name) && name.EndsWith(copy, StringComparison.Ordinal), Thoroughness.RottenBits)
            .ExpectNoViolation(80);

    [TestMethod]
    public void Update_ASetRotsAnywhere_NeverRunsAnythingElse()
    {
        // Where the new set rots before there is a second copy of it, the application in the firmware may be what is
        // left: that alone is excused.
        Exploration all = new Exploration(Scenarios.Update, Parts.Torn())
            .RotEverywhere(7, IsSet, Thoroughness.RottenBits);
        Assert.IsEmpty(all.Violations.Where(v => v.Invariant is not FinishesTheUpdate));
        Assert.IsGreaterThan(10, all.Runs);
    }

    [TestMethod]
    public void Update_StagedPackageRotsAnywhere_KeepsEveryInvariant() =>
        new Exploration(Scenarios.Update with { Downloads = 2 }, Parts.Torn())
            .RotEverywhere(6, name => name.StartsWith("package", StringComparison.Ordinal), Thoroughness.RottenBits)
            .ExpectNoViolation(80);

    private static bool IsSet(string name) => name.StartsWith("set-", StringComparison.Ordinal);

    private static void CutTwice(Scenario scenario)
    {
        for (int seed = 0; seed < Thoroughness.Seeds; seed++)
            new Exploration(scenario, Parts.Torn(seed)).CutTwice(seed, Thoroughness.Pairs).ExpectNoViolation(80);
    }
}
