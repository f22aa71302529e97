using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>The dashboard of commands that serve: on a listener of its own, and to nobody by accident.</summary>
[TestClass]
public sealed class DashboardTests
{
    private const string Token = "a token of some length";

    [TestMethod]
    [DataRow("")]
    [DataRow("localhost")]
    [DataRow("127.0.0.1")]
    [DataRow("65536")]
    [DataRow("-1")]
    [DataRow("127.0.0.1:")]
    [DataRow("dashboard.example:9090")]
    [DataRow("http://127.0.0.1:9090")]
    [DataRow("::1:9090")]
    [DataRow("[127.0.0.1]:9090")]
    public async Task Dashboard_WrongPlace_SaysWhatIsExpected(string place)
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("vendor serve --releases . --dashboard", place);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "--dashboard: a port or address:port is expected, as 9090");
    }

    [TestMethod]
    [DataRow("0.0.0.0:9090")]
    [DataRow("192.0.2.1:9090")]
    [DataRow("[::]:9090")]
    public async Task Dashboard_WhereOtherMachinesReachIt_NeedsAToken(string place)
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("vendor serve --releases . --dashboard", place);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(
            outcome.Error, $"--dashboard: other machines reach {place}; name a token with --dashboard-token.");
    }

    [TestMethod]
    public async Task DashboardToken_WithoutADashboard_IsRefused()
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync(
            "vendor serve --releases . --dashboard-token", desk.Write("token", Token));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "--dashboard-token: there is nothing to see without --dashboard.");
    }

    [TestMethod]
    [DataRow("15 characters !\n")]
    [DataRow("two lines that are\nlong enough each")]
    public async Task DashboardToken_ThatIsNone_IsRefusedAndNotShown(string token)
    {
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(desk, anvil);
        Outcome outcome = await desk.RunAsync(
            "vendor serve --listen http://127.0.0.1:0 --dashboard 0 --releases",
            desk.Folder, "--network", desk.Path("network.json"), "--dashboard-token", desk.Write("token", token));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "--dashboard-token: one line of at least 16 characters is expected in");
        Assert.DoesNotContain(token.Trim(), outcome.ToString());
    }

    [TestMethod]
    public async Task Dashboard_OfAnOrigin_IsAloneOnItsListenerAndNotOnThePublicOne()
    {
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(desk, anvil);
        using CancellationTokenSource stop = new();
        (Task<int> running, JsonNode ready) = await desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --dashboard 0 --releases",
            [desk.Folder, "--network", desk.Path("network.json")], stop.Token);
        Uri page = new((string)ready["dashboard"]!), open = new((string)ready["listening"]![0]!);
        Assert.IsTrue(page.IsLoopback);
        Assert.AreNotEqual(open.Port, page.Port);
        using HttpClient http = new();
        StringAssert.Contains(await http.GetStringAsync(page), "<title>FairOTA</title>");
        JsonNode snapshot = JsonNode.Parse(await http.GetStringAsync(new Uri(page, "snapshot.json")))!;
        Assert.IsNotNull(snapshot["origin"]);
        Assert.IsNull(snapshot["distributor"]);
        foreach (string path in new[] { "v1/releases", "v1/distributors", "healthz/ready", "dashboard", "x" })
            Assert.AreEqual(HttpStatusCode.NotFound, await StatusAsync(http, new Uri(page, path)), path);
        foreach (string path in new[] { "", "dashboard", "dashboard/", "snapshot.json", "dashboard/snapshot.json" })
            Assert.AreEqual(HttpStatusCode.NotFound, await StatusAsync(http, new Uri(open, path)), path);
        Assert.AreEqual(HttpStatusCode.OK, await StatusAsync(http, new Uri(open, "healthz/live")));

        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => http.GetAsync(page));
    }

    [TestMethod]
    public async Task Dashboard_OfADistributorWithAToken_IsShownToWhoeverHasIt()
    {
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(desk, anvil);
        using CancellationTokenSource stop = new();
        (Task<int> running, JsonNode ready) = await desk.ServeAsync(
            "distributor run --poll-ms 100 --listen http://127.0.0.1:0 --dashboard localhost:0 --account",
            [
                desk.Path("account.json"), "--data", desk.Path("data"), "--network", desk.Path("network.json"),
                "--dashboard-token", desk.Write("token", Token + "\n"),
            ],
            stop.Token);
        Uri page = new((string)ready["dashboard"]!);
        using HttpClient http = new();
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync(http, page));
        Assert.AreEqual(HttpStatusCode.Unauthorized, await StatusAsync(http, new Uri(page, "snapshot.json")));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        JsonNode snapshot = JsonNode.Parse(await http.GetStringAsync(new Uri(page, "snapshot.json")))!;
        Assert.AreEqual((string)ready["account"]!, (string)snapshot["distributor"]!["account"]!);
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    [TestMethod]
    public async Task Dashboard_PortThatIsTaken_SaysWhichAndNothingIsServed()
    {
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(desk, anvil);
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Outcome outcome = await desk.RunAsync(
            "vendor serve --listen http://127.0.0.1:0 --releases", desk.Folder, "--network", desk.Path("network.json"),
            "--dashboard", $"{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.AreEqual(ExitCodes.Network, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, $"--dashboard: cannot listen on {taken.LocalEndpoint}: ");
        Assert.DoesNotContain("Serving on", outcome.Output);
    }

    [TestMethod]
    public async Task Dashboard_NotAskedFor_IsNone()
    {
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(desk, anvil);
        using CancellationTokenSource stop = new();
        (Task<int> running, JsonNode ready) = await desk.ServeAsync(
            "vendor serve --listen http://127.0.0.1:0 --releases",
            [desk.Folder, "--network", desk.Path("network.json")], stop.Token);
        Assert.IsNull(ready["dashboard"]);
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, Uri url)
    {
        using HttpResponseMessage answer = await http.GetAsync(url);
        return answer.StatusCode;
    }

    /// <summary>An account with money, and an escrow.</summary>
    private static async Task SettleAsync(Desk desk, AnvilProcess anvil)
    {
        desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        Outcome keys = await desk.RunAsync("keys create --json --kind account --out", desk.Path("account.json"));
        await anvil.SetBalanceAsync(Address.Parse((string)keys.Json["address"]!), BigInteger.Pow(10, 18));
        Outcome deployed = await desk.RunAsync(
            "escrow deploy --json --yes --account", desk.Path("account.json"), "--out", desk.Path("network.json"));
        Assert.AreEqual(ExitCodes.Done, deployed.Code, deployed.ToString());
    }
}
