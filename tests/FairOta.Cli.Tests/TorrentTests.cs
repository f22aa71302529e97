using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>The .torrent of a release's folder.</summary>
[TestClass]
public sealed class TorrentTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [TestMethod]
    public async Task Torrent_OfARelease_NamesItsFileItsHashAndItsOrigins()
    {
        ReleaseId id = CreateRelease("https://ota.example");
        string path = _desk.Path("1.0.torrent");
        JsonNode made = (await DoneAsync("--json --out", path)).Json;
        Assert.AreEqual(path, (string)made["file"]!);
        Assert.AreEqual(id.ToString(), (string)made["releaseId"]!);
        Assert.AreEqual(id.ToWire() + ".package", (string)made["name"]!);
        Assert.AreEqual(new FileInfo(_desk.Path("release/package.bin")).Length, (long)made["bytes"]!);
        Assert.AreEqual(
            $"https://ota.example/v1/releases/{id.ToWire()}/package/", (string)made["webSeeds"]!.AsArray().Single()!);
        Assert.StartsWith($"magnet:?xt=urn:btmh:1220{(string)made["infoHash"]!}&", (string)made["magnet"]!);
        Assert.IsFalse((bool)made["private"]!);
        Assert.IsNull(made["warnings"]);
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.StartsWith("d4:infod9:file treed72:" + id.ToWire(), text);
        StringAssert.Contains(text, "12:meta versioni2e");
        Assert.DoesNotContain("7:private", text);

        Outcome lines = await DoneAsync("--out", path);
        StringAssert.Contains(lines.Output, "Whoever has the package has the image");
        StringAssert.Contains(lines.Output, (string)made["magnet"]!);
        Assert.AreEqual(text, Encoding.Latin1.GetString(File.ReadAllBytes(path)));
    }

    [TestMethod]
    public async Task Torrent_OfTrackersAlone_IsPrivateAndHasThemInOrder()
    {
        CreateRelease("https://ota.example");
        string path = _desk.Path("1.0.torrent");
        JsonNode made = (await DoneAsync(
            "--json --private --tracker https://b.example/announce --tracker udp://a.example:6969 --out", path)).Json;
        Assert.IsTrue((bool)made["private"]!);
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.StartsWith(
            "d8:announce26:https://b.example/announce13:announce-listll26:https://b.example/announceel"
            + "20:udp://a.example:6969ee4:info",
            text);
        StringAssert.Contains(text, "7:privatei1e");
    }

    [TestMethod]
    [DataRow("--private", "without a --tracker")]
    [DataRow("--tracker ftp://a.example", "--tracker:")]
    [DataRow("--tracker announce", "--tracker:")]
    [DataRow("--tracker https://a.example/#x", "--tracker:")]
    public async Task Torrent_WrongTerms_IsRefusedAndWritesNothing(string terms, string expected)
    {
        CreateRelease("https://ota.example");
        Outcome outcome = await _desk.RunAsync(
            $"vendor torrent {terms} --out", _desk.Path("x.torrent"), "--release", _desk.Path("release"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, expected);
        Assert.IsFalse(File.Exists(_desk.Path("x.torrent")));
    }

    [TestMethod]
    public async Task Torrent_OfTooManyTrackers_IsRefused()
    {
        CreateRelease("https://ota.example");
        string[] trackers =
            [.. Enumerable.Range(0, 17).SelectMany(i => new[] { "--tracker", $"udp://t{i}.example:1" })];
        Outcome outcome = await _desk.RunAsync(
            "vendor torrent --out", [_desk.Path("x.torrent"), "--release", _desk.Path("release"), .. trackers]);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "At most 16 trackers");
    }

    private ReleaseId CreateRelease(string origin)
    {
        var account = KeyPair.Draw(KeyKind.Account, new SystemRandomness());
        var key = KeyPair.Draw(KeyKind.Manifest, new SystemRandomness());
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Release release = new ReleaseBuilder(new SystemRandomness(), TimeProvider.System).Build(
            new ReleasePlan
            {
                Image = new byte[50_000],
                Product = ProductId.Of("example.com", "sensor"),
                Version = new ImageVersion(1, 0, 0, 0),
                SecurityCounter = 0,
                Fleet = new FleetList([account.Address]),
                ChainId = 31337,
                Escrow = key.Address,
                VendorAccount = account.Address,
                Reward = 1000,
                ClaimDeadline = now + 14 * 24 * 3600,
                NotAfter = now + 30 * 24 * 3600,
                Origins = [origin],
            },
            key);
        using var folder = ReleaseFolder.Create(_desk.Path("release"), release);
        return release.Id;
    }

    private async Task<Outcome> DoneAsync(string line, string path)
    {
        Outcome outcome = await _desk.RunAsync("vendor torrent " + line, path, "--release", _desk.Path("release"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        return outcome;
    }
}
