using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Tests.Vendor;
using FairOta.Sdk.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Sample = FairOta.Sdk.Tests.Vendor.Sample;

namespace FairOta.Dashboard.Tests;

/// <summary>An origin's host over release folders and a chain that tests write. The clock stands.</summary>
internal sealed class OriginScene : IAsyncDisposable
{
    private static readonly string[] Deliverers = ["one", "two", "three"];
    private readonly TemporaryFolder _folder = new();
    private readonly FixedTime _time = new(World.Start);
    private readonly FakeEscrow _escrow = new();
    private readonly EscrowFollower _follower;

    private OriginScene() => _follower = new EscrowFollower(_escrow, 0);

    public LocalHost Host { get; private set; } = null!;

    public OriginProbe Probe => Host.Services.GetRequiredService<OriginProbe>();

    private OriginService Service => Host.Services.GetRequiredService<OriginService>();

    public static async Task<OriginScene> StartAsync()
    {
        OriginScene scene = new();
        OriginOptions options = new() { Escrow = scene._escrow, ReleasesFolder = scene._folder.Path };
        scene.Host = await LocalHost.StartAsync(
            collection =>
            {
                collection.AddSingleton<TimeProvider>(scene._time).AddFairOtaOrigin(options);
                collection.Remove(collection.Single(s => s.ImplementationType == typeof(OriginWorker)));
            },
            app =>
            {
                app.MapFairOtaOrigin();
                app.MapFairOtaDashboard("");
            });
        return scene;
    }

    /// <summary>One release half way through its waves, one that failures stopped, one without waves that is nearly
    /// done, and three distributors.</summary>
    /// <param name="secondUrl">What the second of them announces.</param>
    public async Task PlayAsync(string secondUrl = "https://d2.example")
    {
        Announce(secondUrl);
        Release rolling = Build("rolling", 3, 2, Sample.Fleet(12), 500_000_000_000_000);
        RolloutPlan plan = new(
            [
                new("canary", Sample.Fleet(12), new WaveRules { StopAtFailures = 1, SoakSeconds = World.Day }),
                new(
                    "early", Sample.Fleet(60, 100),
                    new WaveRules { StopAtFailures = 5, StopAtShare = new Share(1000) }),
                new("everybody", Sample.Fleet(400, 1000), new WaveRules { StopAtShare = new Share(500) }),
            ],
            isByHand: false);
        await BindAsync("rolling", plan, funded: 2, passed: World.Start - 2 * World.Day);
        Fund(rolling, World.Start - 4 * World.Day, plan.Waves[0].Devices);
        Grow(rolling, World.Start - World.Day, 1, plan.Waves[1].Devices);
        Deliver(rolling, plan.Waves[0].Devices, 12);
        Deliver(rolling, plan.Waves[1].Devices, 44);
        Reserve(rolling, 1, plan.Waves[1].Devices, 44, 6);
        Report(rolling, plan.Waves[0].Devices, 0, 12, Outcome.Installed);
        Report(rolling, plan.Waves[1].Devices, 0, 36, Outcome.Installed);
        Report(rolling, plan.Waves[1].Devices, 36, 2, Outcome.Failed);
        Report(rolling, plan.Waves[1].Devices, 38, 1, Outcome.Refused);

        Release stopped = Build("stopped", 2, 7, Sample.Fleet(8, 3000), 400_000_000_000_000);
        RolloutPlan small = new(
            [
                new("canary", Sample.Fleet(8, 3000), new WaveRules { StopAtFailures = 2 }),
                new("rest", Sample.Fleet(200, 4000), new WaveRules { StopAtFailures = 4 }),
            ],
            isByHand: true);
        await BindAsync("stopped", small, funded: 1, passed: null);
        Fund(stopped, World.Start - 6 * World.Day, small.Waves[0].Devices);
        Deliver(stopped, small.Waves[0].Devices, 8);
        Report(stopped, small.Waves[0].Devices, 0, 3, Outcome.Installed);
        Report(stopped, small.Waves[0].Devices, 3, 3, Outcome.Failed);

        Release done = Build("done", 1, 9, Sample.Fleet(40, 5000), 400_000_000_000_000);
        Fund(done, World.Start - 12 * World.Day, done.Tranches[0]);
        Deliver(done, done.Tranches[0], 38);
        Report(done, done.Tranches[0], 0, 37, Outcome.Installed);
        Report(done, done.Tranches[0], 37, 1, Outcome.Failed);

        TrafficTally traffic = Host.Services.GetRequiredKeyedService<TrafficTally>(typeof(OriginService));
        for (int i = 0; i < 97; i++) traffic.Count("package", 200, 1 << 18);
        for (int i = 0; i < 12; i++) traffic.Count("report", 409, 90);
        traffic.Count("manifest", 404, 90);
        await FollowAsync();
    }

