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
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>A vendor's year, by the tool alone and on a real EVM: dry run, waves, another manifest key, a recall, and
/// what is left taken back.</summary>
[TestClass]
public sealed class VendorWayTests : IDisposable
{
    private const string Product = "--domain example.com --product sensor";
    private static readonly BigInteger OneEther = BigInteger.Pow(10, 18);
    private readonly Desk _desk = new();
    private string[] _network = [];
    private string _origin = "https://ota.example";

    public void Dispose() => _desk.Dispose();

    [TestMethod]
    public async Task Release_RefusedForWhateverReason_LeavesNothingThatOtherTermsRunInto()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(anvil);
        await DoneAsync("fleet create --json --devices 2 --out", _desk.Path("fleet"));
        string[] fleet = ["--fleet", _desk.Path("fleet/fleet.bin")];

        JsonNode dry = await DoneAsync(Line("1.0", "0.01eth") + " --dry-run --out", [Out("1.0"), .. fleet]);
        Assert.AreEqual("20000000000000000", (string)dry["locked"]!);
        Assert.AreEqual("0", (string)dry["missingWei"]!);
        Assert.IsTrue((bool)dry["canPay"]!);
        Assert.IsTrue((int)dry["segments"]! is >= 256 and <= 1024);
        Assert.IsTrue((long)dry["gas"]! is > 100_000 and < 200_000);
        Assert.IsNull(dry["warnings"]);

        Outcome poor = await _desk.RunAsync(Line("1.0", "1eth") + " --dry-run --out", [Out("1.0"), .. fleet]);
        Assert.AreEqual(ExitCodes.Refused, poor.Code, poor.ToString());
        Assert.IsFalse((bool)poor.Json["canPay"]!);
        Assert.IsTrue(BigInteger.Parse((string)poor.Json["missingWei"]!) > OneEther);
        Outcome tooDear = await _desk.RunAsync(Line("1.0", "1eth") + " --yes --out", [Out("1.0"), .. fleet]);
        Assert.AreEqual(ExitCodes.Refused, tooDear.Code, tooDear.ToString());
        StringAssert.Contains((string)JsonNode.Parse(tooDear.Error)!["error"]!, "send it");

        JsonNode stingy = await DoneAsync(Line("1.0", "1wei") + " --dry-run --out", [Out("1.0"), .. fleet]);
        StringAssert.Contains((string)stingy["warnings"]![0]!, "nobody would deliver");

        _desk.Answers = "n\n";
        Outcome refused = await _desk.RunAsync(Line("1.0", "0.01eth") + " --out", [Out("1.0"), .. fleet]);
        Assert.AreEqual(ExitCodes.Refused, refused.Code, refused.ToString());
        Assert.IsFalse(Directory.Exists(Out("1.0")), "A release that was refused left its folder.");
        _desk.Answers = null;
        await DoneAsync(Line("1.0", "0.02eth") + " --yes --out", [Out("1.0"), .. fleet]);

