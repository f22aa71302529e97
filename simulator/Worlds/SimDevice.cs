using System;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host.Memory;
using FairOta.Sdk;

namespace FairOta.Simulator.Worlds;

/// <summary>What sets one device apart.</summary>
internal sealed record DeviceTraits
{
    /// <summary>How many groups there are.</summary>
    public const int Groups = 4;

    /// <summary>Its private key, 32 bytes.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>Its address.</summary>
    public required Address Address { get; init; }

    /// <summary>Whose partition it shares.</summary>
    public int Group { get; init; }

    /// <summary>By how many seconds its clock is ahead; null where it has none.</summary>
    public long? ClockAheadSeconds { get; init; } = 0;

    /// <summary>Bytes of staging.</summary>
    public required int StagingBytes { get; init; }

    /// <summary>Bytes a second that it receives.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>Mean number of durable operations between two power cuts; null for none.</summary>
    public double? OperationsPerCut { get; init; }

    /// <summary>Whether it keeps its receipts to itself, and hopes for the key.</summary>
    public bool IsFreeRider { get; init; }

    /// <summary>Whether another device has its key.</summary>
    public bool IsCloned { get; init; }

    /// <summary>Whether it switches off rather than idle, and starts anew when its time has come.</summary>
    public bool Sleeps { get; init; }

    /// <summary>Whether an image that runs on trial works for it.</summary>
    public required Func<byte[], bool> Works { get; init; }
}

/// <summary>What all devices of a fleet have in common.</summary>
/// <param name="Network">Their network.</param>
/// <param name="Images">Images that they share.</param>
/// <param name="Factory">The image they begin with.</param>
/// <param name="Board">Makes what a board knows, anew for each start: the agent keeps notes on the sources in
/// it.</param>
internal sealed record DeviceModel(Network Network, KnownImages Images, byte[] Factory, Func<AgentConfiguration> Board)
{
    /// <summary>Time from switching on until the agent's first step, in milliseconds.</summary>
    public long BootMs { get; init; } = 3000;

    /// <summary>When power becomes reliable, Unix milliseconds.</summary>
    public long HealMs { get; init; }

    /// <summary>Their ciphers.</summary>
    public ISymmetric Symmetric { get; init; } = new HostSymmetric();

    /// <summary>Puts other ports in place of some, for tests that break one; null for none.</summary>
    public Action<SimDevice, AgentPorts>? Rewire { get; init; }

    /// <summary>Longest pause that a device idles through rather than sleep, in milliseconds.</summary>
    public long NapMs { get; init; } = 5 * 60 * 1000;
}

/// <summary>A device: the real agent over ports in memory, switched off and on by its power and by itself.</summary>
internal sealed class SimDevice : Actor, IAgentObserver
{
    private const int MostSteps = 5_000_000;
    private static readonly PowerCut[] Cuts = Enum.GetValues<PowerCut>();
    private readonly DeviceModel _model;
    private readonly DeviceTraits _traits;
    private Hardware? _hardware;
    private DeviceAgent? _agent;
    private int _plan;
    private bool _isOff;

    public SimDevice(int number, SimRandom random, DeviceTraits traits, DeviceModel model)
        : base(number, random) => (_traits, _model) = (traits, model);

    public DeviceTraits Traits => _traits;

    public int Group => _traits.Group;

    public long BytesPerSecond => _traits.BytesPerSecond;

    /// <summary>The present, while it runs.</summary>
    public Moment Moment { get; private set; } = null!;

    /// <summary>The image that runs.</summary>
    public byte[] RunningImage => _hardware?.Slots.RunningImage ?? _model.Factory;

    /// <summary>Bytes of a staged package that can rot; empty where none is staged.</summary>
    public Span<byte> Staged => _hardware is { } hardware ? hardware.Staging.Bytes : [];

    /// <summary>Runs until it waits for something.</summary>
    public void Run(Moment moment)
    {
        if (_isOff) return;
        Moment = moment;
        _plan++; // whatever was planned is overtaken
        _hardware ??= new Hardware(this);
        try
        {
            _agent ??= Start();
            for (int i = 0; i < MostSteps; i++)
            {
                switch (_agent.Step())
                {
                    case StepOutcome.Working:
                        continue;
                    case StepOutcome.RestartNeeded:
                        SwitchOff(_model.BootMs);
                        return;
                    default:
                        Rest(_agent);
                        return;
                }
            }
        }
        catch (PowerCutException e)
        {
            moment.Note(new FaultInjected($"power cut {e.Cut.ToString().ToLowerInvariant()}"));
            SwitchOff(_model.BootMs + Random.Exponential(60_000));
            return;
        }

        throw new InvalidOperationException($"Device {Number} works without end in phase {_agent.Phase}.");
    }

    /// <summary>Throws the device away, with all that it keeps.</summary>
    public void Scrap() => (_hardware, _agent, _isOff) = (null, null, true);

