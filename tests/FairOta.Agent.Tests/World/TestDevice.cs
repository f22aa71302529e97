using System;
using System.Collections.Generic;
using FairOta.Core;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests;

/// <summary>A device in a world: its flash outlives the agent, which is made anew at every start.</summary>
internal sealed class TestDevice : IAgentObserver
{
    public static readonly byte[] PrivateKey = TestRelease.Seeded("device");
    public static readonly byte[] FactoryImage = [1, 2, 3];

    private readonly World _world;
    private FakeLink _link;
    private DeviceAgent? _agent;

    public TestDevice(World world)
    {
        _world = world;
        _link = new FakeLink(world);
        State = new MemoryStateStore(Power);
        Staging = new MemoryStaging(64 * 1024, Power);
        Slots = new MemorySlots(FactoryImage, Power);
        Board = new AgentConfiguration
        {
            ProductId = TestRelease.ProductId,
            ManifestKeys = [TestRelease.Compressed(TestRelease.ManifestKey)],
            InstalledVersion = ImageVersion.Parse("1.0.0.0"),
            SecurityCounter = 1,
            Origins = ["http://origin.example"],
            ConfirmAtStart = true,
        };
    }

    public PowerSupply Power { get; } = new();

    public MemoryStateStore State { get; }

    public MemoryStaging Staging { get; }

    public MemorySlots Slots { get; }

    /// <summary>Stands in for <see cref="Slots"/> as the slot.</summary>
    public IImageSlot? Slot { get; set; }

    public AgentConfiguration Board { get; }

    public List<(AgentEvent What, string? Url)> Events { get; } = [];

    public List<string> Chosen { get; } = [];

    public List<AgentPhase> Phases { get; } = [];

    public int PowerCuts { get; private set; }

    public DeviceAgent Agent => _agent ??= Start();

    /// <summary>What the device would believe if it started now.</summary>
    public TrustState Trust => new Journal(State, Board).Trust;

    /// <summary>Outcomes that it has yet to tell, the next one first.</summary>
    public ReportQueue Pending => new Journal(State, Board).Reports;

    public ReleaseState? Release => new Journal(State, Board).Release;

    public bool Runs(TestRelease release) => Bytes.Equal(Slots.RunningImage, release.Image);

    /// <summary>Power is gone and comes back.</summary>
    public void Restart()
    {
        _agent = null;
        _link = new FakeLink(_world);
        Power.Restore();
        Slots.Restart();
        _world.Clock.Restart();
    }

    /// <summary>Runs through restarts and power cuts until there is nothing to do.</summary>
    public void RunUntilIdle(int days = 4) => Assert.IsTrue(
        RunUntil(outcome => outcome == StepOutcome.Idle, days), "The device did not come to rest.");

    /// <summary>Runs until an outcome for which the condition holds, or that many days have passed.</summary>
    public bool RunUntil(Func<StepOutcome, bool> condition, int days = 4)
    {
        long end = _world.Now + days * 24L * 3600;
        while (_world.Now < end)
        {
            StepOutcome outcome;
            try
            {
                outcome = Agent.Step();
            }
            catch (PowerCutException)
            {
                PowerCuts++;
                Restart();
                continue;
            }

            if (condition(outcome))
                return true;
            Wait(outcome);
        }

        return false;
    }

    /// <summary>Runs for that long at most, and not beyond it in a sleep; true once the condition holds.</summary>
    public bool RunFor(int seconds, Func<bool> condition)
    {
        long endMs = _world.Clock.UptimeMs + seconds * 1000L;
        while (_world.Clock.UptimeMs < endMs && !condition())
        {
            StepOutcome outcome = Agent.Step();
            bool sleeps = outcome is StepOutcome.Sleeping or StepOutcome.Idle;
            if (sleeps && Agent.WakeAtMs >= endMs)
                break;
            Wait(outcome);
        }

        return condition();
    }

    public void PhaseChanged(AgentPhase phase) => Phases.Add(phase);

    public void SourceChosen(byte[]? address, string url) => Chosen.Add(url);

    public void Progress(long doneBytes, long totalBytes) => Assert.IsLessThanOrEqualTo(totalBytes, doneBytes);

    public void Noted(AgentEvent what, string? url) => Events.Add((what, url));

    private void Wait(StepOutcome outcome)
    {
        long now = _world.Clock.UptimeMs;
        switch (outcome)
        {
            case StepOutcome.Pending:
                _world.Clock.Advance(Math.Max(1, Math.Min(_link.ReadyAtMs, Agent.WakeAtMs) - now));
                break;
            case StepOutcome.Sleeping:
            case StepOutcome.Idle:
                _world.Clock.Advance(Math.Max(1, Agent.WakeAtMs - now));
                break;
            case StepOutcome.RestartNeeded:
                Restart();
                break;
        }
    }

    private DeviceAgent Start() => new(Board, new AgentPorts
    {
        Link = _link,
        Staging = Staging,
        State = State,
        Slot = Slot ?? Slots,
        Trial = Slots,
        Clock = _world.Clock,
        Key = new SoftwareDeviceKey(TestRelease.Symmetric, PrivateKey),
        Symmetric = TestRelease.Symmetric,
        Observer = this,
    });
}
