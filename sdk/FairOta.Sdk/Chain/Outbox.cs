using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>
/// Sends one account's transactions so that each is mined, by this process or a later one. What is sent is written down
/// first; who tends the outbox sees to the rest: what a node dropped is sent again, what is stuck offers more, what
/// would revert by now gives its number up, and what a reorganisation took back waits again.
/// </summary>
/// <remarks>Safe for concurrent use. Nobody else may send for the account: what another process sends takes a number
/// from it.</remarks>
/// <param name="wallet">Who signs and sends.</param>
/// <param name="store">Where entries are kept; disposed with the outbox.</param>
/// <param name="options">When to lose patience; null for the defaults.</param>
public sealed class Outbox(Wallet wallet, IOutboxStore store, OutboxOptions? options = null) : IDisposable
{
    /// <summary>Gas of a transaction that does nothing.</summary>
    private const long IdleGas = 21_000;

    private readonly OutboxOptions _options = options ?? new OutboxOptions();
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Entries that a block shows failed: what they are about can be sent again.</summary>
    private ImmutableHashSet<long> _failed = [];

    private ImmutableHashSet<string> _about = About(store.Live(), []);
    private int _pending = store.Live().Count;

    /// <summary>What live transactions are about: not to be sent again. Those which a block shows failed do not count
    /// any more.</summary>
    public IReadOnlySet<string> InFlight => Volatile.Read(ref _about);

    /// <summary>How many transactions are not settled.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Simulates, prices, signs, writes down and sends.</summary>
    /// <param name="label">What it is, in a word.</param>
    /// <param name="about">Names of what it changes.</param>
    /// <param name="request">What it does.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The hash of its first form.</returns>
    /// <exception cref="JsonRpcException">The simulation reverted, with the data of the revert, or the node refuses:
    /// nothing is kept.</exception>
    /// <exception cref="FeeLimitException">It would cost more than the wallet allows; nothing is kept.</exception>
    /// <exception cref="InsufficientFundsException">It would cost more than the account holds beside what is on its
    /// way; nothing is kept.</exception>
    /// <exception cref="NodeException">There is no valid answer. If it was written down by then, it is in flight, and
    /// is tended as if it had been sent.</exception>
    public async Task<Hash32> SubmitAsync(
        string label, ImmutableList<string> about, TransactionRequest request, CancellationToken cancellation = default)
    {
        OutboxDraft draft = await PrepareAsync(label, about, request, cancellation).ConfigureAwait(false);
        return await SubmitAsync(draft, cancellation).ConfigureAwait(false);
    }

