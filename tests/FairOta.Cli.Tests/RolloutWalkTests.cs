using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>A staged roll-out by the tool alone, on a real EVM and over real HTTP.</summary>
[TestClass]
public sealed class RolloutWalkTests
{
    private const int Devices = 4;
    private static readonly BigInteger OneEther = BigInteger.Pow(10, 18);
    private readonly Desk _desk = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private AnvilProcess _anvil = null!;
    private Task<int> _origin = null!;
    private string _originUrl = "";
    private EscrowClient _escrow = null!;

    private string[] Network => ["--network", _desk.Path("network.json")];

    private string[] Rollout =>
        ["--release", _desk.Path("releases/1.0"), "--allow-private-networks", .. Network];

    private string[] Paying => [.. Rollout, "--account", _desk.Path("keys/account.json"), "--yes"];

    [TestInitialize]
    public async Task BeginAsync()
    {
        _anvil = await AnvilProcess.StartAsync();
        _desk.Environment["FAIROTA_RPC"] = _anvil.Url.ToString();
        JsonNode vendor = await DoneAsync("vendor keys create --json --out", _desk.Path("keys"));
        await _anvil.SetBalanceAsync(Address.Parse((string)vendor["account"]!), OneEther);
        JsonNode escrow = await DoneAsync(
            "escrow deploy --json --yes --account", _desk.Path("keys/account.json"), "--out", Network[1]);
        _escrow = await EscrowClient.ConnectAsync(_anvil.Node, Address.Parse((string)escrow["escrow"]!));
        Directory.CreateDirectory(_desk.Path("releases"));
        (_origin, JsonNode ready) = await _desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --releases",
            [_desk.Path("releases"), .. Network], _stop.Token);
        _originUrl = (string)ready["listening"]![0]!;
        await DoneAsync($"fleet create --json --devices {Devices} --out", _desk.Path("fleet"));
        File.WriteAllText(_desk.Path("app.bin"), new string('x', 5000));
    }

    [TestCleanup]
    public async Task LeaveAsync()
    {
        await _stop.CancelAsync();
        await _origin;
        await _anvil.DisposeAsync();
        _stop.Dispose();
        _http.Dispose();
        _desk.Dispose();
    }

    [TestMethod]
    public async Task Run_WhereAllSucceed_FundsWaveAfterWave()
    {
        await PlanAndReleaseAsync("--canary", "1", "--percent", "50,100", "--soak", "0");
        CollectionAssert.AreEqual(new[] { 1 }, await FundedAsync());
        Outcome early = await _desk.RunAsync(
            "vendor tranche --json --yes --release",
            [
                _desk.Path("releases/1.0"), "--fleet", _desk.Path("releases/1.0/rollout/wave-2.bin"), "--account",
                _desk.Path("keys/account.json"), .. Network,
            ]);
        Assert.AreEqual(ExitCodes.Refused, early.Code, early.ToString());
        StringAssert.Contains(early.Error, "later wave");
        CollectionAssert.AreEqual(new[] { 1 }, await FundedAsync());
        JsonNode status = await DoneAsync("vendor rollout status --json", Rollout);
        Assert.AreEqual("waits", (string)status["state"]!);
        Assert.AreEqual("canary", (string)status["waves"]![0]!["name"]!);

        Outcome unasked = await _desk.RunAsync("vendor rollout run --once", Paying[..^1]);
        Assert.AreEqual(ExitCodes.Usage, unasked.Code, unasked.ToString());
        StringAssert.Contains(unasked.Error, "Lock up to 0.03 ETH on chain 31337 as waves come due, 0.01 ETH for each "
            + "device (50-percent 1, 100-percent 2)?");
        Assert.AreEqual("waits", (string)(await DoneAsync("vendor rollout run --once --json", Paying))["state"]!);

        await ReportAsync(wave: 0, Core.Outcome.Installed);
        string[] lines = (await RunAsync(ExitCodes.Done)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual("due,waits", string.Join(',', lines.Select(line => (string)JsonNode.Parse(line)!["state"]!)));
        CollectionAssert.AreEqual(new[] { 1, 1 }, await FundedAsync());

        await ReportAsync(wave: 1, Core.Outcome.Installed);
        await RunAsync(ExitCodes.Done);
        CollectionAssert.AreEqual(new[] { 1, 1, 2 }, await FundedAsync());
        await ReportAsync(wave: 2, Core.Outcome.Installed);
        Outcome done = await _desk.RunAsync("vendor rollout run --json", Paying);
        Assert.AreEqual(ExitCodes.Done, done.Code, done.ToString());
        Assert.AreEqual("done", (string)done.Json["state"]!);
        Assert.AreEqual(2, (int)done.Json["waves"]![2]!["installed"]!);
        Assert.AreEqual(OneEther / 100 * Devices, await _anvil.Node.GetBalanceAsync(_escrow.Identity.Escrow));
    }

    [TestMethod]
    public async Task Run_WhereTheCanaryFails_StopsUntilSomebodyResumes()
    {
        await PlanAndReleaseAsync("--canary", "2", "--soak", "0", "--canary-stop-at", "1");
        await ReportAsync(wave: 0, Core.Outcome.Installed);
        await ReportAsync(wave: 0, Core.Outcome.Failed, from: 1);
        Outcome stopped = await _desk.RunAsync("vendor rollout run --json", Paying);
        Assert.AreEqual(ExitCodes.Refused, stopped.Code, stopped.ToString());
        Assert.AreEqual("stopped", (string)stopped.Json["state"]!);

        Assert.AreEqual(ExitCodes.Refused, (await _desk.RunAsync("vendor rollout status", Rollout)).Code);
        Outcome advance = await _desk.RunAsync("vendor rollout advance", Paying);
        Assert.AreEqual(ExitCodes.Refused, advance.Code, advance.ToString());
        StringAssert.Contains(advance.Error, "Resume it first.");
        await RunAsync(ExitCodes.Refused);
        CollectionAssert.AreEqual(new[] { 2 }, await FundedAsync());

        Assert.AreEqual("due", (string)(await DoneAsync(
            "vendor rollout resume --json --yes", Rollout))["state"]!, "Half of the canary passed, half is excused.");
        Assert.AreEqual(ExitCodes.Refused, (await _desk.RunAsync("vendor rollout resume --yes", Rollout)).Code);
        await RunAsync(ExitCodes.Done);
        CollectionAssert.AreEqual(new[] { 2, 2 }, await FundedAsync());
    }

    [TestMethod]
    public async Task Run_ByHand_FundsWhatSomebodyAgreesTo()
    {
        await PlanAndReleaseAsync("--canary", "1", "--by-hand");
        Outcome asks = await RunAsync(ExitCodes.Done);
        Assert.AreEqual("asks", (string)asks.Json["state"]!);
        Outcome unasked = await _desk.RunAsync("vendor rollout advance", Paying[..^1]);
        Assert.AreEqual(ExitCodes.Usage, unasked.Code, unasked.ToString());
        StringAssert.Contains(unasked.Error, "0 devices of wave canary reported success, 1 of 1 have to. "
            + "Lock 0.03 ETH on chain 31337 for wave 100-percent: 0.01 ETH for each of 3 devices?");
        CollectionAssert.AreEqual(new[] { 1 }, await FundedAsync());
        await DoneAsync("vendor rollout advance --json", Paying);
        CollectionAssert.AreEqual(new[] { 1, 3 }, await FundedAsync());
        Outcome more = await _desk.RunAsync("vendor rollout advance", Paying);
        Assert.AreEqual(ExitCodes.Refused, more.Code, more.ToString());
    }

    [TestMethod]
    public async Task Stop_WithARecall_TakesTheReleaseBack()
    {
        await PlanAndReleaseAsync("--canary", "1", "--soak", "0");
        await ReportAsync(wave: 0, Core.Outcome.Installed);
        await DoneAsync("vendor rollout stop --json --reason Hot.", Rollout);
        await RunAsync(ExitCodes.Refused);
        JsonNode stopped = await DoneAsync(
            "vendor rollout stop --json --recall --manifest-key", [_desk.Path("keys/manifest.json"), .. Rollout]);
        Assert.AreEqual("Hot.", (string)stopped["sentence"]!);
        Assert.IsTrue((bool)stopped["isRecalled"]!);
        Assert.AreEqual(
            ExitCodes.Refused, (await _desk.RunAsync("vendor rollout resume --yes", Rollout)).Code,
            "What is recalled stays so.");
        CollectionAssert.AreEqual(new[] { 1 }, await FundedAsync());
    }

    [TestMethod]
    public async Task Status_OfAReleaseWithoutARollout_IsRefused()
    {
        await ReleaseAsync("--fleet", _desk.Path("fleet/fleet.bin"));
        Outcome status = await _desk.RunAsync("vendor rollout status", Rollout);
        Assert.AreEqual(ExitCodes.Usage, status.Code, status.ToString());
        StringAssert.Contains(status.Error, "is no staged roll-out");
    }

    private Task<Outcome> RunAsync(int code) => ExpectAsync(code, "vendor rollout run --once --json", Paying);

    private async Task PlanAndReleaseAsync(params string[] plan)
    {
        await DoneAsync(
            "vendor rollout plan --json --fleet",
            [_desk.Path("fleet/fleet.bin"), "--out", _desk.Path("plan"), .. plan]);
        JsonNode first = await ReleaseAsync("--rollout", _desk.Path("plan"));
        JsonNode again = await ReleaseAsync("--rollout", _desk.Path("plan"));
        Assert.AreEqual((string)first["releaseId"]!, (string)again["releaseId"]!);
        Assert.IsTrue((bool)again["wasFunded"]!);
    }

    private Task<JsonNode> ReleaseAsync(params string[] fleet) => DoneAsync(
        "vendor release --json --yes --image-version 1.0 --domain example.com --product sensor "
        + "--reward 0.01eth --image",
        [
            _desk.Path("app.bin"), "--origin", _originUrl, "--account", _desk.Path("keys/account.json"),
            "--manifest-key", _desk.Path("keys/manifest.json"), "--out", _desk.Path("releases/1.0"),
            .. fleet, .. Network,
        ]);

    /// <summary>Devices of a wave report to the origin, which takes that once it learned of their tranche.</summary>
    private async Task ReportAsync(int wave, int outcome, int from = 0)
    {
        byte[] list = File.ReadAllBytes(_desk.Path($"releases/1.0/rollout/wave-{wave}.bin"));
        Dictionary<Address, KeyPair> keys = Enumerable.Range(0, Devices)
            .Select(i => KeyFile.Read(_desk.Path($"fleet/device-{i}.json"), Desk.Passphrase, KeyKind.Device))
            .ToDictionary(key => key.Address);
        using ReleaseFolder folder = ReleaseFolder.Load(_desk.Path("releases/1.0"));
        byte[] release = folder.Release.Id.ToBytes();
        foreach (Address device in FleetList.Parse(list).Devices[from..].ToArray())
        {
            byte[] digest = OutcomeReport.Digest(release, outcome);
            var report = new OutcomeReport
            {
                Device = device.ToBytes(),
                Outcome = outcome,
                Signature = Ecdsa.Sign(new HostSymmetric(), keys[device].Secret, digest),
            };
            await PostAsync($"{_originUrl}/v1/releases/{folder.Release.Id.ToWire()}/reports", report.Encode());
        }
    }

    private async Task PostAsync(string url, byte[] body)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
            using HttpResponseMessage answer = await _http.PostAsync(new Uri(url), content, limit.Token);
            if ((int)answer.StatusCode == 202) return;
        }
    }

    private async Task<int[]> FundedAsync()
    {
        BlockHeader head = (await _escrow.GetBlockAsync(BlockTag.Latest))!;
        IReadOnlyList<EscrowEvent> events = await _escrow.GetEventsAsync(0, head.Number);
        return [.. events.OfType<TrancheAdded>().Select(added => (int)added.FleetSize)];
    }

    private async Task<JsonNode> DoneAsync(string line, params string[] more) =>
        (await ExpectAsync(ExitCodes.Done, line, more)).Json;

    private async Task<Outcome> ExpectAsync(int code, string line, params string[] more)
    {
        Outcome outcome = await _desk.RunAsync(line, more);
        Assert.AreEqual(code, outcome.Code, outcome.ToString());
        return outcome;
    }
}
