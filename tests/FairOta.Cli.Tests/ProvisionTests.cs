using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>What boards are given at the factory.</summary>
[TestClass]
public sealed class ProvisionTests
{
    private const string Signer = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private readonly Desk _desk = new();

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    public async Task Provision_MakesForEveryBoardWhatTheAgentReads()
    {
        Outcome outcome = await ProvisionAsync(
            3, "--hardware", "7", "--installed-version", "1.2.3.4", "--installed-counter", "5",
            "--distributor", "0x" + new string('1', 40) + "=https://d.example", "--node", "https://node.example/key");
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        FleetList fleet = FleetList.Parse(File.ReadAllBytes(_desk.Path("boards/fleet.bin")));
        Assert.AreEqual(3, fleet.Count);
        Assert.AreEqual(new FleetTree(fleet).Root.ToString(), (string)outcome.Json["fleetRoot"]!);
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(
                fleet[i],
                Address.FromBytes(new SoftwareDeviceKey(new HostSymmetric(), Read(i, "device-key")).Address));
            AgentConfiguration board = DeviceConfiguration.Parse(Read(i, "device-config"));
            CollectionAssert.AreEqual(ProductId.Of("example.com", "sensor").ToBytes(), board.ProductId);
            CollectionAssert.AreEqual(Convert.FromHexString(Signer), board.ManifestKeys.Single());
            CollectionAssert.AreEqual(new[] { "https://ota.example" }, board.Origins);
            Assert.AreEqual("https://d.example", board.Distributors.Single().Url);
            Assert.AreEqual("https://node.example/key", board.NodeUrl);
            Assert.AreEqual(7L, board.HardwareRevision);
            Assert.AreEqual("1.2.3.4", board.InstalledVersion.ToString());
            Assert.AreEqual(5L, board.SecurityCounter);
            Assert.IsFalse(board.AllowPrivateHosts);
        }
    }

    [TestMethod]
    public async Task Provision_ShowsNoKeyAndKeepsThemForTheirOwner()
    {
        Outcome outcome = await ProvisionAsync(2);
        for (int i = 0; i < 2; i++)
        {
            Assert.IsFalse(outcome.ToString().Contains(
                Convert.ToHexStringLower(Read(i, "device-key")), StringComparison.OrdinalIgnoreCase));
            if (OperatingSystem.IsWindows()) continue;
            const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.AreEqual(Owner, File.GetUnixFileMode(_desk.Path($"boards/device-{i}/device-key")));
            Assert.AreEqual(Owner, File.GetUnixFileMode(_desk.Path($"boards/device-{i}/device-config")));
            Assert.AreEqual(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(_desk.Path($"boards/device-{i}")));
        }
    }

    [TestMethod]
    public async Task Provision_WhereAFleetIs_ReplacesNothing()
    {
        await ProvisionAsync(1);
        byte[] key = Read(0, "device-key");
        Outcome again = await ProvisionAsync(1);
        Assert.AreEqual(ExitCodes.Usage, again.Code, again.ToString());
        CollectionAssert.AreEqual(key, Read(0, "device-key"));
    }

    [TestMethod]
    public async Task Provision_Interrupted_GoesOnWithTheKeysMade()
    {
        await ProvisionAsync(3);
        byte[] first = Read(0, "device-key");
        byte[] before = File.ReadAllBytes(_desk.Path("boards/fleet.bin"));

        // As a crash leaves it: no list, the last board half made.
        File.Delete(_desk.Path("boards/fleet.bin"));
        Directory.Move(_desk.Path("boards/device-2"), _desk.Path("boards/device-2.draft"));
        File.Delete(_desk.Path("boards/device-2.draft/device-config"));
        Outcome again = await ProvisionAsync(3);
        Assert.AreEqual(ExitCodes.Done, again.Code, again.ToString());
        CollectionAssert.AreEqual(first, Read(0, "device-key"));
        byte[] after = File.ReadAllBytes(_desk.Path("boards/fleet.bin"));
        CollectionAssert.AreEqual(before[..40], after[..40]);
        CollectionAssert.AreNotEqual(before, after);
        Assert.HasCount(3, Directory.GetDirectories(_desk.Path("boards")));
    }

    [TestMethod]
    public async Task Provision_InterruptedAndOtherwiseThen_IsRefused()
    {
        await ProvisionAsync(2);
        File.Delete(_desk.Path("boards/fleet.bin"));
        Outcome otherwise = await ProvisionAsync(2, "--hardware", "8");
        Assert.AreEqual(ExitCodes.Usage, otherwise.Code);
        StringAssert.Contains(otherwise.Error, "another configuration");
        Outcome fewer = await ProvisionAsync(1);
        Assert.AreEqual(ExitCodes.Usage, fewer.Code);
        StringAssert.Contains(fewer.Error, "--count");
        Assert.IsFalse(File.Exists(_desk.Path("boards/fleet.bin")));
    }

    [TestMethod]
    [DataRow("device-key")]
    [DataRow("device-config")]
    public async Task Provision_BesideADamagedBoard_IsRefused(string file)
    {
        await ProvisionAsync(1);
        File.Delete(_desk.Path("boards/fleet.bin"));
        foreach (byte[] damaged in new byte[][] { [], new byte[32], new byte[33], new byte[5000] })
        {
            File.WriteAllBytes(_desk.Path("boards/device-0/" + file), damaged);
            Assert.AreEqual(ExitCodes.Usage, (await ProvisionAsync(1)).Code);
        }

        File.Delete(_desk.Path("boards/device-0/" + file));
        Assert.AreEqual(ExitCodes.Usage, (await ProvisionAsync(1)).Code);
    }

    [TestMethod]
    public async Task Provision_WhatNoDeviceWouldRead_IsRefused()
    {
        string[] origins = [.. Enumerable.Repeat("--origin", 9).SelectMany(name => new[] { name, "http://a.example" })];
        Outcome outcome = await ProvisionAsync(1, origins);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        Assert.IsFalse(Directory.Exists(_desk.Path("boards")));
    }

    [TestMethod]
    public async Task DeviceRun_OfAProvisionedFolder_ReadsIt()
    {
        await ProvisionAsync(1, "--origin", "http://127.0.0.1:1");
        Outcome outcome = await _desk.RunAsync(
            "device run --once --timeout 1 --device", _desk.Path("boards/device-0"), "--data", _desk.Path("data"));
        FleetList fleet = FleetList.Parse(File.ReadAllBytes(_desk.Path("boards/fleet.bin")));
        StringAssert.Contains(outcome.Error, $"Device {fleet[0]} runs.", outcome.ToString());
    }

    private Task<Outcome> ProvisionAsync(int count, params string[] more) => _desk.RunAsync(
        $"fleet provision --json --count {count} --domain example.com --product sensor --signer {Signer}"
            + " --origin https://ota.example --out",
        [_desk.Path("boards"), .. more]);

    private byte[] Read(int device, string file) => File.ReadAllBytes(_desk.Path($"boards/device-{device}/{file}"));
}
