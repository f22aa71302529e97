using System.IO;
using System.Linq;
using FairOta.Bench.Growth;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Bench.Tests;

[TestClass]
public sealed class CommittedTests
{
    [TestMethod]
    [DataRow("device")]
    [DataRow("contract")]
    [DataRow("fleet")]
    public void Readme_OfCommittedFigures_ShowsThem(string what)
    {
        var (report, folder) = Committed.All().Single(c => c.What == what).Report;
        string outdated = string.Join(", ", report.OutdatedIn(folder).Select(Path.GetFileName));
        Assert.AreEqual(
            "", outdated, $"run: dotnet run -c Release --project tests/FairOta.Bench -- {what} --write");
    }
}
