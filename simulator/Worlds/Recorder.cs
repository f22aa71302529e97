using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Agent;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Worlds;

/// <summary>Counts what happens.</summary>
/// <param name="beginMs">When the world began, Unix milliseconds.</param>
internal sealed class Recorder(long beginMs)
{
    private const int MostPoints = 400;

    /// <summary>What devices note when something does not go well.</summary>
    private static readonly HashSet<AgentEvent> Failed =
    [
        AgentEvent.SourceUnavailable, AgentEvent.ManifestRefused, AgentEvent.DistributorBarred,
        AgentEvent.ReceiptLapsed, AgentEvent.SessionLeft, AgentEvent.SegmentsBad, AgentEvent.TrialRepeated,
        AgentEvent.RolledBack, AgentEvent.ReleaseUnusable,
    ];

    private readonly Dictionary<int, (AgentPhase Phase, long SinceMs)> _phases = [];
    private readonly Dictionary<AgentPhase, HistogramBuilder> _times = [];
    private readonly Dictionary<string, EndpointTraffic> _traffic = [];
    private readonly Dictionary<AgentEvent, long> _noted = [];
    private readonly Dictionary<string, long> _faults = [];
    private readonly Dictionary<Stage, Dictionary<int, long>> _first = [];
    private readonly Dictionary<string, CallCost> _calls = [];
    private readonly Dictionary<Address, BigInteger> _common = [];
    private readonly Dictionary<int, long> _sessions = [];
    private readonly Dictionary<int, long> _bytes = [];
    private readonly List<(long AtMs, int Paid)> _paidAt = [];

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
            case SessionWritten { Standing: Standing.Open, KeyOut: false } e:
                _sessions[e.Actor] = _sessions.GetValueOrDefault(e.Actor) + 1;
                break;
            case CallEnded e:
                Count(e);
                break;
            case DeviceNoted e:
                _noted[e.Event] = _noted.GetValueOrDefault(e.Event) + 1;
                if (e.Event == AgentEvent.RolledBack) Reach(Stage.Failed, happening);
                break;
            case FaultInjected e:
                _faults[e.Kind] = _faults.GetValueOrDefault(e.Kind) + 1;
                break;
            case Reorganised:
                _faults["reorganisation"] = _faults.GetValueOrDefault("reorganisation") + 1;
                break;
        }
    }

    /// <summary>Takes note of what the chain shows.</summary>
    public void Look(FleetWorld world) =>
        Pay(world.World.NowMs, world.Releases.Sum(release => world.View.Find(release.Id)?.Paid.Values.Sum() ?? 0));

    /// <summary>Takes note of how many deliveries are paid.</summary>
    public void Pay(long nowMs, int paid)
    {
        if (paid != Paid) _paidAt.Add((nowMs - beginMs, paid));
        Paid = paid;
    }

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
        _bytes[e.Actor] = _bytes.GetValueOrDefault(e.Actor) + e.BytesDown;
        EndpointTraffic traffic =
            _traffic.GetValueOrDefault(e.Endpoint) ?? new EndpointTraffic(e.Endpoint, 0, 0, 0, 0, 0);
        _traffic[e.Endpoint] = traffic with
        {
            Requests = traffic.Requests + 1,
            Lost = traffic.Lost + (e.Status == 0 ? 1 : 0),
            Refused = traffic.Refused + (e.Status >= 400 ? 1 : 0),
            BytesUp = traffic.BytesUp + e.BytesUp,
            BytesDown = traffic.BytesDown + e.BytesDown,
        };
    }

    private void Count(CallEnded e)
    {
        // What stands in the end counts: a replaced block takes its part back.
        int sign = e.Fate switch
        {
            TransactionFate.Mined or TransactionFate.Reverted => 1,
            TransactionFate.Reorganised => -1,
            _ => 0,
        };
        if (sign == 0) return;
        CallCost cost = _calls.GetValueOrDefault(e.Call) ?? new CallCost(e.Call, 0, 0, 0, 0, 0);
        _calls[e.Call] = cost with
        {
            Mined = cost.Mined + (e.Succeeded ? sign : 0),
            Reverted = cost.Reverted + (e.Succeeded ? 0 : sign),
            Deliveries = cost.Deliveries + (sign * e.Deliveries),
            Gas = cost.Gas + (sign * e.Gas),
            FeesWei = cost.FeesWei + (sign * e.Fee),
        };
        if (IsCommon(e.Call)) _common[e.Sender] = _common.GetValueOrDefault(e.Sender) + (sign * e.Fee);
    }

    /// <summary>Calls that follow from no device: releases are funded, and distributors announced, once for
    /// all.</summary>
    private static bool IsCommon(string call) =>
        call is nameof(CreateRelease) or nameof(AddTranche) or nameof(Announce) or nameof(Reclaim);

    private void Reach(Stage stage, Happening happening)
    {
        if (!_first.TryGetValue(stage, out var first)) _first[stage] = first = [];
        first.TryAdd(happening.Actor, happening.AtMs - beginMs);
    }

    /// <summary>The phases' durations, in the order of the phases.</summary>
    public ImmutableArray<PhaseStatistics> Phases() =>
    [
        .. _times.OrderBy(each => each.Key)
            .Select(each => new PhaseStatistics(each.Key.ToString().ToLowerInvariant(), each.Value.ToHistogram())),
    ];

    /// <summary>What went over the network, by endpoint.</summary>
    public ImmutableArray<EndpointTraffic> Traffic() => [.. _traffic.Values.OrderBy(each => each.Endpoint)];

    /// <summary>What devices noted that did not go well, the commonest first.</summary>
    public ImmutableArray<FailureCount> Failures() =>
    [
        .. _noted.Where(each => Failed.Contains(each.Key)).OrderByDescending(each => each.Value)
            .Select(each => new FailureCount(Words(each.Key.ToString()), each.Value)),
    ];

    /// <summary>What trouble was made, the commonest first.</summary>
    public ImmutableArray<FailureCount> Faults() =>
        [.. _faults.OrderByDescending(each => each.Value).Select(each => new FailureCount(each.Key, each.Value))];

    /// <summary>Calls by kind.</summary>
    /// <param name="withCommon">Whether those count that all shards of a fleet share.</param>
    public ImmutableArray<CallCost> Calls(bool withCommon = true) =>
        [.. _calls.Values.Where(each => withCommon || !IsCommon(each.Call)).OrderBy(each => each.Call)];

    /// <summary>What an account's calls that all shards of a fleet share cost it, in wei.</summary>
    public BigInteger CommonFeesOf(Address account) => _common.GetValueOrDefault(account);

    /// <summary>When the last payment came that stands, in milliseconds since the world began; 0 before any.</summary>
    public long LastPaidMs => _paidAt.Count == 0 ? 0 : _paidAt[^1].AtMs;

    /// <summary>Sessions that a distributor opened.</summary>
    public long SessionsOf(int actor) => _sessions.GetValueOrDefault(actor);

    /// <summary>Bytes that a host sent.</summary>
    public long BytesOf(int actor) => _bytes.GetValueOrDefault(actor);

    /// <summary>How many devices had come how far, over time.</summary>
    public ImmutableArray<RolloutPoint> Rollout()
    {
        List<(long AtMs, Stage Stage)> steps = [.. _first.SelectMany(stage =>
            stage.Value.Values.Select(atMs => (atMs, stage.Key))).Order()];
        int[] counts = new int[Enum.GetValues<Stage>().Length];
        List<RolloutPoint> points = [];
        int every = Math.Max(1, (steps.Count + _paidAt.Count) / MostPoints), taken = 0, paid = 0;
        foreach ((long atMs, Stage stage) in steps)
        {
            while (paid < _paidAt.Count && _paidAt[paid].AtMs <= atMs) paid++;
            counts[(int)stage]++;
            if (++taken % every == 0 || taken == steps.Count) Add(atMs);
        }

        if (_paidAt.Count > paid)
        {
            paid = _paidAt.Count;
            Add(_paidAt[^1].AtMs);
        }

        return [.. points];

        void Add(long atMs) => points.Add(new RolloutPoint(
            atMs, counts[(int)Stage.Opened], counts[(int)Stage.Staged], counts[(int)Stage.Unlocked],
            counts[(int)Stage.Confirmed], counts[(int)Stage.Failed], paid == 0 ? 0 : _paidAt[paid - 1].Paid));
    }

    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : $"{c}"));
}
