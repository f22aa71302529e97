using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>The whole suite over a distributor that reserves and reveals on a real EVM, and is paid for the
/// asking.</summary>
[TestClass]
public sealed class ConformanceWayTests
{
    private static readonly BigInteger OneEther = BigInteger.Pow(10, 18);

    [TestMethod]
    public async Task Conformance_WithADeviceAndItsReceipt_FindsNothingWrongAndPays()
    {
        using var desk = new Desk();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        File.WriteAllBytes(desk.Path("app.bin"), [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31 >> 3))]);
        JsonNode vendor = await DoneAsync(desk, "vendor keys create --json --out", desk.Path("keys"));
        JsonNode payee = await DoneAsync(
            desk, "keys create --json --kind account --out", desk.Path("distributor.json"));
        await anvil.SetBalanceAsync(Address.Parse((string)vendor["account"]!), OneEther);
        await anvil.SetBalanceAsync(Address.Parse((string)payee["address"]!), OneEther);
        string[] network = ["--network", desk.Path("network.json")];
        await DoneAsync(
            desk, "escrow deploy --json --yes --account", desk.Path("keys/account.json"), "--out", network[1]);
        await DoneAsync(desk, "fleet create --json --devices 2 --out", desk.Path("fleet"));

        using var stop = new CancellationTokenSource();
        Directory.CreateDirectory(desk.Path("releases"));
        (Task<int> origin, JsonNode originReady) = await desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --releases",
            [desk.Path("releases"), .. network],
            stop.Token);
        JsonNode published = await DoneAsync(
            desk, "vendor release --json --yes --domain example.com --product sensor --reward 0.01eth --image",
            [
                desk.Path("app.bin"), "--fleet", desk.Path("fleet/fleet.bin"),
                "--origin", (string)originReady["listening"]![0]!, "--image-version", "1.0",
                "--account", desk.Path("keys/account.json"), "--manifest-key", desk.Path("keys/manifest.json"),
                "--out", desk.Path("releases/1.0"), .. network,
            ]);
        string release = (string)published["releaseId"]!, url = $"http://127.0.0.1:{FreePort()}";
        (Task<int> distribution, _) = await desk.ServeAsync(
            "distributor run --poll-ms 100 --batch-age 0 --confirmations 0 --allow-private-networks --account",
            [
                desk.Path("distributor.json"), "--data", desk.Path("distributor"), "--listen", url,
                "--public-url", url, .. network,
            ],
            stop.Token);
        await HeldAsync($"{url}/v1/releases/{release[2..]}/manifest");

        Outcome outcome = await desk.RunAsync(
            "conformance --json --receipt --key-within 120", url, "--release", release,
            "--distributor", (string)payee["address"]!, "--device-key", desk.Path("fleet/device-0.json"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        string[] unasked = [.. outcome.Json["checks"]!.AsArray()
            .Where(check => (string)check!["outcome"]! == "not asked").Select(check => (string)check!["name"]!)];
        Assert.IsEmpty(unasked, outcome.Output);
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await origin);
        Assert.AreEqual(ExitCodes.Done, await distribution);
    }

    /// <summary>A distributor takes a release up on its own time.</summary>
    private static async Task HeldAsync(string manifest)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using HttpClient http = new();
        while ((await http.GetAsync(manifest, limit.Token)).StatusCode != HttpStatusCode.OK)
            await Task.Yield();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<JsonNode> DoneAsync(Desk desk, string line, params string[] more)
    {
        Outcome outcome = await desk.RunAsync(line, more);
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        return outcome.Json;
    }
}
