using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Devnet;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>From an empty folder to a device that runs the new image and a distributor that is paid, by the tool alone
/// and on a real EVM.</summary>
[TestClass]
public sealed class WholeWayTests
{
    private static readonly BigInteger OneEther = BigInteger.Pow(10, 18);

    /// <summary>To a gateway with a key file and an opaque image, paid in ether and in a token, and to a provisioned
    /// board with MCUboot.</summary>
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    public async Task Tool_FromAnEmptyFolder_DeliversAndPays(bool isBoard, bool isInToken)
    {
        using var desk = new Desk();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        byte[] payload = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31 >> 3))];
        byte[] image = isBoard
            ? new McuBootWriter { Payload = payload, Version = new ImageVersion(1, 0, 0, 0) }.Build()
            : payload;
        string bootKey = desk.Write("boot.pem", McuBootWriter.Key(1).ExportSubjectPublicKeyInfoPem());
        File.WriteAllBytes(desk.Path("app.bin"), image);

        JsonNode vendor = await DoneAsync(desk, "vendor keys create --json --out", desk.Path("keys"));
        JsonNode payee = await DoneAsync(
            desk, "keys create --json --kind account --out", desk.Path("distributor.json"));
        var vendorAccount = Address.Parse((string)vendor["account"]!);
        var distributor = Address.Parse((string)payee["address"]!);
        await anvil.SetBalanceAsync(vendorAccount, OneEther);
        await anvil.SetBalanceAsync(distributor, OneEther);

        string[] network = ["--network", desk.Path("network.json")];
        JsonNode escrow = await DoneAsync(
            desk, "escrow deploy --json --yes --account", desk.Path("keys/account.json"), "--out", network[1]);

        using var stop = new CancellationTokenSource();
        Directory.CreateDirectory(desk.Path("releases"));
        (Task<int> origin, JsonNode originReady) = await desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --releases",
            [desk.Path("releases"), .. network],
            stop.Token);
        string originUrl = (string)originReady["listening"]![0]!;
        string[] configuration =
        [
            "--domain", "example.com", "--product", "sensor", "--signer", (string)vendor["manifestPublicKey"]!,
            "--origin", originUrl, "--allow-private-networks", "--hardware", "3",
        ];
        await (isBoard
            ? DoneAsync(desk, "fleet provision --json --count 1 --out", [desk.Path("fleet"), .. configuration])
            : DoneAsync(desk, "fleet create --json --devices 1 --out", desk.Path("fleet")));

        string[] release =
        [
            desk.Path("app.bin"), "--fleet", desk.Path("fleet/fleet.bin"), "--origin", originUrl,
            "--account", desk.Path("keys/account.json"), "--manifest-key", desk.Path("keys/manifest.json"),
            "--out", desk.Path("releases/1.0"), "--hardware", "2", "--hardware", "3", .. network,
            .. isBoard ? (string[])["--format", "mcuboot", "--boot-key", bootKey] : ["--image-version", "1.0"],
        ];
        Address token = isInToken ? await MakeTokenAsync(anvil, vendorAccount) : default;
        string releaseLine = "vendor release --json --domain example.com --product sensor "
            + (isInToken ? $"--token {token} --reward 2.5" : "--reward 0.01eth") + " --image";
        if (isInToken)
        {
            string dearer = releaseLine.Replace("2.5", "3.5", StringComparison.Ordinal);
            Outcome tooDear = await desk.RunAsync(dearer, release);
            Assert.AreNotEqual(0, tooDear.Code, tooDear.ToString());
            Assert.IsFalse(Directory.Exists(desk.Path("releases/1.0")), "What cannot be paid left its folder.");
        }

        Outcome unasked = await desk.RunAsync(releaseLine, release);
        Assert.AreEqual(ExitCodes.Usage, unasked.Code, unasked.ToString());
        StringAssert.Contains(unasked.Error, isInToken ? "Lock 2.5 TEST on chain" : "Lock 0.01 ETH on chain");
        StringAssert.Contains(unasked.Error, isInToken ? $"in the token {token} of 6 decimals?" : "1 devices?");
        desk.Answers = "n\n";
        Assert.AreEqual(ExitCodes.Refused, (await desk.RunAsync(releaseLine, release)).Code);
        desk.Answers = "y\n";
        JsonNode published = await DoneAsync(desk, releaseLine, release);
        desk.Answers = null;
        JsonNode again = await DoneAsync(desk, releaseLine, release);
        Assert.AreEqual((string)published["releaseId"]!, (string)again["releaseId"]!);
        Assert.IsTrue((bool)again["wasFunded"]!);
        using (ReleaseFolder folder = ReleaseFolder.Load(desk.Path("releases/1.0")))
            Assert.AreSequenceEqual<long>([2, 3], folder.Release.Manifest.HardwareRevisions);
        Outcome others = await desk.RunAsync(releaseLine, [.. release, "--hardware", "4"]);
        Assert.AreEqual(ExitCodes.Usage, others.Code, others.ToString());
        var contract = Address.Parse((string)escrow["escrow"]!);
        Assert.AreEqual(isInToken ? token.ToString() : null, (string?)published["token"]);
        Assert.AreEqual(isInToken ? "2500000" : "10000000000000000", (string)published["locked"]!);
        Assert.AreEqual(isInToken ? 2_500_000 : OneEther / 100, await HeldAsync(anvil, token, contract));

        string distributorUrl = $"http://127.0.0.1:{FreePort()}";
        (Task<int> distribution, _) = await desk.ServeAsync(
            "distributor run --poll-ms 100 --batch-age 0 --confirmations 0 --allow-private-networks --account",
            [
                desk.Path("distributor.json"), "--data", desk.Path("distributor"),
                "--listen", distributorUrl, "--public-url", distributorUrl, .. network,
                .. isInToken ? (string[])["--token", $"{token}=2.5"] : [],
            ],
            stop.Token);

        JsonNode device = await DoneAsync(
            desk, "device run --json --once --timeout 120 --poll 1 --data",
            [
                desk.Path("device-0"),
                .. isBoard
                    ? (string[])["--device", desk.Path("fleet/device-0"), "--boot-key", bootKey]
                    : ["--key", desk.Path("fleet/device-0.json"), .. configuration],
            ]);
        Assert.IsTrue((bool)device["updated"]!);
        Assert.AreEqual("1.0.0.0", (string)device["version"]!);
        CollectionAssert.AreEqual(image, File.ReadAllBytes((string)device["image"]!));

        Delivered delivered = await PaidAsync(anvil, contract);
        Assert.AreEqual(distributor, delivered.Distributor);
        Assert.AreEqual((string)device["device"]!, delivered.Device.ToString());
        Assert.AreEqual(BigInteger.Zero, await HeldAsync(anvil, token, contract));
        if (isInToken) Assert.AreEqual(2_500_000, await HeldAsync(anvil, token, distributor));
        await Earnings.CheckRunningAsync(desk, token, isInToken ? 2_500_000 : OneEther / 100);
        JsonNode conformance = await DoneAsync(
            desk, "conformance --json", distributorUrl, "--release", (string)published["releaseId"]!);
        Assert.IsGreaterThan(40, (int)conformance["passed"]!);
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await origin);
        Assert.AreEqual(ExitCodes.Done, await distribution);
        await Earnings.CheckEndedAsync(desk, anvil, distributor, token);
    }

    /// <summary>A token of which the vendor has three.</summary>
    private static async Task<Address> MakeTokenAsync(AnvilProcess anvil, Address vendor)
    {
        var maker = PrivateKeyAccount.Parse(new string('7', 64));
        await anvil.SetBalanceAsync(maker.Address, OneEther);
        using var wallet = new Wallet(anvil.Node, maker, AnvilProcess.FastWallet);
        Address token = await new TestToken().DeployAsync(wallet);
        await wallet.SendAndWaitAsync(TestToken.Transfer(token, vendor, 3_000_000));
        return token;
    }

    private static Task<BigInteger> HeldAsync(AnvilProcess anvil, Address token, Address holder) => token.IsZero
        ? anvil.Node.GetBalanceAsync(holder)
        : new Erc20Client(anvil.Node, token).GetBalanceAsync(holder);

    /// <summary>The device may have the key a moment before the chain has it.</summary>
    private static async Task<Delivered> PaidAsync(AnvilProcess anvil, Address contract)
    {
        EscrowClient escrow = await EscrowClient.ConnectAsync(anvil.Node, contract);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            BlockHeader head = (await escrow.GetBlockAsync(BlockTag.Latest, limit.Token))!;
            var events = await escrow.GetEventsAsync(0, head.Number, cancellation: limit.Token);
            if (events.OfType<Delivered>().SingleOrDefault() is Delivered paid) return paid;
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
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        return outcome.Json;
    }
}