    /// <summary>Simulates and prices; sends nothing yet.</summary>
    /// <param name="label">What it is, in a word.</param>
    /// <param name="about">Names of what it changes.</param>
    /// <param name="request">What it does.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="JsonRpcException">The simulation reverted, with the data of the revert.</exception>
    /// <exception cref="FeeLimitException">It would cost more than the wallet allows.</exception>
    /// <exception cref="InsufficientFundsException">It would cost more than the account holds beside what is on its
    /// way.</exception>
    /// <exception cref="NodeException">There is no valid answer.</exception>
    public async Task<OutboxDraft> PrepareAsync(
        string label, ImmutableList<string> about, TransactionRequest request, CancellationToken cancellation = default)
    {
        (long gas, GasOffer offer) = await wallet.PriceAsync(request, cancellation).ConfigureAwait(false);
        OutboxDraft draft = new(label, about, request, gas, offer);
        long mined = await wallet.Node.GetNonceAsync(wallet.Address, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        BigInteger held = await wallet.Node.GetBalanceAsync(wallet.Address, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        BigInteger needed = OutboxRules.HighestCost(store.Live(), mined) + draft.HighestCost;
        return held >= needed ? draft : throw new InsufficientFundsException(wallet.Address, held, needed);
    }

    /// <summary>Signs, writes down and sends what was prepared, at the price that it was prepared with.</summary>
    /// <param name="draft">What <see cref="PrepareAsync"/> made.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The hash of its first form.</returns>
    /// <exception cref="JsonRpcException">The node refuses it; nothing is kept.</exception>
    /// <exception cref="NodeException">There is no valid answer. If it was written down by then, it is in flight, and
    /// is tended as if it had been sent.</exception>
    public async Task<Hash32> SubmitAsync(OutboxDraft draft, CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            BlockHeader head = await HeadAsync(cancellation).ConfigureAwait(false);
            var journal = new OutboxJournal(store, draft, Now, head.Number);
            SignedTransaction sent = await wallet
                .PostAsync(draft.Request, draft.Gas, draft.Offer, journal, cancellation).ConfigureAwait(false);
            return sent.Hash;
        }
        finally
        {
            Publish();
            _one.Release();
        }
    }

    /// <summary>Compares every entry with the chain, and does for each what <see cref="OutboxRules"/> say.</summary>
    /// <exception cref="ChainException">The chain cannot be asked; nothing is lost, a later call goes on.</exception>
    public async Task<OutboxReport> TendAsync(CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            IReadOnlyList<OutboxEntry> live = store.Live();
            return live.Count == 0 ? OutboxReport.Empty : await TendAsync(live, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Publish();
            _one.Release();
        }
    }

    /// <summary>What one gas costs in the next block, a usual tip included, in wei.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<BigInteger> GetGasPriceAsync(CancellationToken cancellation = default)
    {
        (BigInteger baseFee, BigInteger tip) = await wallet.Node.GetFeesAsync(cancellation).ConfigureAwait(false);
        return baseFee + tip;
    }

    /// <summary>Closes the store.</summary>
    public void Dispose()
    {
        store.Dispose();
        _one.Dispose();
    }

    private long Now => wallet.Time.GetUtcNow().ToUnixTimeSeconds();

    private void Publish()
    {
        IReadOnlyList<OutboxEntry> live = store.Live();
        Volatile.Write(ref _about, About(live, _failed));
        Volatile.Write(ref _pending, live.Count);
    }

    private static ImmutableHashSet<string> About(IEnumerable<OutboxEntry> live, ImmutableHashSet<long> failed) =>
        [.. live.Where(entry => !failed.Contains(entry.Nonce)).SelectMany(entry => entry.About)];

    private async Task<BlockHeader> HeadAsync(CancellationToken cancellation) =>
        await wallet.Node.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false)
            ?? throw new NodeException("The node has no block.");

    private async Task<OutboxReport> TendAsync(IReadOnlyList<OutboxEntry> live, CancellationToken cancellation)
    {
        Tended tended = new(
            await HeadAsync(cancellation).ConfigureAwait(false),
            await wallet.Node.GetNonceAsync(wallet.Address, BlockTag.Latest, cancellation).ConfigureAwait(false),
            await SettledBlockAsync(cancellation).ConfigureAwait(false));
        await FillGapAsync(live[0], tended, cancellation).ConfigureAwait(false);
        foreach (OutboxEntry entry in live)
        {
            OutboxFacts facts = await FactsAsync(entry, tended, cancellation).ConfigureAwait(false);
            OutboxStep step = OutboxRules.Step(entry, facts, _options, Now);
            await CarryOutAsync(entry, step, facts, tended, cancellation).ConfigureAwait(false);
        }
        return new OutboxReport(tended.Settled, tended.Notes);
    }

    private async Task<long> SettledBlockAsync(CancellationToken cancellation)
    {
        BlockHeader? tagged = _options.Confirmations.Tag is { } tag
            ? await wallet.Node.GetBlockAsync(tag, cancellation).ConfigureAwait(false)
            : null;
        // Asked for last, it is not below the head of anything asked for before.
        BlockHeader head = await HeadAsync(cancellation).ConfigureAwait(false);
        return _options.Confirmations.SettledBlock(head.Number, tagged?.Number);
    }

