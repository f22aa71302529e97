using System.IO;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>The commands about the contract, on a real EVM where they need one.</summary>
[TestClass]
public sealed class EscrowTests
{
    private const long ChainId = 31337;
    private static readonly BigInteger OneEther = BigInteger.Pow(10, 18);
    private readonly Desk _desk = new();

    private string Network => _desk.Path("network.json");

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    public async Task Address_WithoutANode_IsTheOneThatTheSdkKnows()
    {
        JsonNode json = (await _desk.RunAsync("escrow address --json")).Json;
        Outcome text = await _desk.RunAsync("escrow address");

        Assert.AreEqual(EscrowDeployment.Address.ToString(), (string)json["escrow"]!);
        Assert.AreEqual(EscrowDeployment.CodeHash.ToString(), (string)json["codeHash"]!);
        Assert.Contains(EscrowDeployment.Address.ToString(), text.Output);
    }

    [TestMethod]
    public async Task Verification_ToTheOutput_IsTheCompilersInputAlone()
    {
        Outcome outcome = await _desk.RunAsync("escrow verification");

        using JsonDocument input = JsonDocument.Parse(outcome.Output);
        Assert.AreEqual("Solidity", input.RootElement.GetProperty("language").GetString());
        Assert.Contains(EscrowDeployment.Compiler, outcome.Error);
        Assert.Contains(EscrowDeployment.ContractName, outcome.Error);
    }

    [TestMethod]
    public async Task Verification_ToAFile_IsTheSameInput()
    {
        JsonNode json = (await _desk.RunAsync("escrow verification --json --out", _desk.Path("input.json"))).Json;
        JsonNode direct = (await _desk.RunAsync("escrow verification --json")).Json;

        Assert.AreEqual(EscrowDeployment.CompilerInput, File.ReadAllText((string)json["file"]!));
        Assert.IsTrue(JsonNode.DeepEquals(JsonNode.Parse(EscrowDeployment.CompilerInput), direct["input"]));
        Assert.MatchesRegex(@"^v0\.8\.\d+\+commit\.[0-9a-f]{8}$", (string)json["compiler"]!);
    }

    [TestMethod]
    public async Task Deploy_Twice_SendsOnceAndKeepsTheFiles()
    {
        await using AnvilProcess anvil = await StartAsync();
        string[] where = ["--out", Network, "--deployments", _desk.Path("deployments")];
        string file = _desk.Path($"deployments/{ChainId}.json");

        JsonNode first = await DoneAsync("escrow deploy --json --yes --account", [await AccountAsync(anvil), .. where]);
        string written = File.ReadAllText(Network);
        JsonNode again = await DoneAsync("escrow deploy --json --account", [await AccountAsync(anvil), .. where]);

        Assert.AreEqual(EscrowDeployment.Address.ToString(), (string)first["escrow"]!);
        Assert.IsFalse((bool)first["wasThere"]!);
        Assert.IsTrue((bool)again["wasThere"]!);
        Assert.IsNull(again["transaction"]);
        Assert.AreEqual((long)first["deploymentBlock"]!, (long)again["deploymentBlock"]!);
        Assert.AreEqual(written, File.ReadAllText(Network));
        Assert.AreEqual(written, File.ReadAllText(file));
        JsonNode network = JsonNode.Parse(written)!;
        Assert.AreEqual(ChainId, (long)network["chainId"]!);
        Assert.AreEqual(EscrowDeployment.CodeHash.ToString(), (string)network["codeHash"]!);
        Assert.AreEqual((string)first["transaction"]!, (string)network["transaction"]!);
        await ServesAsync("--releases", _desk.Folder, "--listen", "http://127.0.0.1:0", "--network", file);
    }

    [TestMethod]
    public async Task Deploy_WhereItIsAlready_FindsTheBlockAndAsksNothing()
    {
        await using AnvilProcess anvil = await StartAsync();
        JsonNode first = await DoneAsync(
            "escrow deploy --json --yes --account", await AccountAsync(anvil), "--out", Network);
        await anvil.MineAsync();

        JsonNode other = await DoneAsync(
            "escrow deploy --json --account", await AccountAsync(anvil, 0), "--out", _desk.Path("other.json"));

        Assert.AreEqual((long)first["deploymentBlock"]!, (long)other["deploymentBlock"]!);
        Assert.IsNull(JsonNode.Parse(File.ReadAllText(_desk.Path("other.json")))!["transaction"]);
    }

