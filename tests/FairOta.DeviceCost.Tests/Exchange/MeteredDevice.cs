using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host.Memory;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// One update on a device whose code is metered, from power-on to the complete image. Runs inside the load context of
/// <see cref="DeviceAssemblies"/>; what goes in and out is of types that both contexts share.
/// </summary>
internal sealed class MeteredDevice : IAgentObserver
{
    private readonly PowerSupply _power = new();
    private readonly ManualClock _clock;
    private readonly WorldLink _link;
    private readonly MemorySlots _slots;
    private readonly MemoryStaging _staging;
    private readonly MemoryStateStore _state;
    private readonly int _methods;
    private readonly Heap _heap = new();
    private readonly Tally?[] _tallies = new Tally?[Enum.GetValues<Stretch>().Length];
    private bool _isReporting;

    private MeteredDevice(
        int methods, long unixSeconds, Func<long, string, byte[]?, (int Status, int RetryAfter, byte[] Body)> world)
    {
        _methods = methods;
        _clock = new ManualClock(unixSeconds);
        _link = new WorldLink((url, body) => world(_clock.TrueUnixSeconds, url, body)) { Sent = OnSent };
        _slots = new MemorySlots([1], _power);
        _staging = new MemoryStaging(512 * 1024, _power);
        _state = new MemoryStateStore(_power);
    }

    /// <summary>Runs it.</summary>
    /// <param name="methods">Number of metered methods.</param>
    /// <param name="unixSeconds">When the device is switched on.</param>
    /// <param name="productId">Its product.</param>
    /// <param name="manifestKey">The vendor's compressed public key.</param>
    /// <param name="privateKey">The device's.</param>
    /// <param name="world">Answers a URL and a body (null for GET) at a time in Unix seconds.</param>
    /// <returns>
    /// For each stretch instructions, calls, allocated bytes, most on the heap, largest array and longest step;
    /// instructions by method; what was on the heap at its peak; the image.
    /// </returns>
    public static (long[][] Stretches, long[] Methods, KeyValuePair<string, long>[] Peak, byte[] Image) Run(
        int methods,
        long unixSeconds,
        byte[] productId,
        byte[] manifestKey,
        byte[] privateKey,
        Func<long, string, byte[]?, (int Status, int RetryAfter, byte[] Body)> world)
    {
        MeteredDevice device = new(methods, unixSeconds, world);
        AgentConfiguration board = new()
        {
            ProductId = productId,
            ManifestKeys = [manifestKey],
            InstalledVersion = new ImageVersion(1, 0, 0, 0),
            SecurityCounter = 1,
            Origins = ["http://origin.example"],
        };
        try
        {
            device.Update(board, privateKey);
            device.Report(board, privateKey);
        }
        finally
        {
            Meter.Charged = null;
        }

        return (device.Stretches(), device.ByMethod(), [.. device._heap.Peak], device._slots.RunningImage);
    }

    public void PhaseChanged(AgentPhase phase)
    {
        if (_isReporting && phase != AgentPhase.Report)
            Meter.Charged = null;
        else
            Charge(StretchOf(phase));
    }

    private static Stretch StretchOf(AgentPhase phase) => phase switch
    {
        AgentPhase.Discovery => Stretch.Manifest,
        AgentPhase.Opening => Stretch.Open,
        AgentPhase.Download => Stretch.Download,
        AgentPhase.Challenge => Stretch.Challenge,
        AgentPhase.Key => Stretch.Receipt,
        AgentPhase.Unsealing => Stretch.Interpolation,
        AgentPhase.Installation or AgentPhase.Trial => Stretch.Installation,
        AgentPhase.Report => Stretch.Report,
        _ => throw new InvalidOperationException("An honest exchange has no phase " + phase + "."),
    };

    public void SourceChosen(byte[]? address, string url)
    {
        // Nothing to count.
    }

    public void Progress(long doneBytes, long totalBytes)
    {
        // Nothing to count.
    }

    public void Noted(AgentEvent what, string? url)
    {
        // Nothing to count.
    }

    private void Update(AgentConfiguration board, byte[] privateKey)
    {
        AgentPorts ports = Ports();
        Charge(Stretch.Start);
        ports.Key = new SoftwareDeviceKey(ports.Symmetric, privateKey);
        DeviceAgent agent = new(board, ports);
        Charge(Stretch.Manifest);
        while (agent.Phase != AgentPhase.Trial)
        {
            bool unseals = agent.Phase == AgentPhase.Unsealing;
            Tally began = Meter.Charged!;
            long before = Instructions;
            StepOutcome outcome = agent.Step();
            began.LongestStep = Math.Max(began.LongestStep, Instructions - before);

            // The first step of the pass makes the polynomial; from the second on segments are opened.
            if (unseals && agent.Phase == AgentPhase.Unsealing)
                Charge(Stretch.Opening);
            if (outcome != StepOutcome.Working)
                _clock.Advance(Math.Max(1, agent.WakeAtMs - _clock.UptimeMs));
        }
    }

    /// <summary>
    /// The start of the new image, its confirmation and the discovery after it are not counted: of what comes then, the
    /// report is.
    /// </summary>
    private void Report(AgentConfiguration board, byte[] privateKey)
    {
        Meter.Charged = null;
        _isReporting = true;
        _slots.Restart();
        board.ConfirmAtStart = true;
        AgentPorts ports = Ports();
        ports.Key = new SoftwareDeviceKey(ports.Symmetric, privateKey);
        DeviceAgent agent = new(board, ports);
        StepOutcome outcome = StepOutcome.Working;
        while (outcome != StepOutcome.Idle)
        {
            Tally? began = Meter.Charged;
            long before = Instructions;
            outcome = agent.Step();
            if (began != null)
                began.LongestStep = Math.Max(began.LongestStep, Instructions - before);
            if (outcome != StepOutcome.Working)
                _clock.Advance(Math.Max(1, agent.WakeAtMs - _clock.UptimeMs));
        }
    }

    private AgentPorts Ports() => new()
    {
        Link = _link,
        Staging = _staging,
        State = _state,
        Slot = _slots,
        Trial = _slots,
        Clock = _clock,
        Symmetric = new HostSymmetric(),
        Observer = this,
    };

    private void OnSent(string url)
    {
        if (url.EndsWith("/receipt", StringComparison.Ordinal))
            Charge(Stretch.Key);
    }

    private long Instructions => _tallies.Sum(tally => tally?.Instructions ?? 0);

    private void Charge(Stretch stretch) => Meter.Charged = _tallies[(int)stretch] ??= new Tally(_methods, _heap);

    private long[][] Stretches() => Array.ConvertAll(_tallies, tally => tally == null ? new long[6] :
    [
        tally.Instructions,
        tally.Calls,
        tally.AllocatedBytes,
        tally.PeakBytes,
        tally.LargestArrayBytes,
        tally.LongestStep,
    ]);

    private long[] ByMethod()
    {
        long[] sum = new long[_methods];
        foreach (Tally? tally in _tallies.AsSpan(0, (int)Stretch.Report))
        {
            for (int i = 0; tally != null && i < sum.Length; i++)
                sum[i] += tally.ByMethod[i];
        }

        return sum;
    }
}
