using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>A vendor that gives its release to the fleet wave by wave: the product's own rules, folders and runner. It
/// steps as the world's own, while everybody stands still.</summary>
internal sealed class SimRollout : IReportCollector
{
    private readonly FleetWorld _world;
    private readonly string _path;
    private readonly Dictionary<string, long> _cursors = [];
    private readonly Dictionary<Address, int> _said = [];
    private int _served;
    private Driver? _driver;
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
        _path = world.Vendor.Write(world.Release);
        using ReleaseFolder release = ReleaseFolder.Load(_path);
        RolloutFolder.Bind(release, new RolloutPlan(
            [.. world.Waves.Select((wave, i) => new RolloutWave($"wave-{i}", wave, rules))], isByHand: false));
    }

    /// <summary>What was decided last; null before the first step.</summary>
    public RolloutDecision? Decision { get; private set; }

    /// <summary>When that changed last, Unix milliseconds.</summary>
    public long ChangedMs { get; private set; }

    /// <summary>Takes a step.</summary>
    public void Step(Moment moment)
    {
        _moment = moment;
        _world.Vendor.Do(moment, StepAsync);
        int funded = _world.View.Find(_world.Release.Id)?.Tranches.Count ?? 0;
        if (funded == _served) return;
        _served = funded;
        _world.Vendor.Serve((_world.Release.Signed with { Tranches = [.. _world.Waves.Take(funded)] }).ToHeld());
    }

    private async Task StepAsync(ToolRun run)
    {
        if (_driver?.Run != run)
        {
            ReleaseFolder release = run.Open(_path);
            long first = _world.Chain.FirstBlock;
            _driver = new Driver(
                run, release, RolloutFolder.Load(release)!,
                new RolloutRunner(run, first, run.Publisher, this, new WorldTime(_world.World)));
        }

        RolloutStatus status = await _driver.Runner.StepAsync(_driver.Release, _driver.Rollout).ConfigureAwait(false);
        if (status.Decision.Sentence != Decision?.Sentence)
        {
            ChangedMs = _moment!.NowMs;
            _moment.Note(new RolloutDecided(status.Decision.Sentence));
        }

        Decision = status.Decision;
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

    /// <summary>What one run of the tool goes on with.</summary>
    private sealed record Driver(ToolRun Run, ReleaseFolder Release, RolloutFolder Rollout, RolloutRunner Runner);
}