    [TestMethod]
    public async Task Deploy_WithoutYes_AsksWithThePrice()
    {
        await using AnvilProcess anvil = await StartAsync();
        _desk.Answers = "n\n";

        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --account", await AccountAsync(anvil), "--out", Network);

        Assert.AreEqual(ExitCodes.Refused, outcome.Code, outcome.ToString());
        Assert.MatchesRegex("paying at most 0\\.0\\d+ ETH\\?", outcome.Error);
        Assert.IsFalse(await EscrowDeployment.IsThereAsync(anvil.Node));
        Assert.IsFalse(File.Exists(Network));
    }

    [TestMethod]
    public async Task Deploy_OverAFileThatNamesAnotherEscrow_SendsNothing()
    {
        await using AnvilProcess anvil = await StartAsync();
        string other = new NetworkFile(ChainId, Address.Parse(new string('5', 40)), 3).ToJson().ToJsonString();
        _desk.Write("network.json", other);

        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --yes --account", await AccountAsync(anvil), "--out", Network);

        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.AreEqual(other, File.ReadAllText(Network));
        Assert.IsFalse(await EscrowDeployment.IsThereAsync(anvil.Node));
    }

    [TestMethod]
    public async Task Deploy_OverAFileOfAChainThatBeganAnew_SendsNothing()
    {
        await using AnvilProcess anvil = await StartAsync();
        _desk.Write("network.json", new NetworkFile(ChainId, EscrowDeployment.Address, 3).ToJson().ToJsonString());

        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --yes --account", await AccountAsync(anvil), "--out", Network);

        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.Contains("since block 3, and this node does not have it", outcome.Error);
        Assert.IsFalse(await EscrowDeployment.IsThereAsync(anvil.Node));
    }

    [TestMethod]
    public async Task Deploy_ToAFolder_SendsNothing()
    {
        await using AnvilProcess anvil = await StartAsync();

        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --yes --account", await AccountAsync(anvil), "--out", _desk.Folder);

        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.Contains("is a folder", outcome.Error);
        Assert.IsFalse(await EscrowDeployment.IsThereAsync(anvil.Node));
    }

    [TestMethod]
    public async Task Deploy_WithABlockThatIsNotTheEscrows_WritesNothingThatHidesEvents()
    {
        await using AnvilProcess anvil = await StartAsync();
        string account = await AccountAsync(anvil);
        await anvil.MineAsync();
        JsonNode first = await DoneAsync("escrow deploy --json --yes --account", account, "--out", Network);
        long block = (long)first["deploymentBlock"]!;
        string other = _desk.Path("other.json");

        foreach (long late in new[] { block + 1, block + 1_000_000 })
        {
            Outcome option = await _desk.RunAsync(
                $"escrow deploy --deployment-block {late} --account", account, "--out", other);
            Assert.AreEqual(ExitCodes.Usage, option.Code, option.ToString());
            Assert.IsFalse(File.Exists(other));

            _desk.Write(
                "late.json", new NetworkFile(ChainId, EscrowDeployment.Address, late).ToJson().ToJsonString());
            Outcome file = await _desk.RunAsync(
                "escrow deploy --account", account, "--out", _desk.Path("late.json"));
            Assert.AreEqual(ExitCodes.Usage, file.Code, file.ToString());
            Assert.Contains($"before block {late}", file.Error);
        }

        Outcome differs = await _desk.RunAsync(
            $"escrow deploy --deployment-block {block - 1} --account", account, "--out", Network);
        Assert.AreEqual(ExitCodes.Usage, differs.Code, differs.ToString());
        JsonNode earlier = await DoneAsync(
            $"escrow deploy --json --deployment-block {block - 1} --account", account, "--out", other);
        Assert.AreEqual(block - 1, (long)earlier["deploymentBlock"]!);
    }

    [TestMethod]
    public async Task Deploy_WithTooLittleMoney_SaysHowMuchItMayCost()
    {
        await using AnvilProcess anvil = await StartAsync();

        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --yes --account", await AccountAsync(anvil, 1), "--out", Network);

        Assert.AreEqual(ExitCodes.Refused, outcome.Code, outcome.ToString());
        Assert.Contains("holds 0.000000000000000001 ETH, and the deployment may cost 0.0", outcome.Error);
        Assert.Contains("send it more", outcome.Error);
    }

