using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using FairOta.Agent;

namespace FairOta.Simulator.Network;

/// <summary>
/// Remembers what a device's agent did and how long each phase took. Read from other threads while it runs.
/// </summary>
/// <param name="time">The clock that phases are timed with.</param>
public sealed class DeviceObserver(TimeProvider time) : IAgentObserver
{
    private readonly object _gate = new();
    private readonly Dictionary<AgentPhase, TimeSpan> _times = [];
    private AgentPhase? _phase;
    private long _since = time.GetTimestamp();
    private byte[]? _distributor;
    private double _share;
    private string? _trouble;
    private long _packageBytes;

    /// <summary>Told of each phase as it begins.</summary>
    public Action<AgentPhase>? Entered { get; set; }

    /// <summary>Told of all that the agent notes, with the URL that it is about.</summary>
    public Action<AgentEvent, string?>? Told { get; set; }

    /// <summary>What the device is doing; null before it started.</summary>
    public AgentPhase? Phase
    {
        get { lock (_gate) return _phase; }
    }

    /// <summary>Who the device took the package from last; null for an origin.</summary>
    public byte[]? Distributor
    {
        get { lock (_gate) return _distributor; }
    }

    /// <summary>Share of the current phase that is done, 0 to 1.</summary>
    public double Share
    {
        get { lock (_gate) return _share; }
    }

    /// <summary>The last thing that went wrong, for a report; null if nothing did.</summary>
    public string? Trouble
    {
        get { lock (_gate) return _trouble; }
    }

    /// <summary>Bytes of the package that were staged.</summary>
    public long PackageBytes
    {
        get { lock (_gate) return _packageBytes; }
    }

    /// <summary>Time spent in each phase so far.</summary>
    public ImmutableSortedDictionary<AgentPhase, TimeSpan> Times
    {
        get { lock (_gate) return _times.ToImmutableSortedDictionary(); }
    }

    /// <summary>Says that the device was stopped before it was done, and why.</summary>
    public void GiveUp(string why)
    {
        lock (_gate) _trouble = _trouble is null ? why : $"{why} Before that: {_trouble}.";
    }

    /// <inheritdoc/>
    public void PhaseChanged(AgentPhase phase)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            AgentPhase last = _phase ?? AgentPhase.Discovery; // an agent announces changes, and begins with discovery
            _times[last] = _times.GetValueOrDefault(last) + time.GetElapsedTime(_since, now);
            (_phase, _since, _share) = (phase, now, 0);
        }

        Entered?.Invoke(phase);
    }

    /// <inheritdoc/>
    public void SourceChosen(byte[]? address, string url)
    {
        lock (_gate) _distributor = address;
    }

    /// <inheritdoc/>
    public void Progress(long doneBytes, long totalBytes)
    {
        lock (_gate)
        {
            _share = totalBytes == 0 ? 0 : (double)doneBytes / totalBytes;
            if (_phase == AgentPhase.Download) _packageBytes = doneBytes;
        }
    }

    /// <inheritdoc/>
    public void Noted(AgentEvent what, string? url)
    {
        Told?.Invoke(what, url);
        if (what is AgentEvent.ReceiptSigned or AgentEvent.KeyObtained
            or AgentEvent.RestartNeeded or AgentEvent.Confirmed)
            return;
        lock (_gate) _trouble = url is null ? what.ToString() : $"{what} at {url}";
    }
}