    /// <summary>Lets bits of what is staged rot.</summary>
    public void Rot(Moment moment, int bits)
    {
        Span<byte> staged = Staged;
        if (staged.IsEmpty) return;
        for (int i = 0; i < bits; i++) staged[Random.Next(staged.Length)] ^= (byte)(1 << Random.Next(8));
        moment.Note(new FaultInjected("bit rot"));
    }

    /// <summary>Somebody switches it off and on again.</summary>
    public void Reboot(Moment moment)
    {
        if (_isOff || _hardware is null) return;
        Moment = moment;
        _plan++;
        moment.Note(new FaultInjected("reboot"));
        SwitchOff(_model.BootMs);
    }

    void IAgentObserver.PhaseChanged(AgentPhase phase) => Moment.Note(new PhaseBegan(phase));

    void IAgentObserver.SourceChosen(byte[] address, string url)
    {
    }

    void IAgentObserver.Progress(long doneBytes, long totalBytes)
    {
    }

    void IAgentObserver.Noted(AgentEvent what, string? url) => Moment.Note(new DeviceNoted(what, url));

    private DeviceAgent Start()
    {
        Hardware hardware = _hardware!;
        if (_traits.OperationsPerCut is { } mean && Moment.NowMs < _model.HealMs)
        {
            hardware.Power.CutAt(hardware.Power.Operations + Random.Exponential(mean), Cuts[Random.Next(Cuts.Length)]);
        }

        else
        {
            hardware.Power.CutAt(-1, PowerCut.After);
        }

        hardware.Clock.Restart();
        DeviceAgent agent = new(_model.Board(), hardware.Ports);
        Moment.Note(new DeviceStarted(
            SHA256.HashData(RunningImage), hardware.Slots.State, agent.InstalledVersion.ToString(),
            agent.SecurityCounter));
        if (hardware.Slots.State == TrialState.Trial)
        {
            if (_traits.Works(RunningImage)) agent.Confirm();
            else agent.Reject();
        }

        return agent;
    }

    /// <summary>Waits for the agent's next step, or sleeps.</summary>
    private void Rest(DeviceAgent agent)
    {
        long waitMs = Math.Max(1, agent.WakeAtMs - _hardware!.Clock.UptimeMs);
        if (_traits.Sleeps && agent.Phase == AgentPhase.Idle && waitMs > _model.NapMs)
        {
            _hardware.Staging.LetGo(); // an idle agent has no package under way
            SwitchOff(waitMs);
            return;
        }

        int plan = _plan;
        Moment.After(waitMs, at =>
        {
            if (plan == _plan) Run(at);
        });
    }

    private void SwitchOff(long forMs)
    {
        Hardware hardware = _hardware!;
        hardware.Link.Close();
        hardware.Power.Restore();
        _agent = null;
        _isOff = true;
        Moment.After(forMs, at =>
        {
            _isOff = false;
            _hardware!.Slots.Restart();
            Run(at);
        });
    }

    /// <summary>What outlives the agent.</summary>
    private sealed class Hardware : IDeviceKey, IClock
    {
        private readonly SimDevice _device;
        private long _startedMs;

        public Hardware(SimDevice device)
        {
            _device = device;
            DeviceTraits traits = device._traits;
            Link = new SimLink(device, device._model.Network);
            if (traits.IsFreeRider)
                Link.KeepsBack = request => request.Url.EndsWith("/receipt", StringComparison.Ordinal);
            Staging = new SimStaging(traits.StagingBytes, Power);
            Slots = new SimSlots(device._model.Factory, Power, device._model.Images)
            {
                Completed = (manifest, image) => device.Moment.Note(
                    new SlotCompleted(SHA256.HashData(image), manifest.Version.ToString())),
                Confirmed = () => device.Moment.Note(
                    new ImageConfirmed(SHA256.HashData(device.RunningImage), "", 0)),
            };
            Ports = new AgentPorts
            {
                Link = Link,
                Staging = Staging,
                State = new MemoryStateStore(Power),
                Slot = Slots,
                Trial = Slots,
                Clock = this,
                Key = this,
                Symmetric = device._model.Symmetric,
                Observer = device,
            };
            Secret = Challenge.Secret(Ports.Symmetric, traits.Secret);
            device._model.Rewire?.Invoke(device, Ports);
        }

        public PowerSupply Power { get; } = new();

        public SimLink Link { get; }

        public SimStaging Staging { get; }

        public SimSlots Slots { get; }

        public AgentPorts Ports { get; }

        public Hardware Clock => this;

        public byte[] Address => _device._traits.Address.ToBytes();

        public byte[] Secret { get; }

        public long UnixSeconds =>
            _device._traits.ClockAheadSeconds is { } ahead ? _device.Moment.Now + ahead : 0;

        public long UptimeMs => _device.Moment.NowMs - _startedMs;

        public byte[] Sign(byte[] digest)
        {
            _device.Moment.Note(new DeviceSigned(Hash32.FromBytes(digest)));
            return Ecdsa.Sign(Ports.Symmetric, _device._traits.Secret, digest);
        }

        public void Restart() => _startedMs = _device.Moment.NowMs;
    }
}
