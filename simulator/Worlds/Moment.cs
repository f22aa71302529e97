using System;

namespace FairOta.Simulator.Worlds;

/// <summary>A point in time at which something happens to an actor, and what it may do then.</summary>
/// <param name="nowMs">Milliseconds of the world, which are Unix time.</param>
/// <param name="actor">To whom; null for the world.</param>
/// <param name="endMs">What the actor plans for itself before this happens within the same window.</param>
/// <param name="window">Takes what it does.</param>
internal sealed class Moment(long nowMs, Actor? actor, long endMs, Window window)
{
    /// <summary>Milliseconds of the world, which are Unix time.</summary>
    public long NowMs => nowMs;

    /// <summary>Number of the actor; 0 for the world.</summary>
    public int Actor => actor?.Number ?? 0;

    /// <summary>Unix seconds.</summary>
    public long Now => nowMs / 1000;

    /// <summary>Plans something for the actor itself.</summary>
    /// <param name="delayMs">From now; at least 0.</param>
    /// <param name="what">What.</param>
    public void After(long delayMs, Action<Moment> what)
    {
        long atMs = nowMs + Math.Max(0, delayMs);
        if (atMs < endMs) window.Plan(atMs, what);
        else window.Sent.Add((nowMs, new Event(atMs, 0, actor, what)));
    }

    /// <summary>Lets something happen to another.</summary>
    /// <param name="to">To whom; null for the world.</param>
    /// <param name="delayMs">From now; at least <see cref="SimWorld.LeastDelayMs"/>, or it takes that long.</param>
    /// <param name="what">What.</param>
    public void Send(Actor? to, long delayMs, Action<Moment> what) =>
        window.Sent.Add((nowMs, new Event(nowMs + Math.Max(SimWorld.LeastDelayMs, delayMs), 0, to, what)));

    /// <summary>Lets everybody know who listens.</summary>
    public void Note(Happening happening) => window.Noted.Add(happening.At(nowMs, Actor));
}
