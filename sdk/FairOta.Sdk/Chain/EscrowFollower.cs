using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>How far a follower is behind the chain.</summary>
/// <param name="Blocks">Blocks from the newest that it applied to the newest that the node showed.</param>
/// <param name="Seconds">Seconds between the two, by their timestamps.</param>
internal sealed record ChainLag(long Blocks, long Seconds);

/// <summary>Keeps a <see cref="ChainState"/> level with an escrow, reorganisations included. One refresh at a
/// time.</summary>
/// <param name="escrow">The escrow.</param>
/// <param name="deploymentBlock">The block that created it: nothing is read before.</param>
/// <param name="filter">Chooses the events that count; null for all.</param>
/// <param name="keepSeconds">Seconds past a release's claim deadline for which its deliveries are kept, and a few
/// blocks longer; null for good. Afterwards they only count.</param>
internal sealed class EscrowFollower(
    IEscrow escrow, long deploymentBlock, EscrowFilter? filter = null, long? keepSeconds = null)
{
    private ChainState _state = ChainState.Empty;
    private BlockHeader? _newest;

    /// <summary>The state after the last refresh that succeeded. Can be read from any thread.</summary>
    public ChainState State => Volatile.Read(ref _state);

    /// <summary>How far the state is behind the newest block that the node showed; null where nothing is applied yet.
    /// Can be read from any thread.</summary>
    public ChainLag? Lag => Volatile.Read(ref _newest) is { } newest && State.Head is { } head
        ? new ChainLag(long.Max(0, newest.Number - head.Number), long.Max(0, newest.Timestamp - head.Timestamp))
        : null;

    /// <summary>Catches up with the chain's newest block. Where the chain changes under the call, the state stays at
    /// the last block that still stands, and the next call goes on.</summary>
    /// <exception cref="ChainException">The chain cannot be asked; the state is as before.</exception>
    public async Task<ChainState> RefreshAsync(CancellationToken cancellation = default)
    {
        ChainState state = await DropReplacedAsync(State, cancellation).ConfigureAwait(false);
        BlockHeader? head = await escrow.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);
        Volatile.Write(ref _newest, head);
        long from = state.Head is { } last ? last.Number + 1 : deploymentBlock;
        if (head is not null && head.Number >= from)
        {
            IReadOnlyList<EscrowEvent> events = await escrow
                .GetEventsAsync(from, head.Number, filter, cancellation).ConfigureAwait(false);
            // Logs name no parent: only a head that still stands after reading them vouches that they are its
            // ancestors'.
            if (await StandsAsync(head, cancellation).ConfigureAwait(false)) state = state.Advance(head, events);
        }
        if (keepSeconds is { } seconds) state = state.ForgetPast(seconds);
        Volatile.Write(ref _state, state);
        return state;
    }

    private async Task<ChainState> DropReplacedAsync(ChainState state, CancellationToken cancellation)
    {
        while (state.Head is { } head && !await StandsAsync(head, cancellation).ConfigureAwait(false))
            state = state.RollBackTo(head.Number - 1);
        return state;
    }

    private async Task<bool> StandsAsync(BlockHeader block, CancellationToken cancellation) =>
        (await escrow.GetBlockAsync(BlockTag.At(block.Number), cancellation).ConfigureAwait(false))?.Hash == block.Hash;
}
