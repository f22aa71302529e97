using System;
using System.IO;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

[TestClass]
public sealed class KeysAndFleetsTests
{
    /// <summary>The first account of anvil's and Hardhat's public phrase; worthless elsewhere.</summary>
    private const string DevelopmentKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private readonly Desk _desk = new();

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    public async Task VendorKeysCreate_MakesTwoKeysThatAreNotTheSame()
    {
        Outcome outcome = await _desk.RunAsync("vendor keys create --json --out", _desk.Path("keys"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        KeyPair account = KeyFile.Read(_desk.Path("keys/account.json"), Desk.Passphrase, KeyKind.Account);
        KeyPair manifest = KeyFile.Read(_desk.Path("keys/manifest.json"), Desk.Passphrase, KeyKind.Manifest);
        Assert.AreEqual(account.Address.ToString(), (string)outcome.Json["account"]!);
        Assert.AreEqual(
            Convert.ToHexStringLower(manifest.CompressedPublicKey), (string)outcome.Json["manifestPublicKey"]!);
        Assert.AreNotEqual(account.Address, manifest.Address);
        string secrets = Convert.ToHexStringLower(account.Secret) + Convert.ToHexStringLower(manifest.Secret);
        Assert.IsFalse(outcome.ToString().Contains(secrets[..64], StringComparison.OrdinalIgnoreCase));
        Assert.IsFalse(outcome.ToString().Contains(secrets[64..], StringComparison.OrdinalIgnoreCase));
    }

    [TestMethod]
    public async Task VendorKeysCreate_WhereKeysAre_ReplacesNone()
    {
        Directory.CreateDirectory(_desk.Path("keys"));
        _desk.Write("keys/account.json", "mine");
        Outcome outcome = await _desk.RunAsync("vendor keys create --out", _desk.Path("keys"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        Assert.AreEqual("mine", File.ReadAllText(_desk.Path("keys/account.json")));
    }

    [TestMethod]
    public async Task Passphrase_NoneGivenAndNobodyToAsk_SaysHowToGiveOne()
    {
        _desk.Environment.Clear();
        Outcome outcome = await _desk.RunAsync("keys create --kind account --out", _desk.Path("a.json"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        StringAssert.Contains(outcome.Error, "--passphrase-file");
        Assert.IsFalse(File.Exists(_desk.Path("a.json")));
    }

    [TestMethod]
    public async Task Passphrase_TooShort_IsRefused()
    {
        _desk.Environment["FAIROTA_PASSPHRASE"] = "short";
        Outcome outcome = await _desk.RunAsync("keys create --kind account --out", _desk.Path("a.json"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        Assert.IsFalse(outcome.Error.Contains("short'", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Passphrase_FromAFileOrAVariable_IsTaken()
    {
        _desk.Environment["OTHER"] = "of another variable";
        await _desk.RunAsync(
            "keys create --kind device --passphrase-file", _desk.Write("p.txt", "from a file\n"),
            "--out", _desk.Path("a"));
        await _desk.RunAsync("keys create --kind device --passphrase-env OTHER --out", _desk.Path("b"));
        KeyFile.Read(_desk.Path("a"), "from a file", KeyKind.Device);
        KeyFile.Read(_desk.Path("b"), "of another variable", KeyKind.Device);
    }

    [TestMethod]
    public async Task KeysImport_DevelopmentKey_IsItsAddress()
    {
        Outcome outcome = await _desk.RunAsync(
            "keys import --json --kind account --from", _desk.Write("k.hex", DevelopmentKey + "\n"),
            "--out", _desk.Path("a.json"));
        Assert.AreEqual("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", (string)outcome.Json["address"]!);
        Assert.IsFalse(outcome.ToString().Contains(DevelopmentKey[2..], StringComparison.OrdinalIgnoreCase));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("0x12")]
    [DataRow("not hex at all")]
    [DataRow("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task KeysImport_NoPrivateKey_IsRefused(string text)
    {
        Outcome outcome = await _desk.RunAsync(
            "keys import --kind account --from", _desk.Write("k.hex", text), "--out", _desk.Path("a.json"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.IsFalse(File.Exists(_desk.Path("a.json")));
    }

    [TestMethod]
    public async Task FleetCreate_MakesAKeyForEveryDeviceOfTheList()
    {
        Outcome outcome = await _desk.RunAsync("fleet create --json --devices 2 --out", _desk.Path("fleet"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        FleetList fleet = FleetList.Parse(File.ReadAllBytes(_desk.Path("fleet/fleet.bin")));
        for (int i = 0; i < 2; i++)
        {
            KeyPair key = KeyFile.Read(_desk.Path($"fleet/device-{i}.json"), Desk.Passphrase, KeyKind.Device);
            Assert.AreEqual(fleet[i], key.Address);
        }

        Assert.AreEqual(new FleetTree(fleet).Root.ToString(), (string)outcome.Json["fleetRoot"]!);
    }

    [TestMethod]
    public async Task FleetImport_Addresses_IsTheirList()
    {
        string text = $"# wave 1\n0x{new string('1', 40)}\n\n{new string('2', 40)} # the second\n";
        Outcome outcome = await _desk.RunAsync(
            "fleet import --json --addresses", _desk.Write("a.txt", text), "--out", _desk.Path("f.bin"));
        Assert.AreEqual(2, (int)outcome.Json["devices"]!);
        Assert.AreEqual(
            Address.Parse(new string('2', 40)), FleetList.Parse(File.ReadAllBytes(_desk.Path("f.bin")))[1]);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("0x12")]
    [DataRow("0x0000000000000000000000000000000000000000")]
    [DataRow("0x1111111111111111111111111111111111111111\n0x1111111111111111111111111111111111111111")]
    public async Task FleetImport_NoneZeroRepeatedOrMalformed_IsRefused(string text)
    {
        Outcome outcome = await _desk.RunAsync(
            "fleet import --addresses", _desk.Write("a.txt", text), "--out", _desk.Path("f.bin"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.IsFalse(File.Exists(_desk.Path("f.bin")));
    }

    [TestMethod]
    public async Task FleetImport_ByGroup_MakesAListOfEach()
    {
        string text = $"serial,address,wave\n1,0x{new string('1', 40)},canary\n2,0x{new string('2', 40)},rest\n"
            + $"3,0x{new string('3', 40)},canary\n";
        Outcome outcome = await _desk.RunAsync(
            "fleet import --json --group-by wave --from", _desk.Write("a.csv", text), "--out", _desk.Path("fleets"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        Assert.AreEqual("canary", (string)outcome.Json["groups"]![0]!["group"]!);
        Assert.AreEqual(2, FleetList.Parse(File.ReadAllBytes(_desk.Path("fleets/canary.bin"))).Count);
        Assert.AreEqual(1, FleetList.Parse(File.ReadAllBytes(_desk.Path("fleets/rest.bin"))).Count);
    }

    [TestMethod]
    [DataRow("../out")]
    [DataRow("")]
    [DataRow(".hidden")]
    [DataRow("CANARY")]
    public async Task FleetImport_GroupThatIsNoFileName_IsRefusedAndWritesNothing(string group)
    {
        string text = $"address,wave\n0x{new string('1', 40)},canary\n0x{new string('2', 40)},{group}\n";
        Outcome outcome = await _desk.RunAsync(
            "fleet import --group-by wave --from", _desk.Write("a.csv", text), "--out", _desk.Path("fleets"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "Line 3");
        Assert.IsFalse(Directory.Exists(_desk.Path("fleets")));
    }

    [TestMethod]
    public async Task FleetImport_PemAndTextTogether_IsOneList()
    {
        string pem = "-----BEGIN PUBLIC KEY-----\n" + Convert.ToBase64String(Convert.FromHexString(
            "3056301006072a8648ce3d020106052b8104000a03420004"
            + "ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
            + "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4")) + "\n-----END PUBLIC KEY-----\n";
        string text = _desk.Write("a.txt", new string('1', 40));
        string[] line = ["--from", _desk.Write("k.pem", pem), "--from", text, "--out", _desk.Path("f.bin")];
        Outcome outcome = await _desk.RunAsync("fleet import --json", line);
        Assert.AreEqual(2, (int)outcome.Json["devices"]!, outcome.ToString());
        Outcome twice = await _desk.RunAsync(
            "fleet import --json", [.. line[..^1], _desk.Path("g.bin"), "--from", text]);
        Assert.AreEqual(ExitCodes.Usage, twice.Code, twice.ToString());
        Assert.IsFalse(File.Exists(_desk.Path("g.bin")));

        const string Device = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        Outcome found = await _desk.RunAsync("fleet inspect --json", _desk.Path("f.bin"), "--device", Device);
        Assert.AreEqual(ExitCodes.Done, found.Code, found.ToString());
        Assert.AreEqual(0, (int)found.Json["asked"]![0]!["index"]!);
        Assert.AreEqual((string)outcome.Json["fleetRoot"]!, (string)found.Json["fleetRoot"]!);
        Outcome missing = await _desk.RunAsync(
            "fleet inspect --json", _desk.Path("f.bin"), "--device", new string('2', 40));
        Assert.AreEqual(ExitCodes.Refused, missing.Code);
        Assert.IsNull(missing.Json["asked"]![0]!["index"]);
    }

    [TestMethod]
    public async Task RotateKey_MakesTheNextKeyOnceAndKeepsBoth()
    {
        await _desk.RunAsync("keys create --kind manifest --out", _desk.Path("m.json"));
        string[] line = ["--manifest-key", _desk.Path("m.json"), "--new-key", _desk.Path("n.json")];
        Outcome made = await _desk.RunAsync("vendor rotate-key --json", line);
        Assert.AreEqual(ExitCodes.Done, made.Code, made.ToString());
        KeyPair next = KeyFile.Read(_desk.Path("n.json"), Desk.Passphrase, KeyKind.Manifest);
        Assert.AreEqual(Convert.ToHexStringLower(next.CompressedPublicKey), (string)made.Json["new"]!);
        Outcome again = await _desk.RunAsync("vendor rotate-key --json", line);
        Assert.AreEqual((string)made.Json["new"]!, (string)again.Json["new"]!);
        Assert.IsFalse((bool)again.Json["made"]!);
        Outcome same = await _desk.RunAsync(
            "vendor rotate-key --manifest-key", _desk.Path("m.json"), "--new-key", _desk.Path("m.json"));
        Assert.AreEqual(ExitCodes.Usage, same.Code);
    }
}