    private async Task<OutboxFacts> FactsAsync(OutboxEntry entry, Tended tended, CancellationToken cancellation)
    {
        bool isUsed = entry.Nonce < tended.Mined;
        TransactionReceipt? receipt = null;
        if (isUsed)
        {
            for (int i = entry.Versions.Count - 1; i >= 0 && receipt is null; i--)
                receipt = await wallet.Node.GetReceiptAsync(entry.Versions[i].Hash, cancellation).ConfigureAwait(false);
        }
        long settledMined = isUsed && receipt is null && tended.SettledBlock >= 0
            ? await wallet.Node.GetNonceAsync(wallet.Address, BlockTag.At(tended.SettledBlock), cancellation)
                .ConfigureAwait(false)
            : -1;
        bool isKnown = isUsed
            || await wallet.Node.KnowsAsync(entry.Last.Hash, cancellation).ConfigureAwait(false);
        return new OutboxFacts(
            tended.Head.Number, tended.Mined, settledMined, tended.SettledBlock, receipt, isKnown);
    }

    private async Task CarryOutAsync(
        OutboxEntry entry, OutboxStep step, OutboxFacts facts, Tended tended, CancellationToken cancellation)
    {
        _failed = step is OutboxStep.Shown { Outcome: not SettledOutcome.Done }
            ? _failed.Add(entry.Nonce)
            : _failed.Remove(entry.Nonce);
        switch (step)
        {
            case OutboxStep.Settle settle:
                SettledTransaction settled = Ending(entry, settle.Outcome, facts);
                store.Settle(settled);
                tended.Settled.Add(settled);
                break;
            case OutboxStep.Resend:
                await ResendAsync(entry, tended, cancellation).ConfigureAwait(false);
                break;
            case OutboxStep.Replace:
                await ReplaceAsync(entry, facts, tended, cancellation).ConfigureAwait(false);
                break;
        }
    }

    private SettledTransaction Ending(OutboxEntry entry, SettledOutcome outcome, OutboxFacts facts) => new(
        entry.Nonce,
        entry.Label,
        outcome,
        facts.Receipt?.Transaction ?? entry.Last.Hash,
        facts.Receipt?.Block ?? facts.SettledBlock,
        facts.Receipt?.GasUsed ?? 0,
        facts.Receipt is { } receipt ? receipt.GasUsed * receipt.EffectiveGasPrice : 0,
        outcome == SettledOutcome.Done ? entry.Request.Value : 0,
        entry.Versions.Count,
        Now);

    private async Task ResendAsync(OutboxEntry entry, Tended tended, CancellationToken cancellation)
    {
        store.Put(entry with { LastSentAt = Now });
        var signed = new SignedTransaction(entry.Last.Raw, entry.Last.Hash, entry.Nonce);
        string? refusal = await TrySendAsync(signed, cancellation).ConfigureAwait(false);
        tended.Note(entry, signed.Hash, refusal is null
            ? "was sent again: the node did not have it"
            : $"could not be sent again: {refusal}");
    }

