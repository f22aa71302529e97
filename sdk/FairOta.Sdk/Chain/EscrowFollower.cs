using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>How far a follower is behind the chain.</summary>
/// <param name="Blocks">Blocks from the newest that it applied to the newest that the node showed.</param>
/// <param name="Seconds">Seconds between the two, by their timestamps.</param>
internal sealed record ChainLag(long Blocks, long Seconds);

/// <summary>Keeps a <see cref="ChainState"/> level with an escrow, reorganisations included. One refresh at a
/// time.</summary>
/// <remarks>Where several nodes answer under one URL, one of them may show a block, and another that is behind give the
/// events up to it without those of that block: nothing in its answer says so. So the newest blocks are read again now
/// and then, and an event that was missed is put in its place.</remarks>
/// <param name="escrow">The escrow.</param>
/// <param name="deploymentBlock">The block that created it: nothing is read before.</param>
/// <param name="filter">Chooses the events that count; null for all.</param>
/// <param name="keepSeconds">Seconds past a release's claim deadline for which its deliveries are kept, and a few
/// blocks longer; null for good. Afterwards they only count.</param>
internal sealed class EscrowFollower(
    IEscrow escrow, long deploymentBlock, EscrowFilter? filter = null, long? keepSeconds = null)
{
    /// <summary>Blocks after which the newest blocks are read once more.</summary>
    internal const int RereadEvery = 32;

    /// <summary>How many blocks that are.</summary>
    internal const int Reread = 128;

    private ImmutableSortedDictionary<(long Block, int LogIndex), EscrowEvent> _recent =
        ImmutableSortedDictionary<(long Block, int LogIndex), EscrowEvent>.Empty;

    private ChainState _state = ChainState.Empty;
    private BlockHeader? _newest;
    private long _reread;

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
        var recent = _recent.RemoveRange(_recent.Keys.Reverse().TakeWhile(at => at.Block >= From(state)));
        BlockHeader? head = await escrow.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);
        Volatile.Write(ref _newest, head);
        long from = From(state);
        if (head is not null && head.Number >= from)
        {
            bool isDue = head.Number - _reread >= RereadEvery;
            long first = isDue ? long.Max(deploymentBlock, from - Reread) : from;
            IReadOnlyList<EscrowEvent> events = await escrow
                .GetEventsAsync(first, head.Number, filter, cancellation).ConfigureAwait(false);
            if (await FirstMissedAsync(from, events, recent, cancellation).ConfigureAwait(false) is { } missed)
            {
                state = state.RollBackTo(missed - 1);
                // What is known or was read just now may not reach back as far.
                if (From(state) < first)
                    events = await escrow.GetEventsAsync(From(state), head.Number, filter, cancellation)
                        .ConfigureAwait(false);
            }

            // Logs name no parent: only a head that still stands after reading them vouches that they are its
            // ancestors'.
            if (await StandsAsync(head, cancellation).ConfigureAwait(false))
            {
                foreach (EscrowEvent each in events.Where(each => each.At.Block >= From(state)))
                    if (!recent.ContainsKey(PlaceOf(each))) recent = recent.Add(PlaceOf(each), each);
                state = state.Advance(head, [.. recent.Values.SkipWhile(each => each.At.Block < From(state))]);
                recent = recent.RemoveRange(recent.Keys.TakeWhile(at => at.Block <= head.Number - Reread));
                if (isDue) _reread = head.Number;
            }
        }
        if (keepSeconds is { } seconds) state = state.ForgetPast(seconds);
        _recent = recent;
        Volatile.Write(ref _state, state);
        return state;
    }

    private static (long Block, int LogIndex) PlaceOf(EscrowEvent each) => (each.At.Block, each.At.LogIndex);

    private long From(ChainState state) => state.Head is { } last ? last.Number + 1 : deploymentBlock;

    /// <summary>The block of the first event below <paramref name="from"/> that is not known, though its block stands;
    /// null where none is.</summary>
    private async Task<long?> FirstMissedAsync(
        long from, IReadOnlyList<EscrowEvent> events,
        ImmutableSortedDictionary<(long Block, int LogIndex), EscrowEvent> known, CancellationToken cancellation)
    {
        foreach (EscrowEvent each in events.TakeWhile(each => each.At.Block < from))
        {
            if (known.ContainsKey(PlaceOf(each))) continue;
            BlockHeader? block = await escrow
                .GetBlockAsync(BlockTag.At(each.At.Block), cancellation).ConfigureAwait(false);
            if (block?.Hash == each.At.BlockHash) return each.At.Block;
        }

        return null;
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
