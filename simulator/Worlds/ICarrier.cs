using System;

namespace FairOta.Simulator.Worlds;

/// <summary>Brings a request to a host that was reached, and what it answers. Time, loss and everything else that a way
/// is like belongs to the <see cref="Network"/>.</summary>
internal interface ICarrier
{
    /// <summary>Lets a host answer from now on.</summary>
    void Open(SimHost host);

    /// <summary>Asks a host in a moment of its own.</summary>
    Reply Carry(Moment moment, SimHost host, Way way);
}

/// <summary>Carries within the process.</summary>
internal sealed class MemoryCarrier : ICarrier
{
    /// <summary>The one.</summary>
    public static MemoryCarrier Instance { get; } = new();

    /// <inheritdoc/>
    public void Open(SimHost host) => ArgumentNullException.ThrowIfNull(host);

    /// <inheritdoc/>
    public Reply Carry(Moment moment, SimHost host, Way way) => host.Ask(moment, way.Request);
}
