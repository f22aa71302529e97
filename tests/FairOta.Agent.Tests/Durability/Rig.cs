using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Platforms.Host.Memory;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// A device over a modelled storage, in a scenario, under observation. Nothing outlives a start but the storage.
/// </summary>
internal sealed class Rig
{
    private const int MostStarts = 24;

    private readonly Scenario _scenario;
    private readonly Parts _parts;
    private FakeLink _link;
    private DeviceAgent? _agent;
    private Loader? _loader;
    private int _starts;
    private long _fullUntil;

    public Rig(Scenario scenario, Parts parts)
    {
        _scenario = scenario;
        _parts = parts;
        World = scenario.Build();
        World.Opened = (url, session) => History.Add(
            new Opened(url, Bytes.ToHex(session.Open.Nonce), Bytes.ToHex(session.Digest)));
        World.Reported = told => History.Add(new Reported(told.ReleaseId, told.Outcome));
        _link = new FakeLink(World);
        Files = parts.Storage(Power);
        Board = parts.Board();
    }

    public World World { get; }

    public PowerSupply Power { get; } = new();

    public IStorageModel Files { get; }

    public AgentConfiguration Board { get; }

    public List<Happening> History { get; } = [];

    /// <summary>Tells states apart from which a run goes on alike.</summary>
    public string Fingerprint => string.Join(
        ':',
        Power.Planned,
        _fullUntil,
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Files.Snapshot())),
        World.Log.Count + World.Handled,
        World.Clock.TrueUnixMs,
        History.Count);

    /// <summary>From now on nothing more fits into the storage, for so many minutes.</summary>
    public void FillFor(int minutes)
    {
        _fullUntil = World.Now + minutes * 60;
        Files.CapacityBytes = 0;
    }

    /// <summary>Another rig that stands where this one does, switched off, with what its storage holds now.</summary>
    public Rig Fork()
    {
        Rig fork = new(_scenario, _parts);
        fork.World.TakeOver(World);
        fork.Files.Return(Files.Snapshot());
        fork.History.AddRange(History);
        fork._starts = _starts;
        return fork;
    }

    /// <summary>Runs through restarts and power cuts until the device rests, and says how it ended.</summary>
    public void Run()
    {
        long end = TestRelease.IssuedAt + _scenario.Days * 24L * 3600;
        bool rests = false;
        while (!rests && World.Now < end && _starts < MostStarts)
            rests = StepOnce();
        Rig dead = Fork();
        History.Add(dead.Autopsy(rests));
    }

    private bool StepOnce()
    {
        if (_fullUntil != 0 && World.Now >= _fullUntil)
        {
            _fullUntil = 0;
            Files.CapacityBytes = long.MaxValue;
        }

        try
        {
            if (_agent == null)
                Start();
            StepOutcome outcome = _agent!.Step();
            if (outcome == StepOutcome.Idle)
                return true;
            Wait(outcome);
            Judge();
        }
        catch (PowerCutException cut)
        {
            History.Add(new PowerLost(cut.Operation.Number, cut.Operation.What, cut.Cut));
            SwitchOff();
        }
        catch (IOException full)
        {
            History.Add(new WasFull(full.Message));
            SwitchOff();
            World.Clock.Advance(60 * 1000);
        }
        catch (Exception failure) when (failure is ProtocolException or ArgumentException or InvalidOperationException
            or IndexOutOfRangeException or NullReferenceException)
        {
            History.Add(new Crashed(failure.ToString()));
            SwitchOff();
            World.Clock.Advance(60 * 1000);
        }

        return false;
    }

    private void Start()
    {
        _starts++;
        _loader = _parts.Loader(Files, History);
        History.Add(new Booted(_loader.Image));
        _agent = new DeviceAgent(Board, new AgentPorts
        {
            Link = new CuttableLink(_link, Power),
            Staging = _parts.Staging(Files),
            State = new WitnessedStore(_parts.State(Files), World, History),
            Slot = _loader.Slot,
            Trial = _loader.Trial,
            Clock = World.Clock,
            Key = new WitnessedKey(World, History),
            Symmetric = TestRelease.Symmetric,
        });
    }

    private void SwitchOff()
    {
        _agent = null;
        _link = new FakeLink(World);
        World.Clock.Restart();
        Power.Restore();
    }

    /// <summary>What the application does in the first step of a trial.</summary>
    private void Judge()
    {
        if (_agent == null || _loader!.Trial.State != TrialState.Trial)
            return;
        switch (_scenario.Application)
        {
            case Application.Works:
                _agent.Confirm();
                break;
            case Application.Fails:
                _agent.Reject();
                break;
            default:
                SwitchOff();
                break;
        }
    }

    private void Wait(StepOutcome outcome)
    {
        long now = World.Clock.UptimeMs;
        switch (outcome)
        {
            case StepOutcome.Pending:
                World.Clock.Advance(Math.Max(1, Math.Min(_link.ReadyAtMs, _agent!.WakeAtMs) - now));
                break;
            case StepOutcome.Sleeping:
                World.Clock.Advance(Math.Max(1, _agent!.WakeAtMs - now));
                break;
            case StepOutcome.RestartNeeded:
                SwitchOff();
                break;
        }
    }

    /// <summary>What the storage says at the end. On a fork, because a look may mend what it looks at.</summary>
    private Ended Autopsy(bool rests)
    {
        Journal? journal = null;
        byte[] image = [];
        try
        {
            image = _parts.Loader(Files, []).Image;
            journal = new Journal(_parts.State(Files), Board);
        }
        catch (ProtocolException)
        {
            // Then the device cannot start either; that it says so is in the history.
        }

        long served = World.Distributors.SelectMany(d => d.Sessions).Sum(s => s.BytesServed);
        return new Ended(
            rests, image, journal?.Trust, journal?.Release != null, served + World.Origin.PackageBytes);
    }
}
