using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Dashboard.Tests;

/// <summary>A distributor's host whose books a world writes: two days of deliveries of two releases, and three releases
/// that are recalled, over or not taken. The clock stands until a test moves it.</summary>
internal sealed class DistributorScene : IAsyncDisposable
{
    private static readonly BigInteger Reward = 500_000_000_000_123;
    private readonly TestFolder _folder = new();
    private readonly FixedTime _time = new(World.Start);
    private int _next;

    private DistributorScene(int devices)
    {
        DistributorPolicy policy = new() { Confirmations = 0, BatchAgeSeconds = 0 };
        World = new World(policy, devices, () => new SqliteBooks(_folder.File("books.db")));
    }

    public World World { get; }

    public LocalHost Host { get; private set; } = null!;

    public TestFolder Folder => _folder;

    public DistributorProbe Probe => Host.Services.GetRequiredService<DistributorProbe>();

    public ReleaseId Second { get; private set; }

    public TrafficTally Traffic =>
        Host.Services.GetRequiredKeyedService<TrafficTally>(typeof(DistributorService));

    /// <summary>Starts it.</summary>
    /// <param name="devices">Devices of the fleet.</param>
    /// <param name="deliveries">Deliveries that were paid, over two days.</param>
    /// <param name="map">Maps the dashboard; by default at the root.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="publicUrl">What it announces, also what no option would take.</param>
    public static async Task<DistributorScene> StartAsync(
        int devices = 24, int deliveries = 6, Action<IEndpointRouteBuilder>? map = null,
        Action<IServiceCollection>? services = null, string publicUrl = "https://d1.example")
    {
        DistributorScene scene = new(devices);
        FakeEscrow escrow = new();
        DistributorOptions options = new() { Escrow = escrow, DataDirectory = scene._folder.Path };
        scene.Host = await LocalHost.StartAsync(
            collection =>
            {
                collection.AddSingleton<TimeProvider>(scene._time).AddFairOtaDistributor(options);
                collection.AddSingleton(scene.World.Holdings);
                collection.Remove(collection.Single(s => s.ImplementationType == typeof(DistributorWorker)));
                services?.Invoke(collection);
            },
            app =>
            {
                app.MapFairOtaDistributor();
                if (map is null) app.MapFairOtaDashboard("");
                else map(app);
            });
        options.PublicUrl = publicUrl;
        scene.Play(deliveries);
        return scene;
    }

    /// <summary>A delivery by the next device, of which the receipt is here.</summary>
    public Exchange Receive(ReleaseId? release = null) =>
        World.Devices[_next++ % World.Devices.Count].Receipt((uint)_next, release ?? World.Release);

    /// <summary>A delivery by the next device that the chain shows paid to us, or to somebody else.</summary>
    public void Deliver(ReleaseId? release = null, Address? to = null)
    {
        Exchange exchange = Receive(release);
        var key = Hash32.FromBytes(World.KeyOf("k" + _next));
        if (to is null)
        {
            Show();
            World.Block(World.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
            key = Show().OfType<Reveal>()
                .Single(reveal => reveal.Reservation.Release == exchange.Release).Keys.Single();
        }

        World.Block(World.DeliveredBy(to ?? World.Self, exchange, key));
        Show();
    }

    /// <summary>Writes a session that only began, and lets the host see the chain.</summary>
    public void Open() => World.Devices[_next++ % World.Devices.Count].Open((uint)_next);

    /// <summary>Time passes, and nobody follows the chain.</summary>
    public void Wait(long seconds) => _time.Now += seconds;

    /// <summary>Brings the books to what the chain shows, and shows it to the host.</summary>
    public IReadOnlyList<EscrowCall> Show()
    {
        World.Service.Chain = Rewarded(World.Chain);
        EscrowCall[] calls =
            [.. World.Service.PlanClaims(World.Now).Where(World.Service.Commit).Select(call => call.Call)];
        _time.Now = World.Now;
        Host.Services.GetRequiredService<DistributorService>().Follow(World.Service.Chain, World.Now);
        return calls;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        World.Dispose();
        _folder.Dispose();
    }

    private void Play(int deliveries)
    {
        Second = World.AddRelease(2, World.AddressOf("another vendor"));
        ReleaseId recalled = World.AddRelease(3, World.Vendor);
        World.Holdings.Recall(recalled, [1]);
        int weights = Enumerable.Range(0, deliveries).Sum(WeightOf);
        for (int i = 0; i < deliveries; i++)
        {
            Deliver(i % 3 == 2 ? Second : null);
            World.Now += 47 * World.Hour * WeightOf(i) / weights;
        }

        if (deliveries > 0)
        {
            Deliver(to: World.AddressOf("rival"));
            Receive();
            Open();
        }

        Show();
        using SqliteOutbox outbox = new(_folder.File("outbox.db"), World.Identity.ChainId, World.Self);
        for (int i = 0; i < deliveries; i++)
        {
            outbox.Settle(new SettledTransaction(
                i, i % 2 == 0 ? "reserve" : "reveal", i == 3 ? SettledOutcome.Reverted : SettledOutcome.Done, default,
                10 + i, 98_184, 98_184 * new BigInteger(1_234_567_891), 0, 1,
                World.Start + i * (47 * World.Hour / deliveries)));
        }

        IReportStore reports = Host.Services.GetRequiredService<DistributorService>().Reports.Store;
        for (int i = 0; i < deliveries; i++)
        {
            reports.TryAdd(
                World.Release,
                new OutcomeReport
                {
                    Device = World.Devices[i].Address.ToBytes(),
                    Outcome = i == 0 ? Outcome.Failed : Outcome.Installed,
                    Signature = new byte[64],
                },
                World.Now);
        }

        CallCounter calls = Host.Services.GetRequiredService<CallCounter>();
        calls.Count("reserve", CallOutcome.Sent);
        calls.Count("reveal", CallOutcome.Refused);
        Traffic.Count("open", 200, 2_121);
        Traffic.Count("segments", 200, 262_400);
        Traffic.Count("open", 429, 90);
    }

    /// <summary>How long it takes until the next delivery: they come in bursts.</summary>
    private static int WeightOf(int delivery) => 1 + delivery * 7 % 5 * (delivery % 3);

    /// <summary>The world's releases pay in thousandths of nothing; these pay like real ones.</summary>
    private static ChainState Rewarded(ChainState chain)
    {
        EscrowView view = chain.View with
        {
            Releases = chain.View.Releases.SetItems(chain.View.Releases.Select(each => KeyValuePair.Create(
                each.Key, each.Value with { Created = each.Value.Created with { Reward = Reward } }))),
        };
        return new ChainState(chain.Checkpoints.SetItem(chain.Checkpoints.Count - 1, chain.Checkpoints[^1] with
        {
            View = view,
        }));
    }
}
