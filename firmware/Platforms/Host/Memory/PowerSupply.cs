using System;

namespace FairOta.Platforms.Host.Memory;

/// <summary>
/// Counts the durable operations of a device's ports, and cuts power once: before, in the middle of or after the one
/// that was chosen. From then on nothing durable happens any more, whoever catches the exception, until power returns.
/// </summary>
public sealed class PowerSupply
{
    private long _cutAt = -1;
    private PowerCut _cut;
    private DurableOperation? _lostAt;

    /// <summary>Durable operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Number of the operation at which power is to be cut, and how; null where none is left.</summary>
    public (long Operation, PowerCut Cut)? Planned => _cutAt > Operations ? (_cutAt, _cut) : null;

    /// <summary>True from a cut until power returns.</summary>
    public bool IsOff => _lostAt != null;

    /// <summary>Called before every durable operation; may throw.</summary>
    public Action<DurableOperation>? Watch { get; set; }

    /// <summary>Cuts power at that operation, counted from 1 over the life of this supply.</summary>
    public void CutAt(long operation, PowerCut cut)
    {
        _cutAt = operation;
        _cut = cut;
    }

    /// <summary>Power returns.</summary>
    public void Restore() => _lostAt = null;

    /// <summary>Does what is durable, unless power is off or cut here.</summary>
    /// <param name="what">What it is, for whoever watches.</param>
    /// <param name="operation">Does all of it.</param>
    /// <param name="torn">Does what a cut in the middle leaves; null where it is atomic.</param>
    internal void Durable(string what, Action operation, Action? torn = null)
    {
        if (_lostAt != null)
            throw new PowerCutException(_lostAt, _cut);
        DurableOperation next = new(++Operations, what, operation, torn);
        Watch?.Invoke(next);
        bool cut = next.Number == _cutAt;
        next.Leave(cut ? _cut : PowerCut.After);
        if (!cut)
            return;
        _lostAt = next;
        throw new PowerCutException(next, _cut);
    }
}
