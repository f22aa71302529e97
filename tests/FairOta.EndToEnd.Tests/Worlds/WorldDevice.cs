using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host.Memory;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>A device: the real agent over ports in memory, restarted whenever it asks for it.</summary>
internal sealed class WorldDevice : IAgentObserver
{
    private const int MostSteps = 1_000_000;
    private readonly World _world;
    private readonly AgentPorts _ports;
    private DeviceAgent? _agent;

    public WorldDevice(World world, string name)
    {
        _world = world;
        Name = name;
        Secret = Keys.Secret(name);
        Clock = new ManualClock(world.Now);
        Link = new WorldLink(world);
        Power = new PowerSupply();
        Slots = new MemorySlots([1, 2, 3], Power);
        Staging = new MemoryStaging(1 << 20, Power);
        ISymmetric symmetric = new HostSymmetric();
        _ports = new AgentPorts
        {
            Link = Link,
            Staging = Staging,
            State = new MemoryStateStore(Power),
            Slot = Slots,
            Trial = Slots,
            Clock = Clock,
            Key = new SoftwareDeviceKey(symmetric, Secret),
            Symmetric = symmetric,
            Observer = this,
        };
        Board = new AgentConfiguration
        {
            ProductId = WorldVendor.Product.ToBytes(),
            InstalledVersion = ImageVersion.Parse("1.0.0.0"),
            SecurityCounter = 1,
            ConfirmAtStart = true,
        };
        Board.Limits.ReadBytes = 4096;
        Board.Limits.SegmentsPerStep = 64;
    }

    public string Name { get; }

    /// <summary>The device's private key.</summary>
    public byte[] Secret { get; }

    public Address Address => Address.FromBytes(_ports.Key.Address);

    public AgentConfiguration Board { get; }

    public ManualClock Clock { get; }

    public WorldLink Link { get; }

    public PowerSupply Power { get; }

    public MemorySlots Slots { get; }

    public MemoryStaging Staging { get; }

    /// <summary>The agent, made when it is first looked at.</summary>
    public DeviceAgent Agent => _agent ??= new DeviceAgent(Board, _ports);

    /// <summary>What the agent noted, with the source's URL.</summary>
    public List<(AgentEvent Event, string? Url)> Notes { get; } = [];

    /// <summary>Sources the agent chose, in order.</summary>
    public List<string> Chosen { get; } = [];

    public string InstalledVersion => Agent.InstalledVersion.ToString();

    /// <summary>When the agent wants to be stepped again, world time in milliseconds.</summary>
    public long WakeMs
    {
        get
        {
            long wake = _world.NowMs + Math.Max(1, Agent.WakeAtMs - Clock.UptimeMs);
            return Link.DueMs is { } due && due < wake ? due : wake;
        }
    }

    /// <summary>Learns of distributors before it starts.</summary>
    public void Know(params WorldDistributor[] distributors) =>
        Board.Distributors =
            [.. Board.Distributors, .. distributors.Select(d => new Source(d.Address.ToBytes(), d.Url))];

    /// <summary>Runs that release's image, confirmed.</summary>
    public bool Runs(WorldRelease release) =>
        InstalledVersion == release.Manifest.Version.ToString()
        && Slots.RunningImage.AsSpan().SequenceEqual(release.Image);

    public int Count(AgentEvent what) => Notes.Count(note => note.Event == what);

    public int Count(AgentEvent what, string url) => Notes.Count(note => note == (what, url));

    /// <summary>Steps the agent until it waits for something, through restarts and power cuts.</summary>
    public void Run()
    {
        for (int i = 0; i < MostSteps; i++)
        {
            try
            {
                switch (Agent.Step())
                {
                    case StepOutcome.Working:
                        continue;
                    case StepOutcome.RestartNeeded:
                        Restart();
                        continue;
                    default:
                        return;
                }
            }
            catch (PowerCutException)
            {
                Restart();
            }
        }

        throw new InvalidOperationException($"{Name} works without end in phase {Agent.Phase}.");
    }

    /// <summary>Switches the device off and on.</summary>
    public void Restart()
    {
        Power.Restore();
        Slots.Restart();
        Clock.Restart();
        Link.Close();
        _agent = null;
    }

    void IAgentObserver.PhaseChanged(AgentPhase phase)
    {
    }

    void IAgentObserver.SourceChosen(byte[] address, string url) => Chosen.Add(url);

    void IAgentObserver.Progress(long doneBytes, long totalBytes)
    {
    }

    void IAgentObserver.Noted(AgentEvent what, string? url) => Notes.Add((what, url));
}
