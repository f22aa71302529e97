using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Releases that anybody can create for a few wei, against a distributor that takes every release that
/// pays.</summary>
[TestClass]
public sealed class KeeperTests
{
    [TestMethod]
    [DataRow("http://h ")]
    [DataRow(" http://h")]
    [DataRow("http://h\t")]
    [DataRow("http://h?")]
    [DataRow("http://h#")]
    [DataRow("http://0.0.0.0")]
    [DataRow("http://[::]")]
    [DataRow("http://127.0.0.1:0")]
    [DataRow("http://a..b")]
    [DataRow("http://")]
    [DataRow("http:")]
    [DataRow("")]
    [DataRow("\ud800")]
    public async Task Step_VendorNamesAUrlThatIsNone_ItsReleaseWaitsAndOthersAreBrought(string url)
    {
        await using Scene scene = await Scene.StartAsync();
        ReleaseId hostile = scene.Create("hostile", reward: 1_000_000, url);
        await scene.StepAsync();
        Assert.IsEmpty(scene.Holdings.All);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        await scene.StepAsync();
        Assert.IsNull(scene.Holdings.Find(hostile));
    }

    [TestMethod]
    [DataRow(uint.MaxValue)]
    [DataRow((uint)FleetList.MaxDevices + 1)]
    public async Task Step_VendorFundsAFleetBeyondAnyList_ItsReleaseWaitsAndNothingIsAsked(uint devices)
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Create("hostile", reward: 1, scene.Url, devices);
        await scene.StepAsync();
        Assert.IsEmpty(scene.Asked);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
    }

    [TestMethod]
    public async Task Step_VendorAddsATrancheBeyondAnyList_TheReleaseIsServedAsBefore()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.StepAsync();
        scene.World.Block(scene.World.Tranche(1) with { FleetSize = uint.MaxValue });
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held!.Fleets.Single());
    }

    [TestMethod]
    public async Task Step_OriginTricklesABodyForEver_OthersAreBroughtMeanwhileAndItIsGivenUp()
    {
        await using Scene scene = await Scene.StartAsync();
        TaskCompletionSource trickles = new(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Trickle = () => trickles.TrySetResult();
        ReleaseId hostile = scene.Create("hostile", reward: 1_000_000, scene.Url);
        scene.TarpitOf = hostile;
        Task stuck = scene.StepAsync();
        await trickles.Task;
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.IsFalse(stuck.IsCompleted);
        scene.Time.Fire();
        await stuck;
        Assert.IsNull(scene.Holdings.Find(hostile));
    }

    [TestMethod]
    public async Task Step_ManyReleasesOfDust_TheOneWithMostToEarnComesFirst()
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Create("dust", reward: 1, scene.Url); // newer, and worth 8 wei
        scene.Create("one device of much", reward: 7_999, scene.Url, devices: 1);
        scene.World.Block();
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held); // 8,000 wei
    }

    [TestMethod]
    public async Task Step_ReleasesInSeveralTokens_AreNotComparedByAmount()
    {
        Address token = World.AddressOf("token");
        await using Scene scene = await Scene.StartAsync(
            _ => new ReleaseFilter { Tokens = ReleaseFilter.All.Tokens.Add(token, 1) });
        scene.Create("in a token", reward: 1_000_000, scene.Url, token: token);
        scene.Create("in a token that is not taken", reward: 1_000_000, scene.Url, token: World.AddressOf("other"));
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held); // 8,000 wei
        int asked = scene.Asked.Count;
        await scene.StepAsync();
        Assert.IsGreaterThan(asked, scene.Asked.Count); // the one in the token, which the origin has not
        asked = scene.Asked.Count;
        await scene.StepAsync();
        Assert.HasCount(asked, scene.Asked);
    }

    [TestMethod]
    [DataRow(0, true)]
    [DataRow(-1, false)]
    public async Task Step_PackageAndFleetTogether_CountAgainstTheRoom(int bytes, bool isTaken)
    {
        await using Scene scene = await Scene.StartAsync(world => new ReleaseFilter
        {
            MaxTotalBytes = world.Holding.Content.Length + 8 * Address.Size + bytes,
        });
        await scene.StepAsync();
        Assert.AreEqual(isTaken, scene.Held is not null);
        if (!isTaken) return;
        Assert.AreEqual(scene.Held!.Content.Length + 8 * Address.Size, scene.Held.HeldBytes);
        scene.World.Block(scene.World.Tranche(1));
        int asked = scene.Asked.Count;
        await scene.StepAsync();
        Assert.HasCount(1, scene.Held.Fleets);
        Assert.HasCount(asked, scene.Asked);
    }

    [TestMethod]
    public async Task Step_OriginGoneAfterARestart_FleetsOnDiskAreServed()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.StepAsync();
        scene.World.Block(scene.World.Tranche(1) with { FleetRoot = default });
        scene.Restart();
        Assert.IsEmpty(scene.Held!.Fleets);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held.Fleets[0]);
    }

    [TestMethod]
    public async Task AddAndRemove_SideBySide_NeitherFails()
    {
        await using Scene scene = await Scene.StartAsync();
        Holding holding = scene.World.Holding;
        await Parallel.ForAsync(0, 200, (i, _) =>
        {
            if (i % 2 == 0) scene.Keeper.Add(holding);
            else scene.Keeper.Remove(holding.Id);
            return ValueTask.CompletedTask;
        });
        scene.Keeper.Remove(holding.Id);
        Assert.IsEmpty(scene.Store.Releases());
    }

    /// <summary>A keeper, an origin on a port of its own, and a release worth 8,000 wei.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly TestFolder _folder = new();
        private readonly StrangerHttp _http = new(allowPrivateNetworks: true);
        private ReleaseFilter _filter = ReleaseFilter.All;
        private LocalHost _origin = null!;

        public World World { get; } = new();

        public FiredTime Time { get; } = new();

        public HoldingSet Holdings { get; private set; } = null!;

        public HoldingStore Store => new(_folder.Path);

        public ReleaseKeeper Keeper { get; private set; } = null!;

        public ConcurrentQueue<string> Asked { get; } = [];

        public string Url => _origin.Url;

        public ReleaseId? TarpitOf { get; set; }

        /// <summary>Told once the first byte of an endless body is on its way.</summary>
        public Action Trickle { get; set; } = () => { };

        public Holding? Held => Holdings.Find(World.Release);

        public static async Task<Scene> StartAsync(Func<World, ReleaseFilter>? filter = null)
        {
            Scene scene = new();
            scene._filter = filter?.Invoke(scene.World) ?? ReleaseFilter.All;
            DistributorCatalogue catalogue = new(scene.World.Holdings, () => EscrowView.Empty, default);
            RequestDelegate serve = scene.ServeAsync(new ReadService(catalogue, _ => true));
            scene._origin = await LocalHost.StartAsync(_ => { }, app => app.Map("/v1/{**path}", serve));
            scene.World.Block(scene.World.Created with { Url = scene.Url }, scene.World.Tranche(0));
            scene.Restart();
            return scene;
        }

        public void Restart()
        {
            Holdings = new HoldingSet();
            ReleaseFetcher fetcher = new(_http, World.Identity);
            Keeper = new ReleaseKeeper(
                Holdings, Store, fetcher, _filter, TimeSpan.FromMinutes(1), Time, NullLogger<ReleaseKeeper>.Instance);
            Keeper.Load();
        }

        public ReleaseId Create(
            string name, BigInteger reward, string url, uint devices = 8, Address token = default)
        {
            ReleaseId id = new(Hash32.FromBytes(World.KeyOf(name)));
            World.Block(
                World.Created with { Release = id, Reward = reward, Url = url, Token = token },
                World.Tranche(0) with { Release = id, FleetSize = devices });
            return id;
        }

        public Task StepAsync() => Keeper.StepAsync(World.Chain.View, World.Now, CancellationToken.None);

        public async ValueTask DisposeAsync()
        {
            await _origin.DisposeAsync();
            _http.Dispose();
            World.Dispose();
            _folder.Dispose();
        }

        private RequestDelegate ServeAsync(ReadService read) => async context =>
        {
            Asked.Enqueue(context.Request.Path.Value!);
            if (TarpitOf is { } tarpit && context.Request.Path.Value!.Contains(tarpit.ToWire()))
            {
                await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                Trickle();
                TaskCompletionSource gone = new();
                using CancellationTokenRegistration _ = context.RequestAborted.Register(gone.SetResult);
                await gone.Task;
                return;
            }

            await HttpAdapter.ServeAsync(context, (request, _) => ValueTask.FromResult(read.Answer(request)!));
        };
    }
}
