using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A vendor that gives a release to its devices wave by wave: the real rules, folders and runner, and reports
/// read over the world's wire.</summary>
internal sealed class WorldRollout : IReportCollector, IDisposable
{
    private readonly World _world;
    private readonly WorldVendor _vendor;
    private readonly string _path = Directory.CreateTempSubdirectory("fairota-").FullName;
    private readonly ReleaseFolder _folder;
    private readonly RolloutFolder _rollout;
    private readonly RolloutRunner _runner;

    public WorldRollout(World world, WorldVendor vendor, WaveRules rules, params WorldDevice[][] waves)
    {
        (_world, _vendor) = (world, vendor);
        Release = vendor.Make(3000, waves[0]);
        _folder = ReleaseFolder.Create(Path.Combine(_path, "release"), Release.Signed);
        _rollout = RolloutFolder.Bind(_folder, new RolloutPlan(
            [
                .. waves.Select((devices, i) => new RolloutWave(
                    $"wave-{i}", new FleetList([.. devices.Select(device => device.Address)]), rules)),
            ],
            isByHand: false));
        _runner = new RolloutRunner(
            vendor.Escrow, world.Chain.FirstBlock, new Publisher(vendor.Escrow, world.Chain.FirstBlock), this,
            new WorldTime(world));
    }

    public WorldRelease Release { get; }

    /// <summary>Devices of each tranche that the chain shows.</summary>
    public int[] Funded => [.. OnChain.Tranches.Select(tranche => (int)tranche.FleetSize)];

    private ReleaseView OnChain
    {
        get
        {
            var follower = new EscrowFollower(_vendor.Escrow, _world.Chain.FirstBlock);
            return World.Wait(follower.RefreshAsync()).View.Find(Release.Id)!;
        }
    }

    /// <summary>Looks and does what is due; what is funded then is on the origin, as that reads the release's
    /// folder.</summary>
    public RolloutStatus Step()
    {
        RolloutStatus status = World.Wait(_runner.StepAsync(_folder, _rollout));
        if (status.Funded is not null) _vendor.Serve(_folder.Release.ToHeld());
        return status;
    }

    /// <summary>Takes steps until nothing is due.</summary>
    public RolloutDecision Settle()
    {
        while (true)
        {
            if (Step() is { Funded: null } status) return status.Decision;
        }
    }

    /// <summary>What a distributor can bring of the release, from whoever answers.</summary>
    /// <returns>Tranches whose fleet list it has.</returns>
    public int Bring(WorldDistributor distributor, params IHost[] sources)
    {
        ReleaseView shown = OnChain;
        Holding holding = Release.HoldingFor(shown);
        int tranche = 1;
        for (; tranche < shown.Tranches.Count; tranche++)
        {
            var request = new ServiceRequest("GET", $"/v1/releases/{Release.Id.ToWire()}/fleets/{tranche}");
            if (sources.Select(source => source.Answer(request, _world.Now)).FirstOrDefault(r => r.Status == 200)
                is not { } list) break;
            holding = holding.With(tranche, HeldFleet.Verify(list.Body, shown.Tranches[tranche]));
        }

        distributor.TakeUp(holding);
        return tranche;
    }

    /// <summary>What a device reported to the distributors by itself; null for nothing yet.</summary>
    public int? Said(WorldDevice device)
    {
        IReadOnlyDictionary<Address, int> said = World.Wait(CollectAsync(
            Release.Id, _rollout.Devices, [.. _world.Distributors.Select(distributor => distributor.Url)])).Outcomes;
        return said.TryGetValue(device.Address, out int outcome) ? outcome : null;
    }

    public Task<CollectedReports> CollectAsync(
        ReleaseId release, IReadOnlySet<Address> devices, IReadOnlyList<string> sources,
        IReadOnlyDictionary<string, long>? cursors = null, CancellationToken cancellation = default)
    {
        var said = new Dictionary<Address, int>();
        var read = new List<ReadSource>();
        foreach (string url in sources)
        {
            Reply reply = _world.Send(
                url + "/", new ServiceRequest("GET", $"/v1/releases/{release.ToWire()}/reports")
                {
                    Query = new Dictionary<string, string> { ["after"] = "0" },
                });
            read.Add(new ReadSource(url, 0, reply.Status == 200 ? null : $"It answers {reply.Status}."));
            if (reply.Status != 200) continue;
            foreach (OutcomeReport report in OutcomeReportList.Parse(reply.Body).Reports)
            {
                if (!ReportRules.IsGenuine(release, report)) continue;
                var device = Address.FromBytes(report.Device);
                said[device] = said.GetValueOrDefault(device, report.Outcome) == report.Outcome
                    ? report.Outcome
                    : Core.Outcome.Failed;
            }
        }

        return Task.FromResult(new CollectedReports(said, read));
    }

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
