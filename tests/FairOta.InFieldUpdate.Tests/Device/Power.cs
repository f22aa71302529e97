using System;

namespace FairOta.InFieldUpdate.Tests.Device;

/// <summary>When power is cut, seen from the operation.</summary>
public enum Cut
{
    Before,
    Torn,
    After,
}

/// <summary>Counts what is written durably, and cuts power once.</summary>
public sealed class Power
{
    private int _at;
    private Cut _how;

    /// <summary>Writes so far.</summary>
    public int Writes { get; private set; }

    /// <summary>Cuts power at that write, counted from 1.</summary>
    public void CutAt(int write, Cut how) => (_at, _how) = (write, how);

    /// <summary>
    /// Writes; a cut in the middle leaves what <paramref name="torn"/> does, nothing where it is null.
    /// </summary>
    public void Use(string what, Action write, Action torn = null)
    {
        bool cut = ++Writes == _at;
        if (cut && _how == Cut.Torn)
            torn?.Invoke();
        else if (!cut || _how == Cut.After)
            write();
        if (cut)
            throw new PowerCut(what);
    }
}

/// <summary>Power was cut.</summary>
public sealed class PowerCut(string what) : Exception("Power was cut at: " + what);
