using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A keeper over a folder, an origin on a port of its own, and a release worth 8,000 wei.</summary>
internal sealed class KeeperScene : IAsyncDisposable, IReleaseDuties
{
    private readonly TestFolder _folder = new();
    private readonly StrangerHttp _http;
    private readonly List<LocalHost> _hosts = [];

    private KeeperScene() => _http = new StrangerHttp(allowPrivateNetworks: true, Time);

    public World World { get; } = new();

    public FiredTime Time { get; } = new();

    public HoldingSet Holdings { get; private set; } = null!;

    public HoldingStore Store => new(_folder.Path);

    public string Folder => _folder.Path;

    public DistributorOptions Options { get; } = new() { FetchTimeout = TimeSpan.FromMinutes(1) };

    public ReleaseKeeper Keeper { get; private set; } = null!;

    /// <summary>Paths that the origin was asked for, with the Range header where there was one.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Bytes that the origin sent of packages.</summary>
    public int PackageBytes;

    /// <summary>Answers in place of the origin; null where the origin answers.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Releases that may not be let go.</summary>
    public HashSet<ReleaseId> Duties { get; } = [];

    /// <summary>Releases whose sessions were dropped.</summary>
    public HashSet<ReleaseId> Forgotten { get; } = [];

    /// <summary>What another process over the same books owes.</summary>
    public List<ReleaseId> Elsewhere { get; } = [];

    /// <summary>Releases of which something is answered between the question and the deed.</summary>
    public HashSet<ReleaseId> AnsweredMeanwhile { get; } = [];

    public string Url => _hosts[0].Url;

    public Holding? Held => Holdings.Find(World.Release);

    public static async Task<KeeperScene> StartAsync(Func<World, ReleaseFilter>? filter = null)
    {
        KeeperScene scene = new();
        scene.Options.Releases = filter?.Invoke(scene.World) ?? ReleaseFilter.All;
        await scene.HostAsync(context => scene.Instead is { } instead ? instead(context) : Task.FromResult(false));
        scene.World.Block(scene.World.Created with { Url = scene.Url }, scene.World.Tranche(0));
        scene.Restart();
        return scene;
    }

    /// <summary>Another host that serves what the world holds, unless something else answers.</summary>
    public async Task<LocalHost> HostAsync(Func<HttpContext, Task<bool>> instead)
    {
        DistributorCatalogue catalogue = new(World.Holdings, () => EscrowView.Empty, default);
        ReadService read = new(catalogue, _ => true);
        bool isOrigin = _hosts.Count == 0;
        RequestDelegate serve = async context =>
        {
            string range = context.Request.Headers.Range.ToString();
            if (isOrigin) Asked.Enqueue(context.Request.Path.Value! + (range.Length > 0 ? " " + range : ""));
            if (await instead(context)) return;
            await HttpAdapter.ServeAsync(context, (request, _) =>
            {
                Answer answer = read.Answer(request)!;
                if (request.Path.EndsWith("package", StringComparison.Ordinal))
                    Interlocked.Add(ref PackageBytes, (int)answer.Count);
                return ValueTask.FromResult(answer);
            });
        };
        LocalHost host = await LocalHost.StartAsync(_ => { }, app => app.Map("/v1/{**path}", serve));
        _hosts.Add(host);
        return host;
    }

    /// <summary>A new process over the same folder.</summary>
    public void Restart()
    {
        Holdings = new HoldingSet(Store);
        PackageFolder? packages = Options.PackageFolder is { } folder ? new PackageFolder(folder) : null;
        ReleaseFetcher fetcher = new(new SourceSet(_http, _http, Time), Store, World.Identity, packages);
        Keeper = new ReleaseKeeper(
            Holdings, Store, fetcher, this, Options, Time, NullLogger<ReleaseKeeper>.Instance);
        Keeper.Load(World.Now);
    }

    public ReleaseId Create(
        string name, BigInteger reward, string url, uint devices = 8, Address token = default, Address? vendor = null)
    {
        ReleaseId id = new(Hash32.FromBytes(World.KeyOf(name)));
        World.Block(
            World.Created with
            {
                Release = id,
                Reward = reward,
                Url = url,
                Token = token,
                Vendor = vendor ?? World.AddressOf("another vendor"),
            },
            World.Tranche(0) with { Release = id, FleetSize = devices });
        return id;
    }

    /// <summary>Another release that the origin serves, with its own reward.</summary>
    public ReleaseId Add(long counter, BigInteger reward)
    {
        ReleaseId id = World.AddRelease(counter, World.AddressOf("vendor " + counter));
        World.Block(
            World.Chain.View.Find(id)!.Created with { Reward = reward, Url = Url },
            World.Tranche(0) with { Release = id });
        return id;
    }

    public Task StepAsync() => Keeper.StepAsync(World.Chain.View, World.Now, CancellationToken.None);

    public Task AskOriginsAsync() =>
        Keeper.AskOriginsAsync(World.Chain.View, World.Now, CancellationToken.None);

    public ReleaseWork? WorkOn(ReleaseId release) => Keeper.Work.SingleOrDefault(work => work.Release == release);

    public IReadOnlyList<ReleaseId> Owed(long now) => Elsewhere;

    public bool HasForgotten(ReleaseId release) => Forgotten.Contains(release);

    public bool HasDuties(ReleaseId release, long now) => Duties.Contains(release);

    public bool TryLetGo(ReleaseId release, long now)
    {
        if (Duties.Contains(release) || AnsweredMeanwhile.Contains(release)) return false;
        Holdings.Remove(release);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (LocalHost host in _hosts) await host.DisposeAsync();
        _http.Dispose();
        World.Dispose();
        _folder.Dispose();
    }
}
