using System.Collections.Generic;
using System.Linq;
using FairOta.Simulator.Report;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>Something that must hold in every world. It looks on and changes nothing.</summary>
/// <param name="name">Its name, in few words.</param>
/// <param name="meaning">What must hold, in a sentence.</param>
/// <param name="objects">What it looks at, in words: each is counted, so that an idle one is seen.</param>
internal abstract class Invariant(string name, string meaning, params string[] objects)
{
    private const int MostKept = 20;
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, long> _seen = objects.ToDictionary(each => each, _ => 0L);

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How often it looked, at what, and what it found; after the first twenty violations no more are
    /// kept.</summary>
    public InvariantResult Result => new(name, meaning, Checks, [.. _violations])
    {
        Seen = [.. objects.Select(each => new SeenCount(each, _seen[each]))],
    };

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

    /// <summary>Counts something that it looked at.</summary>
    /// <param name="what">One of what it looks at.</param>
    /// <param name="more">So many more.</param>
    protected void Count(string what, long more = 1) => _seen[what] += more;
}
