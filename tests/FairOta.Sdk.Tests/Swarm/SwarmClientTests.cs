using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Swarm;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Tests.Vendor;
using FairOta.Sdk.Vendor;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Swarm;

/// <summary>A release on its way by a real BitTorrent client, libtorrent: from an origin's web seed to one client, from
/// that to another, and from that one's folder to a distributor.</summary>
[TestClass]
[TestCategory("BitTorrent")]
public sealed class SwarmClientTests : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly TestFolder _folder = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private readonly OriginService _origin = new();
    private LocalHost _host = null!;

    public TestContext TestContext { get; set; } = null!;

    [TestInitialize]
    public async Task RequireTheClientAsync()
    {
        _host = await LocalHost.StartAsync(_ => { }, app => HttpAdapter.Map(
            app,
            new ServingGate(new ServingLimits(), TimeProvider.System, new SystemRandomness()),
            TimeProvider.System,
            (request, now, _) =>
            {
                _asked.Enqueue(request.Path);
                return ValueTask.FromResult(_origin.Handle(request, now));
            }));
        if (!File.Exists(Python) || (await RunAsync("-c", "import libtorrent")).Code != 0)
            Assert.Inconclusive("libtorrent is not installed (Debian: python3-libtorrent).");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow(4096, 500_000)]
    [DataRow(16, 0)]
    public async Task Release_ThroughTheSwarm_ReachesADistributorThatAsksNobodyForIt(int segmentSize, int moreBytes)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(
            _ => ReleaseFilter.All with { Vendors = [Sample.Account.Address] });
        Release release = Publish(scene, segmentSize, moreBytes);
        MetainfoTerms terms = new() { WebSeeds = MetainfoTerms.Origins(release.Manifest, _host.Url) };
        var metainfo = Metainfo.Of(release.Id, release.Package, terms);
        JsonElement carried = await CarryAsync(metainfo);
        Assert.AreEqual(Convert.ToHexStringLower(metainfo.InfoHash), carried.GetProperty("infoHash").GetString());
        Assert.IsTrue(carried.GetProperty("isV2Alone").GetBoolean());
        Assert.AreEqual(metainfo.Name, carried.GetProperty("name").GetString());
        Assert.AreEqual(metainfo.FileBytes, carried.GetProperty("bytes").GetInt64());
        Assert.AreEqual(metainfo.Terms.WebSeeds.Single(), carried.GetProperty("webSeeds")[0].GetString());
        foreach (string client in new[] { "first", "second" })
        {
            CollectionAssert.AreEqual(
                release.Package.ToArray(), await File.ReadAllBytesAsync(_folder.File($"{client}/{metainfo.Name}")));
        }

        Assert.IsTrue(_asked.Any(path => path.EndsWith(metainfo.Name, StringComparison.Ordinal)));
        _asked.Clear();
        await TakeAsync(scene, "second");
        AssertHeld(scene, release);
        Assert.IsFalse(_asked.Any(path => path.Contains("/package")), string.Join(' ', _asked));
    }

    [TestMethod]
    public async Task Release_GarbledAfterTheSwarm_IsMendedByTheOrigin()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(
            _ => ReleaseFilter.All with { Vendors = [Sample.Account.Address] });
        Release release = Publish(scene, 16, 0);
        MetainfoTerms terms = new() { WebSeeds = MetainfoTerms.Origins(release.Manifest, _host.Url) };
        var metainfo = Metainfo.Of(release.Id, release.Package, terms);
        await CarryAsync(metainfo);
        string path = _folder.File("second/" + metainfo.Name);
        byte[] garbled = await File.ReadAllBytesAsync(path);
        garbled[garbled.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, garbled);
        _asked.Clear();
        await TakeAsync(scene, "second");
        AssertHeld(scene, release);
        Assert.AreEqual(1, _asked.Count(asked => asked.EndsWith("/package", StringComparison.Ordinal)));
    }

    private Release Publish(KeeperScene scene, int segmentSize, int moreBytes)
    {
        Release release = Sample.Build(plan => plan with
        {
            Image = [.. Enumerable.Range(0, plan.Image.Length + moreBytes).Select(i => (byte)(i * 7 + i / 251))],
            SegmentSize = segmentSize,
            Escrow = World.Identity.Escrow,
            Origins = [_host.Url],
        });
        EscrowEvent[] funded =
        [
            new ReleaseCreated(
                default, release.Id, Sample.Account.Address, release.ManifestHash, default, 1000, World.Deadline,
                _host.Url),
            new TrancheAdded(
                default, release.Id, 0, new FleetTree(release.Tranches[0]).Root, (uint)release.Tranches[0].Count),
        ];
        _origin.Catalogue = OriginCatalogue.Of([release.ToHeld()], EscrowView.Empty.Apply(funded));
        scene.World.Block(funded);
        return release;
    }

    private async Task<JsonElement> CarryAsync(Metainfo metainfo)
    {
        string torrent = _folder.File("release.torrent");
        await File.WriteAllBytesAsync(torrent, metainfo.Bytes);
        string script = Path.Combine(VectorFiles.RepositoryRoot, "tests", "interop", "swarm.py");
        foreach (string client in new[] { "first", "second" }) Directory.CreateDirectory(_folder.File(client));
        (int code, string output, string error) = await RunAsync(
            script, torrent, _folder.File("first"), _folder.File("second"));
        Assert.AreEqual(0, code, error);
        using var answer = JsonDocument.Parse(output);
        return answer.RootElement.Clone();
    }

    private async Task TakeAsync(KeeperScene scene, string client)
    {
        scene.Options.PackageFolder = _folder.File(client);
        scene.Restart();
        await scene.StepAsync();
    }

    private static void AssertHeld(KeeperScene scene, Release release)
    {
        Holding? held = scene.Holdings.Find(release.Id);
        Assert.IsNotNull(held, scene.WorkOn(release.Id)?.Refusal?.Sentence);
        CollectionAssert.AreEqual(release.Package.ToArray(), held.Served.Package.ToArray());
        Assert.IsNotNull(held.Fleets[0]);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await process.WaitForExitAsync(TestContext.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
