using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli;
using FairOta.Cli.Tests;
using FairOta.Sdk;
using FairOta.Simulator.Devnet;
using FairOta.Tests.Postgres;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Replicas.Tests;

/// <summary>What the tool says of a replica that must not start.</summary>
[TestClass]
[TestCategory("PostgreSQL")]
public sealed class RefusedStartTests
{
    [TestMethod]
    public async Task Run_AnotherSecretOrNoDatabase_EndsWithASentenceAndItsExitCode()
    {
        if (PostgresServer.Missing is { } sentence)
        {
            Assert.Inconclusive(sentence);
            return;
        }

        using Desk desk = new();
        using PostgresServer server = PostgresServer.Start();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        Outcome keys = await desk.RunAsync("keys create --json --kind account --out", desk.Path("account.json"));
        await anvil.SetBalanceAsync(Address.Parse((string)keys.Json["address"]!), BigInteger.Pow(10, 18));
        Outcome deployed = await desk.RunAsync(
            "escrow deploy --json --yes --account", desk.Path("account.json"), "--out", desk.Path("network.json"));
        Assert.AreEqual(ExitCodes.Done, deployed.Code, deployed.ToString());
        const string line = "distributor run --poll-ms 100 --listen http://127.0.0.1:0 --account";
        string[] Options(string folder, string database) =>
        [
            desk.Path("account.json"), "--network", desk.Path("network.json"), "--data", desk.Path(folder),
            "--database", database,
        ];

        string connection = server.Connection(server.CreateDatabase());
        using CancellationTokenSource stop = new();
        (Task<int> first, JsonNode _) = await desk.ServeAsync(line, Options("first", connection), stop.Token);
        Outcome another = await desk.RunAsync(line, Options("second", connection));
        Assert.AreEqual(ExitCodes.Usage, another.Code, another.ToString());
        StringAssert.Contains(another.Error, "The secret is another than the one");
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await first);

        server.Kill();
        Outcome none = await desk.RunAsync(line, Options("first", connection));
        Assert.AreEqual(ExitCodes.Network, none.Code, none.ToString());
        StringAssert.Contains(none.Error, "The database cannot be reached");
    }
}