    private async Task ReplaceAsync(
        OutboxEntry entry, OutboxFacts facts, Tended tended, CancellationToken cancellation)
    {
        (long gas, bool givesUp) = entry.Last.GivesUp
            ? (IdleGas, true)
            : await GasAsync(entry, cancellation).ConfigureAwait(false);
        (BigInteger baseFee, BigInteger tip) = await wallet.Node.GetFeesAsync(cancellation).ConfigureAwait(false);
        GasOffer usual = wallet.Options.Usual(baseFee, tip);
        if (OutboxRules.Raised(entry.Last.Offer, usual, wallet.Options.MaxFeePerGas) is not { } offer)
        {
            if (!facts.IsKnown) await ResendAsync(entry, tended, cancellation).ConfigureAwait(false);
            else tended.Note(entry, entry.Last.Hash, "waits: to offer more would exceed the limit");
            return;
        }

        SignedTransaction signed = await wallet
            .SignAsync(entry.Nonce, givesUp ? Idle : entry.Request, gas, offer, cancellation).ConfigureAwait(false);
        OutboxVersion version = new(signed.Hash, signed.Raw, offer, givesUp, Now, tended.Head.Number);
        OutboxEntry raised = entry with
        {
            Gas = givesUp ? entry.Gas : gas,
            Versions = entry.Versions.Add(version),
            LastSentAt = Now,
        };
        store.Put(raised);
        string? refusal = await TrySendAsync(signed, cancellation).ConfigureAwait(false);
        // What the node does not take is no form that could be mined, and none to outbid.
        if (refusal is not null) store.Put(entry with { LastSentAt = Now });
        tended.Note(entry, signed.Hash, refusal is not null ? $"could not be replaced: {refusal}"
            : givesUp ? "is given up: it would revert by now"
            : $"was replaced and offers {offer.MaxFeePerGas} wei for a gas");
    }

    /// <summary>The gas that a call needs by now; a call that reverts by now is given up.</summary>
    private async Task<(long Gas, bool GivesUp)> GasAsync(OutboxEntry entry, CancellationToken cancellation)
    {
        try
        {
            long needed = await wallet.Node
                .EstimateGasAsync(wallet.Address, entry.Request, cancellation).ConfigureAwait(false);
            return (Math.Max(entry.Gas, wallet.Options.WithMargin(needed)), false);
        }
        catch (JsonRpcException e) when (e.IsRevert)
        {
            return (IdleGas, true);
        }
    }

    /// <summary>Numbers below the first entry that nobody uses are used up: else nothing behind them is ever
    /// mined.</summary>
    private async Task FillGapAsync(OutboxEntry first, Tended tended, CancellationToken cancellation)
    {
        if (!OutboxRules.MayFollowAGap(first, tended.Mined, _options, Now)) return;
        long pending = await wallet.Node.GetNonceAsync(wallet.Address, BlockTag.Pending, cancellation)
            .ConfigureAwait(false);
        if (OutboxRules.Missing(tended.Mined, pending) is not { } missing) return;
        (BigInteger baseFee, BigInteger tip) = await wallet.Node.GetFeesAsync(cancellation).ConfigureAwait(false);
        GasOffer offer = wallet.Options.Usual(baseFee, tip);
        SignedTransaction signed = await wallet
            .SignAsync(missing, Idle, IdleGas, offer, cancellation).ConfigureAwait(false);
        OutboxDraft idle = new("gap", [], Idle, IdleGas, offer);
        OutboxEntry entry = idle.Sent(signed, givesUp: true, Now, tended.Head.Number);
        store.Put(entry);
        string? refusal = await TrySendAsync(signed, cancellation).ConfigureAwait(false);
        if (refusal is not null) store.Remove(missing);
        tended.Note(entry, signed.Hash, refusal is null
            ? "fills a number that nothing was sent under"
            : $"could not be filled: {refusal}");
    }

    private async Task<string?> TrySendAsync(SignedTransaction signed, CancellationToken cancellation)
    {
        try
        {
            await wallet.SendAsync(signed, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (JsonRpcException e)
        {
            return e.RemoteMessage;
        }
    }

    /// <summary>Nothing, to oneself.</summary>
    private TransactionRequest Idle => new(wallet.Address, [], BigInteger.Zero);

    /// <summary>One round of tending.</summary>
    private sealed record Tended(BlockHeader Head, long Mined, long SettledBlock)
    {
        public List<SettledTransaction> Settled { get; } = [];

        public List<OutboxNote> Notes { get; } = [];

        public void Note(OutboxEntry entry, Hash32 transaction, string what) =>
            Notes.Add(new OutboxNote(entry.Nonce, entry.Label, transaction, what));
    }
}
