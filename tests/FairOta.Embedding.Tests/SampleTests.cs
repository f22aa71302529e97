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
using FairOta.Cli.Tests;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Embedding.Tests;

/// <summary>The samples at work, on a real EVM: the vendor's funds and serves, the distributor's delivers to a device
/// and is paid.</summary>
[TestClass]
public sealed class SampleTests
{
    private static readonly BigInteger OneEther = BigInteger.Pow(10, 18);

    [TestMethod]
    public Task Samples_BuiltHere_DeliverAndArePaid() => DeliverAsync(
        sample => Build.Output($"sdk/samples/{sample}/FairOta.Samples.{sample}.csproj"));

    /// <summary>The same sources, built by somebody who has the packages alone.</summary>
    [TestMethod]
    public async Task Samples_BuiltFromThePackages_DeliverAndArePaid()
    {
        using PackageFeed feed = await PackageFeed.PackAsync();
        string distributor = await feed.BuildAsync("EmbeddedDistributor");
        string vendor = await feed.BuildAsync("Vendor");
        await DeliverAsync(sample => sample == "Vendor" ? vendor : distributor);
    }

    private static async Task DeliverAsync(Func<string, string> assemblyOf)
    {
        using var desk = new Desk();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        string rpc = desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        byte[] image = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31 >> 3))];
        File.WriteAllBytes(desk.Path("app.bin"), image);
        JsonNode vendor = await DoneAsync(desk, "vendor keys create --json --out", desk.Path("keys"));
        JsonNode payee = await DoneAsync(
            desk, "keys create --json --kind account --out", desk.Path("distributor.json"));
        var distributor = Address.Parse((string)payee["address"]!);
        await anvil.SetBalanceAsync(Address.Parse((string)vendor["account"]!), OneEther);
        await anvil.SetBalanceAsync(distributor, OneEther);
        await DoneAsync(
            desk, "escrow deploy --json --yes --account", desk.Path("keys/account.json"), "--out",
            desk.Path("network.json"));
        await DoneAsync(desk, "fleet create --json --devices 1 --out", desk.Path("fleet"));

        string originUrl = $"http://127.0.0.1:{FreePort()}", distributorUrl = $"http://127.0.0.1:{FreePort()}";
        string[] release =
        [
            "--urls", originUrl, "--rpc", rpc, "--account", desk.Path("keys/account.json"),
            "--manifestKey", desk.Path("keys/manifest.json"), "--image", desk.Path("app.bin"),
            "--fleet", desk.Path("fleet/fleet.bin"), "--releases", desk.Path("releases"), "--origin", originUrl,
        ];
        Directory.CreateDirectory(desk.Path("releases"));
        await (await SampleProcess.StartAsync(assemblyOf("Vendor"), Desk.Passphrase, release)).DisposeAsync();
        // Started again it finds its release and pays nothing.
        await using SampleProcess origin = await SampleProcess.StartAsync(
            assemblyOf("Vendor"), Desk.Passphrase, release);
        await using SampleProcess host = await SampleProcess.StartAsync(
            assemblyOf("EmbeddedDistributor"), Desk.Passphrase,
            "--urls", distributorUrl, "--rpc", rpc, "--account", desk.Path("distributor.json"),
            "--FairOta:DataDirectory", desk.Path("distributor"), "--FairOta:PublicUrl", distributorUrl,
            "--FairOta:AllowPrivateNetworks", "true", "--FairOta:PollInterval", "00:00:00.1",
            "--FairOta:Policy:Confirmations", "0", "--FairOta:Policy:BatchAgeSeconds", "0");
        using var http = new HttpClient();
        StringAssert.Contains(await http.GetStringAsync(distributorUrl), "own pages");

        JsonNode device = await DoneAsync(
            desk, "device run --json --once --timeout 120 --poll 1 --data",
            desk.Path("device-0"), "--key", desk.Path("fleet/device-0.json"),
            "--domain", "example.com", "--product", "sensor", "--signer", (string)vendor["manifestPublicKey"]!,
            "--origin", originUrl, "--allow-private-networks");
        Assert.IsTrue((bool)device["updated"]!, $"{origin.Text}\n{host.Text}");
        CollectionAssert.AreEqual(image, File.ReadAllBytes((string)device["image"]!));

        EscrowEvent[] events = await PaidAsync(anvil);
        Assert.AreEqual(1, events.OfType<ReleaseCreated>().Count());
        Assert.AreEqual(distributor, events.OfType<Delivered>().Single().Distributor);
        Assert.AreEqual(BigInteger.Zero, await anvil.Node.GetBalanceAsync(EscrowDeployment.Address));
    }

    /// <summary>All that the escrow did, once it paid. The device may have the key a moment before.</summary>
    private static async Task<EscrowEvent[]> PaidAsync(AnvilProcess anvil)
    {
        EscrowClient escrow = await EscrowClient.ConnectAsync(anvil.Node, EscrowDeployment.Address);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            BlockHeader head = (await escrow.GetBlockAsync(BlockTag.Latest, limit.Token))!;
            var events = await escrow.GetEventsAsync(0, head.Number, cancellation: limit.Token);
            if (events.OfType<Delivered>().Any()) return [.. events];
        }
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
        Assert.AreEqual(0, outcome.Code, outcome.ToString());
        return outcome.Json;
    }
}
