using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>A chain of blocks with events that a test writes and rewrites. It can only be read.</summary>
internal sealed class FakeEscrow : IEscrow
{
    private readonly List<(BlockHeader Block, EscrowEvent[] Events)> _blocks = [];

    public EscrowIdentity Identity { get; } = new(31337, default, null);

    /// <summary>Runs once, when events were read and before they are returned.</summary>
    public Action? WhileReading { get; set; }

    public List<(long From, long To)> Ranges { get; } = [];

    /// <summary>The newest block of whichever node gives events.</summary>
    public long LogsUpTo { get; set; } = long.MaxValue;

    /// <summary>Events that it gives beside those of the blocks, ascending.</summary>
    public List<EscrowEvent> Stray { get; } = [];

    /// <summary>Adds a block; <paramref name="fork"/> makes its hash another one.</summary>
    public BlockHeader Mine(byte fork, params Func<EventPosition, EscrowEvent>[] events)
    {
        long number = _blocks.Count;
        Hash32 parent = number == 0 ? default : _blocks[^1].Block.Hash;
        Hash32 hash = Hash32.FromBytes(Keccak256.Hash([.. parent.ToBytes(), fork]));
        var block = new BlockHeader(number, hash, parent, 1000 + number);
        _blocks.Add((block, [.. events.Select((e, i) => e(new EventPosition(number, hash, i, default)))]));
        return block;
    }

    public void DropFrom(int number) => _blocks.RemoveRange(number, _blocks.Count - number);

    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) => Task.FromResult(
        tag == BlockTag.Latest
            ? _blocks.Select(b => b.Block).LastOrDefault()
            : _blocks.Select(b => b.Block).FirstOrDefault(b => BlockTag.At(b.Number) == tag));

    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default)
    {
        Ranges.Add((fromBlock, toBlock));
        IReadOnlyList<EscrowEvent> events =
        [
            .. _blocks.Where(b => b.Block.Number >= fromBlock && b.Block.Number <= Math.Min(toBlock, LogsUpTo))
                .SelectMany(b => b.Events).Concat(Stray.Where(e => e.At.Block >= fromBlock && e.At.Block <= toBlock))
                .OrderBy(e => e.At.Block),
        ];
        (Action? change, WhileReading) = (WhileReading, null);
        change?.Invoke();
        return Task.FromResult(events);
    }

    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
