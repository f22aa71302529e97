using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>A vendor that gives its release to the fleet wave by wave: the product's own rules, folders and runner. It
/// steps as the world's own, while everybody stands still.</summary>
internal sealed class SimRollout : IReportCollector, IDisposable
{
    private const long GivesUpSeconds = 3600;
    private readonly string _path = Directory.CreateTempSubdirectory("fairota-").FullName;
    private readonly FleetWorld _world;
    private readonly ReleaseFolder _release;
    private readonly RolloutFolder _rollout;
    private readonly RolloutRunner _runner;
    private readonly Dictionary<string, long> _cursors = [];
    private readonly Dictionary<Address, int> _said = [];
    private int _served = 1;
    private long? _waitsSince;
    private Moment? _moment;

    /// <summary>A roll-out of the world's release to its waves, of which nothing is funded yet.</summary>
    public SimRollout(FleetWorld world)
    {
        _world = world;
        WaveMix mix = world.Scenario.WaveRules;
        WaveRules rules = new()
        {
            AdvanceAt = new Share(Math.Clamp((int)(mix.AdvanceAt * Share.Whole), 1, Share.Whole)),
            StopAtFailures = mix.StopAtFailures,
            SoakSeconds = mix.SoakMinutes * 60L,
        };
        _release = ReleaseFolder.Create(Path.Combine(_path, "release"), world.Release.Signed);
        _rollout = RolloutFolder.Bind(_release, new RolloutPlan(
            [.. world.Waves.Select((wave, i) => new RolloutWave($"wave-{i}", wave, rules))], isByHand: false));
        IEscrow escrow = world.Vendor.Escrow;
        long first = world.Chain.FirstBlock;
        _runner = new RolloutRunner(
            escrow, first, new Publisher(escrow, first), this, new WorldTime(world.World));
    }

    /// <summary>What was decided last; null before the first step.</summary>
    public RolloutDecision? Decision { get; private set; }

    /// <summary>When that changed last, Unix milliseconds.</summary>
    public long ChangedMs { get; private set; }

    /// <summary>Takes a step, and brings fleet lists to distributors that lack them.</summary>
    public void Step(Moment moment)
    {
        _moment = moment;
        try
        {
            // Who looks at the account after an hour sees that what was sent is lost.
            bool again = moment.Now - _waitsSince > GivesUpSeconds;
            RolloutStatus status = Wait(_runner.StepAsync(_release, _rollout, again));
            _waitsSince = null;
            if (status.Decision.Sentence != Decision?.Sentence)
            {
                ChangedMs = moment.NowMs;
                moment.Note(new RolloutDecided(status.Decision.Sentence));
            }

            Decision = status.Decision;
        }
        catch (Exception e) when (e is TransactionTimeoutException or PublishUncertainException)
        {
            _waitsSince ??= moment.Now; // its block is still to come
        }

        int funded = _world.View.Find(_world.Release.Id)?.Tranches.Count ?? 0;
        if (funded != _served) _world.Vendor.Serve(_release.Release.ToHeld());
        _served = funded;
        foreach (SimDistributor distributor in _world.Distributors.OfType<SimDistributor>()) Bring(moment, distributor);
    }

    Task<CollectedReports> IReportCollector.CollectAsync(
        ReleaseId release, IReadOnlySet<Address> devices, IReadOnlyList<string> sources,
        IReadOnlyDictionary<string, long>? cursors, CancellationToken cancellation)
    {
        SimHost[] hosts = _moment is null ? [] : [_world.Vendor, .. _world.Distributors];
        foreach (SimHost host in hosts) Read(_moment!, host, release);
        return Task.FromResult(new CollectedReports(
            _said.Where(said => devices.Contains(said.Key)).ToDictionary(), []));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _release.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    private void Read(Moment moment, SimHost host, ReleaseId release)
    {
        while (true)
        {
            long after = _cursors.GetValueOrDefault(host.Url);
            Reply reply = host.Ask(moment, new ServiceRequest("GET", $"/v1/releases/{release.ToWire()}/reports")
            {
                Query = new Dictionary<string, string> { ["after"] = after.ToString(CultureInfo.InvariantCulture) },
            });
            if (reply.Status != 200 || Parse(reply.Body) is not { } list) return;
            foreach (OutcomeReport report in list.Reports.Where(each => ReportRules.IsGenuine(release, each)))
            {
                var device = Address.FromBytes(report.Device);
                _said[device] = _said.GetValueOrDefault(device, report.Outcome) == report.Outcome
                    ? report.Outcome : Outcome.Failed;
            }

            _cursors[host.Url] = list.Next < after ? 0 : list.Next;
            if (list.Reports.Length == 0) return;
        }
    }

    /// <summary>The list, if it is one.</summary>
    private static OutcomeReportList? Parse(byte[] body)
    {
        try
        {
            return OutcomeReportList.Parse(body);
        }
        catch (ProtocolException)
        {
            return null; // from somebody who lies
        }
    }

    /// <summary>Lets a distributor fetch the lists of tranches that it lacks, from the origin or another.</summary>
    private void Bring(Moment moment, SimDistributor distributor)
    {
        ReleaseView? shown = _world.View.Find(_world.Release.Id);
        if (shown is null || !distributor.IsUp || distributor.HoldingOf(_world.Release.Id) is not { } holding) return;
        for (int tranche = 0; tranche < shown.Tranches.Count; tranche++)
        {
            if (tranche < holding.Fleets.Length && holding.Fleets[tranche] is not null) continue;
            ServiceRequest request = new("GET", $"/v1/releases/{_world.Release.Id.ToWire()}/fleets/{tranche}");
            SimHost[] sources = [_world.Vendor, .. _world.Distributors.Where(other => other != distributor)];
            foreach (SimHost source in sources)
            {
                Reply reply = source.Ask(moment, request);
                if (reply.Status != 200 || Verify(reply, shown.Tranches[tranche]) is not { } fleet) continue;
                distributor.TakeUp(holding = holding.With(tranche, fleet));
                break;
            }
        }
    }

    /// <summary>The list, if it is the one that the chain shows.</summary>
    private static HeldFleet? Verify(Reply list, TrancheAdded tranche)
    {
        try
        {
            return HeldFleet.Verify(list.Body, tranche);
        }
        catch (InvalidDataException)
        {
            return null; // from somebody who lies
        }
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
