using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

[TestClass]
public sealed class UsageTests
{
    private readonly Desk _desk = new();

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    [DataRow("vendor keys create")]
    [DataRow("vendor assemblies")]
    [DataRow("vendor release")]
    [DataRow("vendor inspect")]
    [DataRow("vendor tranche")]
    [DataRow("vendor torrent")]
    [DataRow("vendor reclaim")]
    [DataRow("vendor serve")]
    [DataRow("vendor rollout plan")]
    [DataRow("vendor rollout run")]
    [DataRow("vendor rollout status")]
    [DataRow("vendor rollout advance")]
    [DataRow("vendor rollout stop")]
    [DataRow("vendor rollout resume")]
    [DataRow("vendor watch")]
    [DataRow("vendor recall")]
    [DataRow("vendor rotate-key")]
    [DataRow("vendor keys trust")]
    [DataRow("distributor run")]
    [DataRow("device run")]
    [DataRow("escrow address")]
    [DataRow("escrow deploy")]
    [DataRow("escrow verification")]
    [DataRow("fleet create")]
    [DataRow("fleet import")]
    [DataRow("fleet inspect")]
    [DataRow("fleet provision")]
    [DataRow("keys create")]
    [DataRow("keys import")]
    public async Task Help_OfACommand_HasExamplesAndExitCodes(string command)
    {
        Outcome outcome = await _desk.RunAsync(command, "--help");
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Output, "fairota " + command);
        StringAssert.Contains(outcome.Output, "Examples:");
        StringAssert.Contains(outcome.Output, "Exit codes:");
        Assert.AreEqual("", outcome.Error);
    }

    [TestMethod]
    public async Task Help_OfTheTool_NamesEveryGroup()
    {
        Outcome outcome = await _desk.RunAsync("--help");
        foreach (string group in new[] { "vendor", "distributor", "device", "escrow", "fleet", "keys" })
            StringAssert.Contains(outcome.Output, group);
    }

    [TestMethod]
    [DataRow("vendor")]
    [DataRow("sell")]
    [DataRow("vendor release --no-such-option")]
    [DataRow("vendor release")]
    [DataRow("fleet create --devices 0 --out x")]
    [DataRow("fleet create --devices 1001 --out x")]
    [DataRow("fleet import --addresses missing.txt")]
    [DataRow("keys create --kind root --out x")]
    [DataRow("keys create --kind 0 --out x")]
    [DataRow("escrow deploy --account missing.json --rpc http://127.0.0.1:1")]
    [DataRow("escrow address --network x")]
    [DataRow("vendor serve --releases . --listen 8080")]
    [DataRow("vendor serve --releases . --listen http://127.0.0.1:8080/path")]
    [DataRow("vendor serve --releases . --rpc localhost:8545")]
    [DataRow("device run --signer 02")]
    [DataRow("device run --data x --key missing.json")]
    [DataRow("device run --data x --domain example.com --product sensor --origin http://a.example")]
    [DataRow("device run --data x --device . --hardware 3")]
    [DataRow("device run --data x --device . --product-id 00000000-0000-0000-0000-000000000000")]
    [DataRow("device run --slot-size 4096")]
    [DataRow("device run --distributor https://d.example")]
    [DataRow("vendor inspect")]
    [DataRow("vendor inspect app.bin --boot-key missing.pem --slot-size 131072")]
    [DataRow("vendor release --format elf")]
    [DataRow("vendor inspect app.bin --write-size 3")]
    [DataRow("vendor inspect app.bin --write-size 8")]
    [DataRow("vendor inspect app.bin --sector-size 4096")]
    [DataRow("vendor watch")]
    [DataRow("vendor watch --release-id 0x12")]
    [DataRow("vendor reclaim --releases .")]
    [DataRow("vendor reclaim --dry-run")]
    [DataRow("vendor recall")]
    [DataRow("vendor rotate-key --new-key x")]
    [DataRow("vendor release --trust-key 02")]
    [DataRow("fleet inspect")]
    [DataRow("fleet inspect x --device 0x12")]
    [DataRow("fleet provision --count 0 --out x")]
    [DataRow("fleet provision --count 10001 --out x")]
    [DataRow("fleet provision --count 1 --out x --domain example.com --product sensor")]
    [DataRow("device run --installed-version 1.2.3.4.5")]
    public async Task WrongUsage_IsOneSentenceAndExitCode2(string line)
    {
        Outcome outcome = await _desk.RunAsync(line);
        AssertIsRefused(outcome);
    }

    /// <summary>Most lines lack other options too, so a refusal alone would not show that this one is
    /// checked.</summary>
    [TestMethod]
    [DataRow("escrow deploy --deployment-block -1")]
    [DataRow("escrow deploy --out .")]
    [DataRow("escrow verification --out .")]
    [DataRow("distributor run --min-reward 5")]
    [DataRow("distributor run --min-reward 5units")]
    [DataRow("distributor run --token 0x7777777777777777777777777777777777777777")]
    [DataRow("distributor run --token 0x7777777777777777777777777777777777777777=lots")]
    [DataRow("distributor run --token 0x0000000000000000000000000000000000000000=5")]
    [DataRow("distributor run --token coin=5")]
    [DataRow("vendor release --domain example.com --product sensor --reward 5lots")]
    [DataRow("vendor release --domain example.com --product sensor --token 0x0000000000000000000000000000000000000000")]
    [DataRow("vendor release --domain example.com --product sensor --token 0x12")]
    [DataRow("distributor run --confirmations -1")]
    [DataRow("distributor run --gas-margin -1")]
    [DataRow("distributor run --batch 101")]
    [DataRow("distributor run --batch-age 43201")]
    [DataRow("distributor run --batch-spread 43201")]
    [DataRow("distributor run --batch-value 5")]
    [DataRow("distributor run --batch-value 5units")]
    [DataRow("distributor run --batch-token-value 0x7777777777777777777777777777777777777777")]
    [DataRow("distributor run --batch-token-value 0x0000000000000000000000000000000000000000=5")]
    [DataRow("distributor run --token-worth 0x7777777777777777777777777777777777777777=5")]
    [DataRow("distributor run --token-worth 0x7777777777777777777777777777777777777777=5units")]
    [DataRow("distributor run --token-worth 0x0000000000000000000000000000000000000000=1eth")]
    [DataRow("distributor run --unknown-worth maybe")]
    [DataRow("distributor run --replace-after 9")]
    [DataRow("distributor run --min-hours-left 5")]
    [DataRow("distributor run --max-releases 0")]
    [DataRow("distributor run --bar-vendor 0x77")]
    [DataRow("distributor run --package-source nowhere")]
    [DataRow("distributor run --package-folder nowhere")]
    [DataRow("distributor run --package-wait soon")]
    [DataRow("distributor run --package-source https://d1.example=missing.token")]
    [DataRow("distributor run --vendor 0x12")]
    [DataRow("distributor run --public-url ftp://x")]
    [DataRow("vendor serve --releases . --poll-ms 1")]
    [DataRow("vendor release --domain example.com --product sensor --samples 31")]
    [DataRow("fleet create --out x --devices many")]
    public async Task WrongValue_IsSaidOfItsOption(string line)
    {
        string option = line.Split(' ').Last(word => word.StartsWith("--", StringComparison.Ordinal));

        Outcome outcome = await _desk.RunAsync(line);

        AssertIsRefused(outcome);
        StringAssert.Contains(outcome.Error, $"{option}: ");
    }

    [TestMethod]
    public async Task WrongUsage_WithJson_IsJson()
    {
        Outcome outcome = await _desk.RunAsync("fleet create --devices 0 --json");
        JsonNode error = JsonNode.Parse(outcome.Error)!;
        Assert.AreEqual(ExitCodes.Usage, (int)error["exitCode"]!);
        StringAssert.Contains((string)error["error"]!, "--devices");
    }

    /// <summary>Whoever reads JSON from the error output finds one object there, whatever went on before.</summary>
    [TestMethod]
    public async Task Refusal_AfterProgress_IsAloneOnTheErrorOutputWithJson()
    {
        await _desk.RunAsync("keys create --kind account --out", _desk.Path("a.json"));
        string[] line =
            ["--account", _desk.Path("a.json"), "--out", _desk.Path("n.json"), "--rpc", "http://127.0.0.1:1"];
        StringAssert.Contains((await _desk.RunAsync("escrow deploy", line)).Error, "Unlocking");
        Outcome outcome = await _desk.RunAsync("escrow deploy --json", line);
        Assert.AreEqual(ExitCodes.Network, (int)JsonNode.Parse(outcome.Error)!["exitCode"]!);
    }

    [TestMethod]
    public async Task Product_ByHalf_IsRefused()
    {
        Outcome outcome = await _desk.RunAsync("device run --domain example.com");
        StringAssert.Contains(outcome.Error, "--product-id");
    }

    [TestMethod]
    public async Task Node_NotGiven_SaysHowToGiveIt()
    {
        await _desk.RunAsync("keys create --kind account --out", _desk.Path("a.json"));
        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --account", _desk.Path("a.json"), "--out", _desk.Path("network.json"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        StringAssert.Contains(outcome.Error, "FAIROTA_RPC");
    }

    [TestMethod]
    public async Task Node_ThatCannotBeReached_IsExitCode4()
    {
        await _desk.RunAsync("keys create --kind account --out", _desk.Path("a.json"));
        _desk.Environment["FAIROTA_RPC"] = "http://127.0.0.1:1/secret-access-key";
        Outcome outcome = await _desk.RunAsync(
            "escrow deploy --yes --account", _desk.Path("a.json"), "--out", _desk.Path("network.json"));
        Assert.AreEqual(ExitCodes.Network, outcome.Code, outcome.ToString());
        Assert.IsFalse(outcome.Error.Contains("secret-access-key", StringComparison.Ordinal));
        Assert.IsFalse(File.Exists(_desk.Path("network.json")));
    }

    [TestMethod]
    public async Task NetworkFile_MissingOrDamaged_IsRefused()
    {
        string[] rest = ["--releases", _desk.Folder, "--rpc", "http://127.0.0.1:1", "--network", _desk.Path("n.json")];
        Outcome missing = await _desk.RunAsync("vendor serve", rest);
        Assert.AreEqual(ExitCodes.Usage, missing.Code);
        StringAssert.Contains(missing.Error, "escrow deploy");
        string before = new NetworkFile(1, EscrowDeployment.Address, -1).ToJson().ToJsonString();
        foreach (string text in new[] { "", "{}", "[]", """{"format":"fairota-network/2"}""", before })
        {
            _desk.Write("n.json", text);
            Assert.AreEqual(ExitCodes.Usage, (await _desk.RunAsync("vendor serve", rest)).Code);
        }
    }

    /// <summary>Whoever adds an option puts it into a section, and into this list.</summary>
    [TestMethod]
    public async Task Help_OfDistributorRun_HasEveryOptionInOneSection()
    {
        Dictionary<string, string> expected = new()
        {
            ["Identity"] = "account passphrase-file passphrase-env data secret database public-url",
            ["Network"] = "rpc network poll-ms allow-private-networks",
            ["Work"] = "vendor bar-vendor min-reward gas-margin gas-per-delivery min-hours-left min-devices-left "
                + "min-package max-package max-bytes max-devices max-releases package-source "
                + "package-folder package-wait token",
            ["Claims"] = "confirmations batch batch-age batch-spread batch-value batch-token-value token-worth "
                + "unknown-worth reserve-at-a-loss replace-after key-at-receipt",
            ["Limits"] = "max-connections max-sessions max-release-sessions max-rate max-caller-rate "
                + "max-release-rate max-caller-requests max-caller-at-once least-rate work work-queue",
            ["Serving"] = "package-tokens stop-within listen trusted-proxy",
            ["Dashboard"] = "dashboard dashboard-token",
            ["Logs"] = "log-format otlp",
            ["Options"] = "help json",
        };
        string help = (await _desk.RunAsync("distributor run", "--help")).Output.Split("Examples:")[0];
        Dictionary<string, string> found = [];
        string section = "";
        foreach (string line in help.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ') section = line.TrimEnd(':');
            if (!line.StartsWith("  -", StringComparison.Ordinal)) continue;
            string name = line.Split(' ', ',').First(word => word.StartsWith("--", StringComparison.Ordinal))[2..];
            found[section] = found.TryGetValue(section, out string? before) ? $"{before} {name}" : name;
        }

        CollectionAssert.AreEqual(expected.Keys, found.Keys);
        foreach ((string heading, string options) in expected) Assert.AreEqual(options, found[heading], heading);
    }

    [TestMethod]
    public async Task EveryOption_IsDescribed()
    {
        foreach (string command in new[] { "vendor release", "distributor run", "device run", "escrow deploy" })
        {
            string help = (await _desk.RunAsync(command, "--help")).Output.Split("Examples:")[0];
            string[] options = [.. help.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal))];
            Assert.IsTrue(options.Length > 5);
            foreach (string option in options) StringAssert.Matches(option, new(@"^  --[a-z-]+.*\s{2,}\S.*[.\]]\s*$"));
        }
    }

    /// <summary>In one sentence.</summary>
    private static void AssertIsRefused(Outcome outcome)
    {
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.AreEqual("", outcome.Output);
        string error = outcome.Error.TrimEnd();
        StringAssert.StartsWith(error, "fairota: ");
        StringAssert.Contains(error, "--help'.");
        Assert.IsFalse(error.Contains('\n'), error);
        Assert.IsFalse(error.Contains("   at ", StringComparison.Ordinal), error);
    }
}
