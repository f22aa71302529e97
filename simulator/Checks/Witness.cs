using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>An invariant of the exchange, judged by what the chain and the wire show.</summary>
/// <param name="name">Its name, in few words.</param>
/// <param name="meaning">What must hold, in a sentence.</param>
/// <param name="chain">The chain; invariants of one world may share it.</param>
/// <param name="wire">The wire; likewise.</param>
/// <param name="objects">What it looks at, in words.</param>
internal abstract class Witness(string name, string meaning, ChainLog chain, WireLog wire, params string[] objects)
    : Invariant(name, meaning, objects)
{
    /// <summary>What the chain shows after the newest block.</summary>
    protected ChainLog Chain => chain;

    /// <summary>What could be seen on the wire.</summary>
    protected WireLog Wire => wire;

    /// <inheritdoc/>
    public sealed override void Begin(FleetWorld world)
    {
        wire.Meet(world);
        chain.Read(world);
        Began(world);
    }

    /// <inheritdoc/>
    public sealed override void See(Happening happening)
    {
        wire.See(happening);
        Saw(happening);
    }

    /// <inheritdoc/>
    public sealed override void Look(FleetWorld world)
    {
        wire.Meet(world);
        chain.Read(world);
        Looked(world);
    }

    /// <summary>Gets to know the world; chain and wire are read.</summary>
    protected virtual void Began(FleetWorld world)
    {
    }

    /// <summary>Saw something happen; the wire knows of it.</summary>
    protected virtual void Saw(Happening happening)
    {
    }

    /// <summary>A block came; it is read.</summary>
    protected virtual void Looked(FleetWorld world)
    {
    }
}