    [TestMethod]
    public async Task Deploy_OnAChainWithoutTheProxy_CreatesItIfToldTo()
    {
        await using AnvilProcess anvil = await StartAsync(new AnvilOptions { HasDeploymentProxy = false });
        string account = await AccountAsync(anvil);

        Outcome without = await _desk.RunAsync("escrow deploy --yes --account", account, "--out", Network);
        Assert.AreEqual(ExitCodes.Refused, without.Code, without.ToString());
        Assert.Contains("--with-proxy", without.Error);
        Assert.Contains("0.01 ETH", without.Error);
        Assert.IsFalse(File.Exists(Network));

        JsonNode done = await DoneAsync(
            "escrow deploy --json --yes --with-proxy --account", account, "--out", Network);
        Assert.AreEqual(EscrowDeployment.Address.ToString(), (string)done["escrow"]!);
    }

    [TestMethod]
    public async Task Deploy_WhereOtherCodeIs_IsRefusedWithBothHashes()
    {
        await using AnvilProcess anvil = await StartAsync();
        await anvil.Node.Rpc.CallAsync("anvil_setCode", [EscrowDeployment.Address.ToString(), "0x6000"]);

        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --yes --json --account", await AccountAsync(anvil), "--out", Network);

        Assert.AreEqual(ExitCodes.Refused, outcome.Code, outcome.ToString());
        JsonNode error = JsonNode.Parse(outcome.Error.TrimEnd().Split('\n')[^1])!;
        Assert.AreEqual(ExitCodes.Refused, (int)error["exitCode"]!);
        Assert.Contains($"expected code hash {EscrowDeployment.CodeHash}, found 0x", (string)error["error"]!);
    }

    [TestMethod]
    public async Task Command_WithoutANetworkFile_FindsTheEscrowOnceItIsDeployed()
    {
        await using AnvilProcess anvil = await StartAsync();
        string[] arguments = ["--releases", _desk.Folder, "--listen", "http://127.0.0.1:0"];
        Outcome before = await _desk.RunAsync("vendor serve", arguments);
        Assert.AreEqual(ExitCodes.Usage, before.Code, before.ToString());
        Assert.Contains("escrow deploy", before.Error);
        await DoneAsync("escrow deploy --json --yes --account", await AccountAsync(anvil), "--out", Network);

        await ServesAsync(arguments);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("6000")]
    public async Task Command_WithANetworkFileThatNamesNoEscrow_IsRefused(string code)
    {
        await using AnvilProcess anvil = await StartAsync();
        var there = Address.Parse(new string('5', 40));
        await anvil.Node.Rpc.CallAsync("anvil_setCode", [there.ToString(), "0x" + code]);
        _desk.Write("network.json", new NetworkFile(ChainId, there, 0).ToJson().ToJsonString());

        Outcome outcome = await _desk.RunAsync("vendor serve --releases", _desk.Folder, "--network", Network);

        Assert.AreEqual(ExitCodes.Refused, outcome.Code, outcome.ToString());
        Assert.Contains(there.ToString(), outcome.Error);
    }

    [TestMethod]
    public async Task Command_WithTheNetworkFileOfAnotherChain_SaysSo()
    {
        await using AnvilProcess anvil = await StartAsync();
        _desk.Write("network.json", new NetworkFile(1, EscrowDeployment.Address, 0).ToJson().ToJsonString());

        Outcome outcome = await _desk.RunAsync("vendor serve --releases", _desk.Folder, "--network", Network);

        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.Contains($"of chain {ChainId}, the network file of 1", outcome.Error);
    }

    private async Task ServesAsync(params string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        (Task<int> serving, _) = await _desk.ServeAsync("vendor serve", arguments, stop.Token);
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await serving);
    }

    private async Task<AnvilProcess> StartAsync(AnvilOptions? options = null)
    {
        AnvilProcess anvil = await AnvilProcess.StartAsync(options);
        _desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        return anvil;
    }

    /// <summary>The key file of a new account with money, one ether by default.</summary>
    private async Task<string> AccountAsync(AnvilProcess anvil, int? wei = null)
    {
        string path = _desk.Path(Path.GetRandomFileName());
        JsonNode key = await DoneAsync("keys create --json --kind account --out", path);
        await anvil.SetBalanceAsync(Address.Parse((string)key["address"]!), wei ?? OneEther);
        return path;
    }

    private async Task<JsonNode> DoneAsync(string line, params string[] more)
    {
        Outcome outcome = await _desk.RunAsync(line, more);
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        return outcome.Json;
    }
}
