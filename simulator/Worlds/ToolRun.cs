using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Simulator.Worlds;

/// <summary>One run of the vendor's tool: the product's publisher over the account's outbox. It can die as it sends;
/// what it wrote outlives it.</summary>
internal sealed class ToolRun : IEscrow, IDisposable
{
    private readonly OutboxEscrow _outbox;
    private readonly DyingStore _store;
    private readonly Func<EscrowCall, CrashPoint?> _mishap;
    private readonly Dictionary<string, ReleaseFolder> _folders = [];

    /// <summary>Begins.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="account">Who pays.</param>
    /// <param name="health">How its node and its signer are.</param>
    /// <param name="sent">What was sent by it and earlier runs.</param>
    /// <param name="mishap">Where the run dies of a call; null where it does not.</param>
    public ToolRun(
        ISimChain chain, PrivateKeyAccount account, NodeHealth health, IOutboxStore sent,
        Func<EscrowCall, CrashPoint?> mishap)
    {
        (_store, _mishap) = (new DyingStore(sent), mishap);
        _outbox = chain.OpenOutbox(account, _store, health);
        Publisher = new Publisher(this, chain.FirstBlock, tokens: null, _outbox.SettleAsync);
    }

    /// <summary>Funds.</summary>
    public Publisher Publisher { get; }

    /// <inheritdoc/>
    public EscrowIdentity Identity => _outbox.Identity;

    /// <summary>A release on disk, read and checked once.</summary>
    public ReleaseFolder Open(string path) =>
        _folders.TryGetValue(path, out ReleaseFolder? open) ? open : _folders[path] = ReleaseFolder.Load(path);

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) =>
        _outbox.GetBlockAsync(tag, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
        _outbox.GetEventsAsync(fromBlock, toBlock, filter, cancellation);

    /// <inheritdoc/>
    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
        _outbox.SimulateAsync(call, cancellation);

    /// <inheritdoc/>
    /// <exception cref="ProcessDiedException">The run dies of it.</exception>
    public async Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        CrashPoint? point = _mishap(call);
        if (point == CrashPoint.Now) throw new ProcessDiedException(CrashPoint.Now, 0);
        _store.Dies = point == CrashPoint.BeforeSending;
        Hash32 transaction = await _outbox.SubmitAsync(call, cancellation).ConfigureAwait(false);
        return point == CrashPoint.AfterSending
            ? throw new ProcessDiedException(CrashPoint.AfterSending, 0)
            : transaction;
    }

    /// <inheritdoc/>
    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        _outbox.WaitAsync(transaction, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ReleaseFolder folder in _folders.Values) folder.Dispose();
        _outbox.Dispose();
    }

    /// <summary>A store whose process dies once a transaction is written down, and before it is sent.</summary>
    private sealed class DyingStore(IOutboxStore right) : IOutboxStore
    {
        public bool Dies { get; set; }

        public IReadOnlyList<OutboxEntry> Live() => right.Live();

        public void Put(OutboxEntry entry)
        {
            right.Put(entry);
            if (Dies) throw new ProcessDiedException(CrashPoint.BeforeSending, 0);
        }

        public void Remove(long nonce) => right.Remove(nonce);

        public void Settle(SettledTransaction settled) => right.Settle(settled);

        public IReadOnlyList<SettledTransaction> Settled() => right.Settled();

        public void Dispose() => right.Dispose();
    }
}