    /// <summary>So many releases of so many waves.</summary>
    public async Task FillAsync(int releases, int waves)
    {
        for (int i = 0; i < releases; i++)
        {
            int first = 1 + i * waves;
            Release release = Build("r" + i, 1, i, Sample.Fleet(1, first), 1);
            RolloutPlan plan = new(
                [
                    .. Enumerable.Range(0, waves).Select(wave => new RolloutWave(
                        wave + new string('w', 60), Sample.Fleet(1, first + wave),
                        new WaveRules { StopAtFailures = 1, StopAtShare = new Share(1) })),
                ],
                isByHand: true);
            await BindAsync("r" + i, plan, funded: 1, passed: World.Start);
            Fund(release, World.Start, release.Tranches[0]);
        }

        await FollowAsync();
    }

    /// <summary>A device's report of the release that is rolled out.</summary>
    public async Task ReportAsync(string folder, FleetList devices, int at, int outcome)
    {
        using (ReleaseFolder release = ReleaseFolder.Load(_folder.File(folder)))
            Report(release.Release, devices, at, 1, outcome);
        await FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What the origin's worker does.</summary>
    private async Task FollowAsync()
    {
        _escrow.Mine(World.Start);
        ChainState state = await _follower.RefreshAsync();
        ReleaseShelf shelf = Host.Services.GetRequiredService<ReleaseShelf>();
        IReadOnlyList<HeldRelease> releases = shelf.Refresh(e => throw e);
        Service.Following = new OriginFollowing(World.Start, state.Head, _follower.Lag);
        Service.Catalogue = OriginCatalogue.Of(releases, state.View);
    }

    private Release Build(string folder, int major, int minor, FleetList first, long reward)
    {
        ReleasePlan plan = Sample.Plan with
        {
            ChainId = World.Identity.ChainId,
            Escrow = World.Identity.Escrow,
            Version = new ImageVersion(major, minor, 0, 0),
            SecurityCounter = major * 100 + minor,
            Fleet = first,
            Reward = reward,
        };
        // The higher its version, the later it was issued.
        Release release = new ReleaseBuilder(
            new CountingRandomness(major * 1000 + minor), new FixedTime(Sample.Now + major)).Build(
                plan, Sample.ManifestKey);
        ReleaseFolder.Create(_folder.File(folder), release).Dispose();
        return release;
    }

    private async Task BindAsync(string folder, RolloutPlan plan, int funded, long? passed)
    {
        using ReleaseFolder release = ReleaseFolder.Load(_folder.File(folder));
        RolloutFolder rollout = RolloutFolder.Bind(release, plan);
        for (int wave = 1; wave < funded; wave++) rollout.TrancheOf(release, wave);
        await rollout.ChangeAsync(
            journal => journal with
            {
                Approved = funded,
                Waves = journal.Waves.SetItem(0, new WaveNote(passed, 0)),
            },
            TimeProvider.System);
    }

    private void Fund(Release release, long time, FleetList devices) => _escrow.Mine(
        time,
        new ReleaseCreated(
            default, release.Id, Sample.Account.Address, release.ManifestHash, default, release.Terms.Reward,
            Sample.Plan.ClaimDeadline, "https://vendor.example"),
        new TrancheAdded(default, release.Id, 0, new FleetTree(devices).Root, (uint)devices.Count));

    private void Grow(Release release, long time, uint tranche, FleetList devices) => _escrow.Mine(
        time, new TrancheAdded(default, release.Id, tranche, new FleetTree(devices).Root, (uint)devices.Count));

    private void Deliver(Release release, FleetList devices, int count) => _escrow.Mine(
        World.Start,
        [
            .. Enumerable.Range(0, count).Select(i => new Delivered(
                default, release.Id, devices[i], World.AddressOf(Deliverers[i % 7 == 0 ? 2 : i % 2]), default)),
        ]);

    private void Reserve(Release release, uint tranche, FleetList devices, int from, int count) => _escrow.Mine(
        World.Start,
        new Reserved(default, new Reservation(
            release.Id, tranche, World.AddressOf(Deliverers[0]), World.Start + World.Hour,
            [.. Enumerable.Range(from, count).Select(i => new Accepted((uint)i, devices[i], default))])));

    private void Report(Release release, FleetList devices, int from, int count, int outcome)
    {
        for (int i = from; i < from + count; i++)
        {
            Service.Reports.Store.TryAdd(
                release.Id,
                new OutcomeReport { Device = devices[i].ToBytes(), Outcome = outcome, Signature = new byte[64] },
                World.Start);
        }
    }

    private void Announce(string secondUrl) => _escrow.Mine(
        World.Start - 20 * World.Day,
        new DistributorAnnounced(default, World.AddressOf(Deliverers[0]), "https://d1.example"),
        new DistributorAnnounced(default, World.AddressOf(Deliverers[1]), secondUrl));
}
