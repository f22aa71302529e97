using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Agent;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Worlds;

/// <summary>Counts what happens.</summary>
/// <param name="beginMs">When the world began, Unix milliseconds.</param>
internal sealed class Recorder(long beginMs)
{
    private readonly Dictionary<int, (AgentPhase Phase, long SinceMs)> _phases = [];
    private readonly Dictionary<AgentPhase, HistogramBuilder> _times = [];
    private readonly Dictionary<string, EndpointTraffic> _traffic = [];
    private readonly Dictionary<AgentEvent, long> _noted = [];
    private readonly Dictionary<string, long> _faults = [];
    private readonly Dictionary<Stage, Dictionary<int, long>> _first = [];

    private enum Stage
    {
        Opened,
        Staged,
        Unlocked,
        Confirmed,
        Failed,
    }

    /// <summary>Devices that run the image, confirmed.</summary>
    public int Confirmed => _first.GetValueOrDefault(Stage.Confirmed)?.Count ?? 0;

    /// <summary>Deliveries paid.</summary>
    public int Paid { get; private set; }

    /// <summary>Takes note of something.</summary>
    public void See(Happening happening)
    {
        switch (happening)
        {
            case PhaseBegan e:
                Enter(e);
                break;
            case Exchanged e:
                Count(e);
                break;
            case ImageConfirmed:
                Reach(Stage.Confirmed, happening);
                break;
            case DeviceNoted e:
                _noted[e.Event] = _noted.GetValueOrDefault(e.Event) + 1;
                break;
            case FaultInjected e:
                _faults[e.Kind] = _faults.GetValueOrDefault(e.Kind) + 1;
                break;
        }
    }

    /// <summary>Takes note of what the chain shows.</summary>
    public void Look(FleetWorld world) => Paid = world.View.Find(world.Release.Id)?.Paid.Values.Sum() ?? 0;

    private void Enter(PhaseBegan e)
    {
        if (_phases.TryGetValue(e.Actor, out var last))
        {
            if (!_times.TryGetValue(last.Phase, out HistogramBuilder? times))
                _times[last.Phase] = times = new HistogramBuilder();
            times.Add(e.AtMs - last.SinceMs);
        }

        _phases[e.Actor] = (e.Phase, e.AtMs);
        switch (e.Phase)
        {
            case AgentPhase.Download:
                Reach(Stage.Opened, e);
                break;
            case AgentPhase.Challenge:
                Reach(Stage.Staged, e);
                break;
            case AgentPhase.Unsealing:
                Reach(Stage.Unlocked, e);
                break;
        }
    }

    private void Count(Exchanged e)
    {
        EndpointTraffic traffic = _traffic.GetValueOrDefault(e.Endpoint) ?? new EndpointTraffic(e.Endpoint, 0, 0, 0, 0, 0);
        _traffic[e.Endpoint] = traffic with
        {
            Requests = traffic.Requests + 1,
            Lost = traffic.Lost + (e.Status == 0 ? 1 : 0),
            Refused = traffic.Refused + (e.Status >= 400 ? 1 : 0),
            BytesUp = traffic.BytesUp + e.BytesUp,
            BytesDown = traffic.BytesDown + e.BytesDown,
        };
    }

    private void Reach(Stage stage, Happening happening)
    {
        if (!_first.TryGetValue(stage, out var first)) _first[stage] = first = [];
        first.TryAdd(happening.Actor, happening.AtMs - beginMs);
    }

    /// <summary>The phases' durations, in the order of the phases.</summary>
    public ImmutableArray<PhaseStatistics> Phases() =>
        [.. _times.OrderBy(each => each.Key).Select(each => new PhaseStatistics(each.Key.ToString(), each.Value.ToHistogram()))];
}