        Outcome twice = await _desk.RunAsync(
            "vendor tranche --json --yes --release", Tranche("1.0", Partly(_desk.Path("fleet/fleet.bin"))));
        Assert.AreEqual(ExitCodes.Usage, twice.Code, twice.ToString());
        StringAssert.Contains(twice.Error, "in tranche 0 already");
        string more = _desk.Path("more.bin");
        File.WriteAllBytes(more, [.. Enumerable.Repeat((byte)7, Address.Size)]);
        _desk.Answers = "n\n";
        Outcome notMore = await _desk.RunAsync("vendor tranche --release", Tranche("1.0", more));
        Assert.AreEqual(ExitCodes.Refused, notMore.Code, notMore.ToString());
        using ReleaseFolder folder = ReleaseFolder.Load(Out("1.0"));
        Assert.HasCount(1, folder.Journal.Tranches);
    }

    [TestMethod]
    public async Task Vendor_FromTheFirstWaveToTheLastReclaim_IsServedByTheTool()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(anvil);
        using var stop = new CancellationTokenSource();
        Directory.CreateDirectory(_desk.Path("releases"));
        (Task<int> origin, JsonNode ready) = await _desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --releases", [_desk.Path("releases"), .. _network],
            stop.Token);
        _origin = (string)ready["listening"]![0]!;

        // Two waves by a column of the fleet's table.
        JsonNode made = await DoneAsync("fleet create --json --devices 2 --out", _desk.Path("fleet"));
        string table = $"wave,address\ncanary,{made["addresses"]![0]}\nrest,{made["addresses"]![1]}\n";
        await DoneAsync(
            "fleet import --json --group-by wave --out", _desk.Path("waves"), "--from",
            _desk.Write("fleet.csv", table));

        // The release that changes the manifest key, then the second wave.
        string oldKey = _desk.Path("keys/manifest.json"), newKey = _desk.Path("keys/manifest-2.json");
        JsonNode rotation = await DoneAsync(
            "vendor rotate-key --json --manifest-key", oldKey, "--new-key", newKey, "--releases",
            _desk.Path("releases"));
        JsonNode first = await DoneAsync(
            Line("1.0", "0.01eth") + " --yes --out", Out("1.0"), "--trust-key", newKey, "--fleet",
            _desk.Path("waves/canary.bin"));
        await DoneAsync("vendor tranche --json --yes --release", Tranche("1.0", _desk.Path("waves/rest.bin")));
        JsonNode trust = await DoneAsync("vendor keys trust --json --releases", _desk.Path("releases"));
        Assert.AreEqual((string)rotation["new"]!, (string)trust["products"]![0]!["trusted"]![0]!);

        string url = $"http://127.0.0.1:{FreePort()}";
        (Task<int> distribution, _) = await _desk.ServeAsync(
            "distributor run --poll-ms 100 --batch-age 0 --confirmations 0 --allow-private-networks --account",
            [
                _desk.Path("distributor.json"), "--data", _desk.Path("distributor"), "--listen", url,
                "--public-url", url, .. _network,
            ],
            stop.Token);
        Assert.AreEqual("1.0.0.0", (string)(await RunDeviceAsync((string)rotation["current"]!))["version"]!);

        // Retired: the tool signs nothing that devices would not take.
        string[] next = ["--fleet", _desk.Path("waves/canary.bin"), "--out", Out("2.0")];
        Outcome retired = await _desk.RunAsync(Line("2.0", "0.01eth") + " --yes", next);
        Assert.AreEqual(ExitCodes.Refused, retired.Code, retired.ToString());
        StringAssert.Contains(retired.Error, "retired");
        Outcome rotated = await _desk.RunAsync("vendor rotate-key --json --manifest-key", [
            oldKey, "--new-key", newKey, "--releases", _desk.Path("releases"),
        ]);
        Assert.AreEqual(ExitCodes.Refused, rotated.Code, rotated.ToString());
        JsonNode second = await DoneAsync(Line("2.0", "0.01eth", newKey) + " --yes", next);
        await HeldAsync(url, (string)second["releaseId"]!);
        Assert.AreEqual("2.0.0.0", (string)(await RunDeviceAsync((string)rotation["current"]!))["version"]!);

        JsonNode seen = await WatchedAsync(delivered: 2);
        JsonNode older = seen["releases"]!.AsArray().Single(each => (string)each!["version"]! == "1.0.0.0")!;
        Assert.AreEqual((1, 0), ((int)older["tranches"]![0]!["delivered"]!, (int)older["tranches"]![1]!["delivered"]!));
        Assert.AreEqual("10000000000000000", (string)older["paid"]!);
        Assert.AreEqual(url, (string)older["distributors"]![0]!["url"]!);
        Assert.AreEqual("2.0.0.0", (string)seen["versions"]![0]!["version"]!);
        Assert.AreEqual(0.5, (double)seen["versions"]![0]!["share"]!);

        // A recall is by the key that signed, and for good.
        string[] recall = ["--release", Out("1.0"), "--allow-private-networks", .. _network];
        Outcome wrong = await _desk.RunAsync("vendor recall --json --yes --manifest-key", [newKey, .. recall]);
        Assert.AreEqual(ExitCodes.Usage, wrong.Code, wrong.ToString());
        Outcome recalled = await _desk.RunAsync("vendor recall --json --yes --manifest-key", [oldKey, .. recall]);
        Assert.AreEqual(ExitCodes.Done, recalled.Code, recalled.ToString());
        Assert.AreEqual((2, 2), ((int)recalled.Json["asked"]!, (int)recalled.Json["took"]!), recalled.ToString());
        RecallNotice notice = RecallNotice.Parse(File.ReadAllBytes(Out("1.0/recall.cose")));
        Assert.AreEqual((string)first["releaseId"]!, notice.ReleaseId.ToString());
        using (var http = new HttpClient())
        {
            foreach (string server in new[] { _origin, url })
            {
                CollectionAssert.AreEqual(
                    File.ReadAllBytes(Out("1.0/recall.cose")),
                    await http.GetByteArrayAsync($"{server}/v1/releases/{notice.ReleaseId.ToWire()}/recall"));
            }
        }

        Outcome byAccount = await _desk.RunAsync(
            "vendor recall --json --yes --account", [_desk.Path("keys/account.json"), .. recall]);
        Assert.AreEqual((2, 2), ((int)byAccount.Json["asked"]!, (int)byAccount.Json["took"]!), byAccount.ToString());
        Outcome again = await _desk.RunAsync("vendor recall --json", recall);
        Assert.AreEqual((long)recalled.Json["issuedAt"]!, (long)again.Json["issuedAt"]!);
        string more = _desk.Path("more.bin");
        File.WriteAllBytes(more, [.. Enumerable.Repeat((byte)7, Address.Size)]);
        Outcome wider = await _desk.RunAsync("vendor tranche --json --yes --release", Tranche("1.0", more));
        Assert.AreEqual(ExitCodes.Refused, wider.Code, wider.ToString());
        StringAssert.Contains(wider.Error, "recalled");

        // What nobody earned comes back once its time has come.
        string[] all = ["--releases", _desk.Path("releases"), .. _network];
        string[] paid = [.. all, "--account", _desk.Path("keys/account.json")];
        JsonNode early = await DoneAsync("vendor reclaim --json --dry-run", all);
        Assert.AreEqual("tooEarly", (string)early["releases"]![0]!["state"]!);
        Assert.AreEqual("nothingLeft", (string)early["releases"]![1]!["state"]!);
        Outcome tooEarly = await _desk.RunAsync("vendor reclaim --json --yes", paid);
        Assert.AreEqual(ExitCodes.Refused, tooEarly.Code, tooEarly.ToString());
        await anvil.IncreaseTimeAsync(16 * 24 * 3600);
        await anvil.MineAsync();
        Outcome unasked = await _desk.RunAsync("vendor reclaim", paid);
        StringAssert.Contains(unasked.Error, "Take back 0.01 ETH of 1 releases");
        JsonNode back = await DoneAsync("vendor reclaim --json --yes", paid);
        Assert.AreEqual("10000000000000000", (string)back["releases"]![0]!["reclaimed"]!);
        _desk.IsScreen = true;
        Outcome screen = await _desk.RunAsync("vendor watch", all);
        Assert.AreEqual(ExitCodes.Done, screen.Code, screen.ToString());
        StringAssert.Contains(screen.Output, "Tranches");
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await origin);
        Assert.AreEqual(ExitCodes.Done, await distribution);
    }

    [TestMethod]
    public async Task Origin_SwitchedOff_DevicesUpdateAndReportAndTheVendorReadsIt()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(anvil);
        using CancellationTokenSource stop = new(), off = new();
        Directory.CreateDirectory(_desk.Path("releases"));
        (Task<int> origin, JsonNode ready) = await _desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --max-caller-rate 1000000 --releases",
            [_desk.Path("releases"), "--reports-file", _desk.Path("reports.db"), .. _network], off.Token);
        _origin = (string)ready["listening"]![0]!;
        await DoneAsync("fleet create --json --devices 2 --out", _desk.Path("fleet"));
        JsonNode release = await DoneAsync(
            Line("1.0", "0.01eth") + " --yes --out", Out("1.0"), "--fleet", _desk.Path("fleet/fleet.bin"));
        string url = $"http://127.0.0.1:{FreePort()}";
        (Task<int> distribution, JsonNode distributor) = await _desk.ServeAsync(
            "distributor run --poll-ms 100 --batch-age 0 --confirmations 0 --allow-private-networks --account",
            [
                _desk.Path("distributor.json"), "--data", _desk.Path("distributor"), "--listen", url,
                "--public-url", url, .. _network,
            ],
            stop.Token);
        await HeldAsync(url, (string)release["releaseId"]!);

        await off.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await origin);
        using HttpClient http = new();
        await Assert.ThrowsExactlyAsync<HttpRequestException>(() => http.GetAsync(_origin + "/v1/distributors"));

        string signer;
        using (ReleaseFolder folder = ReleaseFolder.Load(Out("1.0")))
            signer = Convert.ToHexStringLower(folder.Release.Signer);
        string known = $"--distributor {(string)distributor["account"]!}={url}";
        Assert.AreEqual("1.0.0.0", (string)(await RunDeviceAsync(signer, known))["version"]!);
        JsonNode silent = await RunDeviceAsync(signer, known + " --no-reports", device: 1);
        Assert.AreEqual("1.0.0.0", (string)silent["version"]!);
        JsonNode seen = await WatchedAsync(delivered: 2);
        JsonNode tranche = seen["releases"]![0]!["tranches"]![0]!;
        Assert.AreEqual((2, 1), ((int)tranche["delivered"]!, (int)tranche["installed"]!), seen.ToString());
        Assert.IsFalse((bool)(await RunDeviceAsync(signer, known))["updated"]!);
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await distribution);
        Outcome alone = await _desk.RunAsync(
            DeviceLine(signer, known, 0).Replace("--timeout 120", "--timeout 2", StringComparison.Ordinal),
            _desk.Path("device-0"));
        Assert.AreEqual(ExitCodes.Network, alone.Code, alone.ToString());
        StringAssert.Contains(alone.Error, "No source answered");
    }

    /// <summary>The command dies with the node once a wave was sent; then the same URL leads to a node that has not
    /// seen the block yet, though it knows that the account's number is used.</summary>
    [TestMethod]
    public async Task Tranche_SentBeforeACrashAndNodesThatDisagree_IsNeverPaidTwice()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(anvil);
        await DoneAsync("fleet create --json --devices 2 --out", _desk.Path("fleet"));
        await DoneAsync(
            Line("1.0", "0.01eth") + " --yes --out", Out("1.0"), "--fleet", _desk.Path("fleet/fleet.bin"));
        string more = _desk.Path("more.bin");
        File.WriteAllBytes(more, [.. Enumerable.Repeat((byte)7, Address.Size)]);
        Address vendor = Address.Parse((string)JsonNode.Parse(
            File.ReadAllText(_desk.Path("keys/account.json")))!["address"]!);

        await using NodeProxy proxy = await NodeProxy.StartAsync(anvil.Url);
        _desk.Environment["FAIROTA_RPC"] = proxy.Url;
        proxy.GoneAfter = "eth_sendRawTransaction";
        Outcome died = await _desk.RunAsync("vendor tranche --json --yes --release", Tranche("1.0", more));
        Assert.AreEqual(ExitCodes.Network, died.Code, died.ToString());
        long used = await anvil.Node.GetNonceAsync(vendor, BlockTag.Latest);
        BlockHeader head = (await anvil.Node.GetBlockAsync(BlockTag.Latest))!;

        (proxy.IsGone, proxy.GoneAfter, proxy.Height) = (false, null, head.Number - 1);
        Outcome behind = await _desk.RunAsync("vendor tranche --json --yes --release", Tranche("1.0", more));
        Assert.AreEqual(ExitCodes.Network, behind.Code, behind.ToString());
        StringAssert.Contains(behind.Error, "behind");

        proxy.Height = null;
        await DoneAsync("vendor tranche --json --yes --release", Tranche("1.0", more));
        Assert.AreEqual(used, await anvil.Node.GetNonceAsync(vendor, BlockTag.Pending));
        JsonNode seen = await DoneAsync("vendor watch --json --once --releases", [_desk.Path("releases"), .. _network]);
        Assert.AreEqual("30000000000000000", (string)seen["releases"]![0]!["locked"]!);
    }

    [TestMethod]
    public async Task Release_AnotherFileNamedThatCannotBeWritten_SaysSoAndSendsNothing()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        await SettleAsync(anvil);
        await DoneAsync("fleet create --json --devices 2 --out", _desk.Path("fleet"));
        Outcome refused = await _desk.RunAsync(
            Line("1.0", "0.01eth") + " --yes --out", Out("1.0"), "--fleet", _desk.Path("fleet/fleet.bin"),
            "--outbox", _desk.Path("nowhere/outbox.db"));
        Assert.AreEqual(ExitCodes.Usage, refused.Code, refused.ToString());
        StringAssert.Contains(refused.Error, "--outbox");
        Assert.IsFalse(Directory.Exists(Out("1.0")), "A release that was refused left its folder.");
    }

    /// <summary>Accounts with an ether each, an escrow, an image.</summary>
    private async Task SettleAsync(AnvilProcess anvil)
    {
        _desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        JsonNode vendor = await DoneAsync("vendor keys create --json --out", _desk.Path("keys"));
        JsonNode payee = await DoneAsync("keys create --json --kind account --out", _desk.Path("distributor.json"));
        await anvil.SetBalanceAsync(Address.Parse((string)vendor["account"]!), OneEther);
        await anvil.SetBalanceAsync(Address.Parse((string)payee["address"]!), OneEther);
        _network = ["--network", _desk.Path("network.json")];
        await DoneAsync(
            "escrow deploy --json --yes --account", _desk.Path("keys/account.json"), "--out", _network[1]);
        File.WriteAllBytes(_desk.Path("app.bin"), [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31 >> 3))]);
    }

    private string Line(string version, string reward, string? key = null) =>
        $"vendor release --json {Product} --image-version {version} --reward {reward} --image {_desk.Path("app.bin")} "
        + $"--origin {_origin} --account {_desk.Path("keys/account.json")} "
        + $"--manifest-key {key ?? _desk.Path("keys/manifest.json")} {string.Join(' ', _network)}";

    private string Out(string name) => _desk.Path("releases/" + name);

    private string[] Tranche(string version, string fleet) =>
        [Out(version), "--fleet", fleet, "--account", _desk.Path("keys/account.json"), .. _network];

    /// <summary>A list of another device and the second of that list.</summary>
    private string Partly(string fleet)
    {
        File.WriteAllBytes(
            _desk.Path("partly.bin"),
            [.. Enumerable.Repeat((byte)9, Address.Size), .. File.ReadAllBytes(fleet)[Address.Size..]]);
        return _desk.Path("partly.bin");
    }

    private Task<JsonNode> RunDeviceAsync(string signer, string more = "", int device = 0) =>
        DoneAsync(DeviceLine(signer, more, device), _desk.Path($"device-{device}"));

    private string DeviceLine(string signer, string more, int device) =>
        $"device run --json --once --timeout 120 --poll 1 --allow-private-networks {Product} --signer {signer} "
        + $"--origin {_origin} {more}".TrimEnd() + $" --key {_desk.Path($"fleet/device-{device}.json")} --data";

    /// <summary>Waits until a distributor serves the release: a device that asks before takes what it finds.</summary>
    private static async Task HeldAsync(string url, string release)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var http = new HttpClient();
        string manifest = $"{url}/v1/releases/{ReleaseId.Parse(release).ToWire()}/manifest";
        while (true)
        {
            using HttpResponseMessage answer = await http.GetAsync(manifest, limit.Token);
            if (answer.IsSuccessStatusCode) return;
        }
    }

    /// <summary>The device may have the key a moment before the chain has it.</summary>
    private async Task<JsonNode> WatchedAsync(int delivered)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            JsonNode seen = await DoneAsync(
                "vendor watch --json --once --reports --allow-private-networks --releases",
                [_desk.Path("releases"), .. _network]);
            if (seen["releases"]!.AsArray().Sum(each => (int)each!["delivered"]!) == delivered) return seen;
        }
    }

    private async Task<JsonNode> DoneAsync(string line, params string[] more)
    {
        Outcome outcome = await _desk.RunAsync(line, more);
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        return outcome.Json;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
