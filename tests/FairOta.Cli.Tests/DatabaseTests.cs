using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>What is wrong with a database is said in a sentence, and no password is repeated.</summary>
[TestClass]
public sealed class DatabaseTests
{
    [TestMethod]
    [DataRow("Host=db;Database=d;Password=hidden", "PGPASSFILE")]
    [DataRow("Host=db;Database=d;pwd=hidden", "PGPASSFILE")]
    [DataRow("Database=d", "names no Host")]
    [DataRow("Host=db", "no Database")]
    [DataRow("postgres://user:hidden@db/d", "a connection string is expected")]
    public async Task Database_NotAConnectionWithoutPassword_RefusedInWords(string database, string expected)
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("distributor books --database", database);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, expected);
        Assert.DoesNotContain("hidden", outcome.Error);
    }

    [TestMethod]
    public async Task Database_OutOfReach_IsANetworkError()
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("distributor books --database", "Host=/nowhere;Database=d;Username=u");
        Assert.AreEqual(ExitCodes.Network, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "The database cannot be reached");
    }
}
