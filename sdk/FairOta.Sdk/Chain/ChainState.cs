using System.Collections.Generic;
using System.Collections.Immutable;

namespace FairOta.Sdk.Chain;

/// <summary>A block and the escrow's view after it.</summary>
/// <param name="Block">The block.</param>
/// <param name="View">The view with all its events applied.</param>
internal sealed record Checkpoint(BlockHeader Block, EscrowView View);

/// <summary>The escrow's view along the chain, with as much of the past as a reorganisation may take back.
/// Immutable.</summary>
/// <param name="Checkpoints">Ascending by height; at most <see cref="Limit"/>, the oldest are dropped.</param>
internal sealed record ChainState(ImmutableList<Checkpoint> Checkpoints)
{
    /// <summary>Most checkpoints kept.</summary>
    public const int Limit = 128;

    /// <summary>The state before the first block.</summary>
    public static ChainState Empty { get; } = new(ImmutableList<Checkpoint>.Empty);

    /// <summary>The newest block applied; null before the first.</summary>
    public BlockHeader? Head => Checkpoints.IsEmpty ? null : Checkpoints[^1].Block;

    /// <summary>The view after <see cref="Head"/>.</summary>
    public EscrowView View => Checkpoints.IsEmpty ? EscrowView.Empty : Checkpoints[^1].View;

    /// <summary>The state after <paramref name="head"/>, given all events since the old head.</summary>
    /// <exception cref="NodeException">The block is not above the old head, an event lies outside the blocks between,
    /// or no escrow logs these events in this order.</exception>
    public ChainState Advance(BlockHeader head, IReadOnlyList<EscrowEvent> events)
    {
        long above = Head?.Number ?? -1;
        if (head.Number <= above) throw new NodeException($"Block {head.Number} is not above block {above}.");
        foreach (EscrowEvent e in events)
        {
            if (e.At.Block <= above || e.At.Block > head.Number)
                throw new NodeException(
                    $"The node gave an event of block {e.At.Block} for {above + 1} to {head.Number}.");
        }
        ImmutableList<Checkpoint> checkpoints = Checkpoints.Add(new Checkpoint(head, View.Apply(events)));
        return new ChainState(checkpoints.Count > Limit ? checkpoints.RemoveAt(0) : checkpoints);
    }

    /// <summary>The same with the newest view's deliveries forgotten of all releases whose claim deadline was so long
    /// past already at the oldest checkpoint of as many as are ever kept. No roll-back brings them back, and whoever
    /// looks at every state had many to see them in.</summary>
    /// <param name="seconds">Seconds past the claim deadline.</param>
    public ChainState ForgetPast(long seconds)
    {
        if (Checkpoints.Count < Limit) return this;
        EscrowView view = View.ForgetBefore(Checkpoints[0].Block.Timestamp - seconds);
        return new ChainState(Checkpoints.SetItem(Checkpoints.Count - 1, Checkpoints[^1] with { View = view }));
    }

    /// <summary>Forgets every checkpoint above a block. The head is then the newest left at or below it, perhaps
    /// none.</summary>
    public ChainState RollBackTo(long block)
    {
        ImmutableList<Checkpoint> left = Checkpoints;
        while (!left.IsEmpty && left[^1].Block.Number > block) left = left.RemoveAt(left.Count - 1);
        return new ChainState(left);
    }
}
