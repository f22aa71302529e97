using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>A <see cref="SimChain"/> as one account sees it. Every task is completed when it is returned. Reads are
/// safe from several threads; the account itself sends from one at a time.</summary>
/// <param name="chain">The chain.</param>
/// <param name="account">The account; null to read only.</param>
/// <param name="key">Its key; null to send without a signature.</param>
/// <param name="post">Takes what it sends; null for the chain at once.</param>
/// <param name="health">How its node and its signer are; null for well.</param>
internal sealed class SimAccount(
    SimChain chain, Address? account, IAccount? key, Action<SimTransaction>? post, NodeHealth? health = null) : IEscrow
{
    /// <summary>For so many blocks what was posted counts, though the chain does not show it yet.</summary>
    private const int UnderWay = 3;

    private static readonly WalletOptions Wallet = new();
    private (long Nonce, long Block) _last = (-1, 0);

    /// <inheritdoc/>
    public EscrowIdentity Identity { get; } = new(chain.ChainId, chain.Escrow, account);

    private Address Sender => account ?? throw new InvalidOperationException("There is no account, to read only.");

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) => Answer(seen =>
    {
        long height = chain.Height(tag.ToString());
        if (tag == BlockTag.Latest) height = seen;
        return height <= seen ? chain.Block(height)?.Header : null;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
        Answer<IReadOnlyList<EscrowEvent>>(seen =>
        {
            List<EscrowEvent> events = [];
            for (long number = Math.Max(0, fromBlock); number <= Math.Min(toBlock, seen); number++)
            {
                IReadOnlyList<EscrowEvent> all = chain.Block(number)!.Events;
                if (filter is null) events.AddRange(all);
                else events.AddRange(all.Where(filter.Matches));
            }

            return events;
        });

    /// <summary>Asks whether the call would succeed by now; sends nothing.</summary>
    /// <exception cref="EscrowRevertedException">The escrow would refuse it.</exception>
    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
        Answer(seen => chain.Estimate(Sender, chain.Request(call), call, seen));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no account, to read only.</exception>
    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default) => Answer(seen =>
    {
        TransactionRequest request = chain.Request(call);
        long gas = chain.Estimate(Sender, request, call, seen);
        (BigInteger baseFee, BigInteger tip) = chain.Fees();
        long nonce = chain.NextNonce(Sender);
        if (chain.Head.Header.Number - _last.Block <= UnderWay) nonce = Math.Max(nonce, _last.Nonce + 1);
        health?.Sign();
        SimTransaction transaction = new(
            Sender,
            new Transaction(
                chain.ChainId, nonce, tip, (baseFee * Wallet.BaseFees) + tip,
                Math.Min(gas + (gas * Wallet.GasMarginPercent / 100), Wallet.MaxGas), request),
            call);
        Send(transaction);
        _last = (nonce, chain.Head.Header.Number);
        return transaction.Hash;
    });

    /// <summary>The outcome as the chain shows it now: nothing is waited for.</summary>
    /// <exception cref="TransactionRevertedException">It was mined and reverted.</exception>
    /// <exception cref="TransactionTimeoutException">It is not mined yet.</exception>
    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        Answer(seen => chain.Receipt(transaction) switch
        {
            { } receipt when receipt.Block <= seen => receipt.Succeeded
                ? new EscrowResult(
                    transaction, receipt.Block, receipt.BlockHash, receipt.GasUsed, receipt.GasPrice, receipt.Events)
                : throw new TransactionRevertedException(ReceiptOf(receipt)),
            _ => throw new TransactionTimeoutException(transaction),
        });

    /// <summary>The product's own outbox and wallet, over this chain as a node.</summary>
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The account has no key here.</exception>
    public IEscrowOutbox OpenOutbox(IOutboxStore store, OutboxOptions options) => new SimOutbox(
        this, chain, key ?? throw new InvalidOperationException("The account has no key."), health, store, options);

    /// <summary>Sends what the account made.</summary>
    /// <exception cref="JsonRpcException">The chain refuses it at once.</exception>
    internal void Send(SimTransaction transaction)
    {
        if (post is not null) post(transaction);
        else if (chain.Post(transaction) is { } refusal)
            throw new JsonRpcException("eth_sendRawTransaction", -32000, refusal, []);
    }

    /// <summary>What the node answers, by the height of the newest block that it has.</summary>
    private Task<T> Answer<T>(Func<long, T> question)
    {
        try
        {
            return Task.FromResult(question(Math.Max(0, chain.Head.Header.Number - (health?.Ask() ?? 0))));
        }
        catch (ChainException e)
        {
            return Task.FromException<T>(e);
        }
    }

    private static TransactionReceipt ReceiptOf(SimReceipt receipt) => new(
        receipt.Transaction.Hash, receipt.Succeeded, receipt.Block, receipt.BlockHash, receipt.GasUsed,
        receipt.GasPrice, null, []);
}
