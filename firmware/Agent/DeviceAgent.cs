using System;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// The device's side of the protocol: finds a release, takes it from whoever serves it honestly, pays with a receipt,
/// installs it and proves it. Driven from outside, one step at a time.
/// </summary>
/// <remarks>
/// No step waits. Between any two steps, and inside any call of a port, power may be cut: a new agent over the same
/// ports goes on where the durable records say. Not thread-safe. An exception of a port comes through; the agent is to
/// be thrown away then, and a new one made.
/// </remarks>
public sealed class DeviceAgent
{
    private readonly Context _context;
    private Phase _phase;

    /// <summary>Takes up what the durable state says.</summary>
    /// <exception cref="ArgumentException">The configuration is incomplete.</exception>
    /// <exception cref="ProtocolException">The record of trust is damaged.</exception>
    public DeviceAgent(AgentConfiguration board, AgentPorts ports)
    {
        ConfigurationRules.Check(board);
        _context = new Context(board, ports);
        _phase = Resuming.First(_context);
    }

    /// <summary>Uptime in milliseconds at which the next step is due, whatever the link does.</summary>
    public long WakeAtMs => _context.WakeAtMs;

    /// <summary>What the agent is doing.</summary>
    public AgentPhase Phase => _phase.Kind;

    /// <summary>Version of the image that was last confirmed.</summary>
    public ImageVersion InstalledVersion => _context.Journal.Trust.InstalledVersion;

    /// <summary>Security counter of that image.</summary>
    public long SecurityCounter => _context.Journal.Trust.SecurityCounter;

    /// <summary>The release being taken, or null.</summary>
    public Manifest Target => _context.Journal.Manifest;

    /// <summary>Does a bounded piece of work.</summary>
    public StepOutcome Step()
    {
        _context.Outcome = StepOutcome.Working;
        if (_context.IsResting)
            return _context.RestingOutcome;
        Phase next = _phase.Step();
        if (next.Kind != _phase.Kind)
            _context.Announce(next.Kind);
        _phase = next;
        return _context.Outcome;
    }

    /// <summary>Says that the image on trial works: it is confirmed in the next step.</summary>
    public void Confirm() => _context.Judge(TrialVerdict.Works);

    /// <summary>Says that the image on trial does not work: it is reverted in the next step.</summary>
    public void Reject() => _context.Judge(TrialVerdict.Fails);
}
