using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>An escrow whose calls go through an outbox: what is sent is written down first and keeps its number, so
/// that a later process finds it again and nothing is sent twice, also where several nodes that disagree answer by
/// turns.</summary>
/// <remarks>Once a node has shown what became of a call, no node that knows less is believed.</remarks>
public sealed class OutboxEscrow : IEscrow, IDisposable
{
    private readonly IEscrow _escrow;
    private readonly Func<EscrowCall, TransactionRequest> _request;
    private readonly Wallet _wallet;
    private readonly IOutboxStore _store;
    private readonly Outbox _outbox;
    private long _seen;

    /// <summary>An escrow over an outbox.</summary>
    /// <param name="escrow">The escrow, calling by the wallet.</param>
    /// <param name="wallet">Who signs and pays.</param>
    /// <param name="store">Where what is sent is kept; disposed with this.</param>
    /// <param name="options">When to lose patience; null for the defaults.</param>
    public OutboxEscrow(EscrowClient escrow, Wallet wallet, IOutboxStore store, OutboxOptions? options = null)
        : this(escrow, escrow.Request, wallet, store, options)
    {
    }

    /// <summary>An outbox over an escrow that is read otherwise.</summary>
    /// <param name="escrow">Reads the chain that the wallet sends to.</param>
    /// <param name="request">A call as a transaction.</param>
    /// <param name="wallet">Who signs and pays.</param>
    /// <param name="store">Where what is sent is kept; disposed with this.</param>
    /// <param name="options">When to lose patience; null for the defaults.</param>
    internal OutboxEscrow(
        IEscrow escrow, Func<EscrowCall, TransactionRequest> request, Wallet wallet, IOutboxStore store,
        OutboxOptions? options)
    {
        (_escrow, _request, _wallet, _store) = (escrow, request, wallet, store);
        _outbox = new Outbox(wallet, store, options);
    }

    /// <inheritdoc/>
    public EscrowIdentity Identity => _escrow.Identity;

    /// <inheritdoc/>
    /// <exception cref="NodeException">The node does not know a block yet that this has seen.</exception>
    public async Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default)
    {
        BlockHeader? block = await _escrow.GetBlockAsync(tag, cancellation).ConfigureAwait(false);
        long seen = Interlocked.Read(ref _seen);
        return tag != BlockTag.Latest || (block?.Number ?? -1) >= seen
            ? block
            : throw new NodeException($"The node is behind: block {seen} was seen before.");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
        _escrow.GetEventsAsync(fromBlock, toBlock, filter, cancellation);

    /// <inheritdoc/>
    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
        _escrow.SimulateAsync(call, cancellation);

    /// <inheritdoc/>
    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default) =>
        EscrowClient.ExplainAsync(_outbox.SubmitAsync(
            CallSubjects.Label(call), CallSubjects.Of(call), _request(call), cancellation));

    /// <inheritdoc/>
    public async Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default)
    {
        OutboxEntry? entry = _store.Live().FirstOrDefault(live => live.Versions.Exists(v => v.Hash == transaction));
        if (entry is null) return await _escrow.WaitAsync(transaction, cancellation).ConfigureAwait(false);
        (Hash32 Hash, bool GivesUp)? mined = null;
        await UntilAsync(
            async () =>
            {
                await TendAsync(cancellation).ConfigureAwait(false);
                mined = await FindAsync(entry.Nonce, cancellation).ConfigureAwait(false);
                return mined is not null;
            },
            () => new TransactionTimeoutException(transaction),
            cancellation).ConfigureAwait(false);
        if (!mined!.Value.GivesUp) return await _escrow.WaitAsync(mined.Value.Hash, cancellation).ConfigureAwait(false);
        throw new TransactionRevertedException(
            await _wallet.WaitAsync(mined.Value.Hash, cancellation).ConfigureAwait(false));
    }

    /// <summary>Waits until nothing that the account sent is still to be mined: neither what is in the outbox, of this
    /// or an earlier process, nor what another program sent.</summary>
    /// <exception cref="AccountBusyException">Something is still to be mined.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public async Task SettleAsync(CancellationToken cancellation = default)
    {
        await UntilAsync(
            async () =>
            {
                await TendAsync(cancellation).ConfigureAwait(false);
                foreach (OutboxEntry entry in _store.Live())
                    if (await FindAsync(entry.Nonce, cancellation).ConfigureAwait(false) is null) return false;
                return true;
            },
            () => new AccountBusyException(_wallet.Address),
            cancellation).ConfigureAwait(false);
        await _wallet.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _outbox.Dispose();

    private async Task TendAsync(CancellationToken cancellation)
    {
        OutboxReport report = await _outbox.TendAsync(cancellation).ConfigureAwait(false);
        foreach (SettledTransaction settled in report.Settled) See(settled.Block);
    }

    /// <summary>The form of a number's transaction that is in a block, and whether it was given up by that; null where
    /// none is yet.</summary>
    private async Task<(Hash32 Hash, bool GivesUp)?> FindAsync(long nonce, CancellationToken cancellation)
    {
        if (_store.Live().FirstOrDefault(live => live.Nonce == nonce) is not { } entry)
        {
            return _store.Settled().LastOrDefault(settled => settled.Nonce == nonce) is { } ended
                ? (ended.Transaction, ended.Outcome == SettledOutcome.GivenUp)
                : null;
        }

        foreach (OutboxVersion version in entry.Versions.Reverse())
        {
            TransactionReceipt? receipt =
                await _wallet.Node.GetReceiptAsync(version.Hash, cancellation).ConfigureAwait(false);
            if (receipt is null) continue;
            See(receipt.Block);
            return (version.Hash, version.GivesUp);
        }

        return null;
    }

    private void See(long block)
    {
        long seen = Interlocked.Read(ref _seen);
        if (block > seen) Interlocked.CompareExchange(ref _seen, block, seen);
    }

    private async Task UntilAsync(
        Func<Task<bool>> isDone, Func<ChainException> late, CancellationToken cancellation)
    {
        long start = _wallet.Time.GetTimestamp();
        while (!await isDone().ConfigureAwait(false))
        {
            if (_wallet.Time.GetElapsedTime(start) >= _wallet.Options.ReceiptTimeout) throw late();
            await Task.Delay(_wallet.Options.PollInterval, _wallet.Time, cancellation).ConfigureAwait(false);
        }
    }
}
