using System;

namespace FairOta.Platforms.Host.Memory;

/// <summary>
/// Counts the durable operations of a device's ports, and cuts power once, before or after the one that was chosen.
/// </summary>
public sealed class PowerSupply
{
    private long _cutAt = -1;
    private bool _before;

    /// <summary>Durable operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Called before every durable operation with its number and what it is; may throw.</summary>
    public Action<long, string>? Watch { get; set; }

    /// <summary>Cuts power at that operation, counted from 1 over the life of this supply.</summary>
    public void CutAt(long operation, bool before)
    {
        _cutAt = operation;
        _before = before;
    }

    internal void Durable(string what, Action operation)
    {
        long number = ++Operations;
        Watch?.Invoke(number, what);
        if (number == _cutAt && _before)
            throw new PowerCutException(number, isBefore: true);
        operation();
        if (number == _cutAt)
            throw new PowerCutException(number, isBefore: false);
    }
}
