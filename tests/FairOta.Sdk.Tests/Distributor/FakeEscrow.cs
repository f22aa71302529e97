using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>An escrow that shows the blocks a test gives it and remembers what was sent to it.</summary>
internal sealed class FakeEscrow : IEscrow
{
    private readonly Lock _gate = new();
    private readonly List<(BlockHeader Header, IReadOnlyList<EscrowEvent> Events)> _blocks = [];
    private readonly List<EscrowCall> _sent = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EscrowIdentity Identity => World.Identity;

    /// <summary>Whether the node refuses every question.</summary>
    public bool Down { get; set; }

    /// <summary>Whether the node shows blocks and refuses their events.</summary>
    public bool HidesEvents { get; set; }

    /// <summary>What every question for a block waits for; its failure is a fault, and no chain that is down.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    /// <summary>Done once a block was asked for.</summary>
    public Task Asked => _asked.Task;

    public IReadOnlyList<EscrowCall> Sent
    {
        get
        {
            lock (_gate) return [.. _sent];
        }
    }

    public void Mine(long time, params EscrowEvent[] events)
    {
        lock (_gate)
        {
            long number = _blocks.Count + 1;
            Hash32 hash = Hash32.FromBytes(World.KeyOf("block " + number));
            _blocks.Add((
                new BlockHeader(number, hash, default, time),
                [.. events.Select((e, i) => e with { At = new EventPosition(number, hash, i, default) })]));
        }
    }

    public async Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default)
    {
        if (Down) throw new NodeException("The node is down.");
        _asked.TrySetResult();
        await Ready.WaitAsync(cancellation);
        lock (_gate)
        {
            return tag == BlockTag.Latest
                ? _blocks.LastOrDefault().Header
                : _blocks.FirstOrDefault(b => BlockTag.At(b.Header.Number) == tag).Header;
        }
    }

    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default)
    {
        if (HidesEvents) throw new NodeException("The node has no events.");
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<EscrowEvent>>([.. _blocks
                .Where(b => b.Header.Number >= fromBlock && b.Header.Number <= toBlock)
                .SelectMany(b => b.Events)]);
        }
    }

    /// <summary>Transactions that are told to have ended when somebody next sees to what is on its way.</summary>
    public Queue<SettledTransaction> Settled { get; } = [];

    /// <summary>Whether what is on its way cannot be seen to.</summary>
    public bool IsOutboxStuck { get; set; }

    public IEscrowOutbox OpenOutbox(IOutboxStore store, OutboxOptions options) => new Outbox(this, store);

    /// <summary>Why a call would not succeed; null where it would.</summary>
    public Func<EscrowCall, ChainException?> Refusal { get; set; } = _ => null;

    /// <summary>Calls that were simulated, whatever came of it.</summary>
    public List<EscrowCall> Simulated { get; } = [];

    /// <summary>Runs before a call that would succeed is sent.</summary>
    public Action<EscrowCall> BeforeSending { get; set; } = _ => { };

    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        if (Down) throw new NodeException("The node is down.");
        lock (_gate) Simulated.Add(call);
        return Refusal(call) is { } refusal ? throw refusal : Task.CompletedTask;
    }

    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        BeforeSending(call);
        if (Down) throw new NodeException("The node is down.");
        lock (_gate) _sent.Add(call);
        return Task.FromResult(default(Hash32));
    }

    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        throw new NodeException("Outcomes are learned from events.");

    private sealed class Outbox(FakeEscrow escrow, IOutboxStore store) : IEscrowOutbox
    {
        private readonly PlainEscrowOutbox _plain = new(escrow, store);

        public IReadOnlySet<string> InFlight => _plain.InFlight;

        public Task<IPreparedCall> PrepareAsync(EscrowCall call, CancellationToken cancellation = default) =>
            _plain.PrepareAsync(call, cancellation);

        public Task<OutboxReport> TendAsync(CancellationToken cancellation = default) => escrow.IsOutboxStuck
            ? throw new SigningException("The signer is out of reach.")
            : escrow.Settled.TryDequeue(out SettledTransaction? settled)
                ? Task.FromResult(new OutboxReport([settled], []))
                : _plain.TendAsync(cancellation);

        public Task<System.Numerics.BigInteger?> GetGasPriceAsync(CancellationToken cancellation = default) =>
            _plain.GetGasPriceAsync(cancellation);

        public void Dispose() => _plain.Dispose();
    }
}
