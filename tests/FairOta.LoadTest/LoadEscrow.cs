using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;

namespace FairOta.LoadTest;

/// <summary>An escrow that pays whatever is reserved and revealed: what the EVM does costs the distributor nothing. It
/// keeps the newest blocks alone, so that its memory is not the distributor's.</summary>
internal sealed class LoadEscrow : IEscrow
{
    private const int KeptBlocks = 256;
    private readonly Lock _gate = new();
    private readonly Queue<(BlockHeader Header, IReadOnlyList<EscrowEvent> Events)> _blocks = [];
    private readonly FleetList _fleet;
    private long _number;

    public LoadEscrow(string folder)
    {
        (ReleaseCreated created, TrancheAdded tranche, _fleet) = LoadRelease.ReadFrom(folder);
        Mine(created, tranche);
    }

    public EscrowIdentity Identity { get; } = new(LoadRelease.ChainId, LoadRelease.Escrow, LoadRelease.Distributor);

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return Task.FromResult<BlockHeader?>(tag == BlockTag.Latest
                ? _blocks.Last().Header
                : _blocks.FirstOrDefault(block => BlockTag.At(block.Header.Number) == tag).Header);
        }
    }

    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<EscrowEvent>>([.. _blocks
                .Where(block => block.Header.Number >= fromBlock && block.Header.Number <= toBlock)
                .SelectMany(block => block.Events)]);
        }
    }

    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) => Task.CompletedTask;

    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        EscrowEvent[] events = call switch
        {
            Reserve reserve => [new Reserved(default, new Reservation(
                reserve.Release, reserve.Tranche, LoadRelease.Distributor, Now + 3 * 3600,
                [.. reserve.Deliveries.Select(d =>
                    new Accepted(d.Index, _fleet[(int)d.Index], d.KeyCommitment))]))],
            Reveal reveal => [.. reveal.Reservation.Deliveries.Select((accepted, i) => new Delivered(
                default, reveal.Reservation.Release, accepted.Device, LoadRelease.Distributor, reveal.Keys[i]))],
            _ => [],
        };
        return Task.FromResult(Mine(events));
    }

    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        throw new NodeException("Outcomes are learned from events.");

    private Hash32 Mine(params EscrowEvent[] events)
    {
        lock (_gate)
        {
            long number = ++_number;
            Hash32 hash = Hash32.FromBytes(Keccak256.Hash(BitConverter.GetBytes(number)));
            _blocks.Enqueue((
                new BlockHeader(number, hash, default, Now),
                [.. events.Select((e, i) => e with { At = new EventPosition(number, hash, i, hash) })]));
            if (_blocks.Count > KeptBlocks) _blocks.Dequeue();
            return hash;
        }
    }
}
