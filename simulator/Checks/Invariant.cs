using System.Collections.Generic;
using FairOta.Simulator.Report;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>Something that must hold in every world. It looks on and changes nothing.</summary>
/// <param name="name">Its name, in few words.</param>
/// <param name="meaning">What must hold, in a sentence.</param>
internal abstract class Invariant(string name, string meaning)
{
    private const int MostKept = 20;
    private readonly List<Violation> _violations = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How often it looked, and what it found; after the first twenty violations no more are kept.</summary>
    public InvariantResult Result => new(name, meaning, Checks, [.. _violations]);

    /// <summary>How often it looked.</summary>
    protected long Checks { get; private set; }

    /// <summary>Gets to know the world, before anything happens in it.</summary>
    public virtual void Begin(FleetWorld world)
    {
    }

    /// <summary>Sees something happen. Called in order, between two windows.</summary>
    public virtual void See(Happening happening)
    {
    }

    /// <summary>Looks at the whole, after each block.</summary>
    public virtual void Look(FleetWorld world)
    {
    }

    /// <summary>Looks at the whole when everything is over.</summary>
    public virtual void Conclude(FleetWorld world)
    {
    }

    /// <summary>Holds it or not.</summary>
    /// <param name="holds">Whether it held this time.</param>
    /// <param name="atMs">When, Unix milliseconds.</param>
    /// <param name="what">What is wrong; asked for only then.</param>
    protected void Check(bool holds, long atMs, System.Func<string> what)
    {
        Checks++;
        if (!holds && _violations.Count < MostKept) _violations.Add(new Violation(atMs, what()));
    }
}
