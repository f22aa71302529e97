using System;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>Limits and habits of a <see cref="Wallet"/>.</summary>
public sealed record WalletOptions
{
    /// <summary>Most wei that one gas may cost; 1,000 gwei. Above it nothing is sent.</summary>
    public BigInteger MaxFeePerGas { get; init; } = 1_000_000_000_000;

    /// <summary>Most gas for one transaction; 2^24, the protocol's own limit (EIP-7825).</summary>
    public long MaxGas { get; init; } = 1 << 24;

    /// <summary>Gas sent beyond the estimate, in percent; 80. What is not used is not paid. Others may make a call
    /// dearer after it was estimated: a reservation by up to 79 %, where they free all the devices beside its
    /// own.</summary>
    public int GasMarginPercent { get; init; } = 80;

    /// <summary>How many of the next block's base fees a transaction offers; 2 outlasts six full blocks.</summary>
    public int BaseFees { get; init; } = 2;

    /// <summary>Time between two questions for a receipt; 1 second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait for a receipt; 5 minutes.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gas to send with a call that was estimated to need so much.</summary>
    internal long WithMargin(long needed) => Math.Min(needed + needed * GasMarginPercent / 100, MaxGas);

    /// <summary>What to offer at such a price: several of the next block's base fees, and a tip.</summary>
    internal GasOffer Usual(BigInteger baseFee, BigInteger tip) =>
        new(BigInteger.Min(baseFee * BaseFees + tip, MaxFeePerGas), tip);
}

/// <summary>Sends one account's transactions, numbered without gaps. Safe for concurrent use; there must be no other
/// wallet of the same account at work.</summary>
/// <param name="node">The node.</param>
/// <param name="account">Who signs and pays.</param>
/// <param name="options">Limits and habits; null for the defaults.</param>
/// <param name="time">The clock of polling and its time-out; null for the system's.</param>
public sealed class Wallet(
    EthereumNode node, IAccount account, WalletOptions? options = null, TimeProvider? time = null) : IDisposable
{
    private const int Attempts = 3;
    private readonly WalletOptions _options = options ?? new WalletOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _chainId;
    private long _nextNonce;

    /// <summary>The account's address.</summary>
    public Address Address => account.Address;

    /// <summary>Simulates, prices, signs and sends.</summary>
    /// <returns>The transaction's hash, without waiting for a block.</returns>
    /// <exception cref="JsonRpcException">The simulation reverted, with the data of the revert, or the node
    /// refuses.</exception>
    /// <exception cref="FeeLimitException">It would cost more than the options allow.</exception>
    /// <exception cref="NodeException">There is no valid answer; the transaction may have been taken or
    /// not.</exception>
    public async Task<Hash32> SubmitAsync(TransactionRequest request, CancellationToken cancellation = default)
    {
        (long gas, GasOffer offer) = await PriceAsync(request, cancellation).ConfigureAwait(false);
        return (await PostAsync(request, gas, offer, null, cancellation).ConfigureAwait(false)).Hash;
    }

    /// <summary>Sends what was simulated and priced, with everything written down before.</summary>
    internal async Task<SignedTransaction> PostAsync(
        TransactionRequest request, long gas, GasOffer offer, ISendingJournal? journal, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await SendAsync(request, gas, offer, journal, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Simulates and prices a request without sending it.</summary>
    /// <returns>The most that sending it now would take from the account, in wei: its value, and all its gas at the
    /// highest price offered.</returns>
    /// <exception cref="JsonRpcException">The simulation reverted, with the data of the revert.</exception>
    /// <exception cref="FeeLimitException">It would cost more than the options allow.</exception>
    /// <exception cref="NodeException">There is no valid answer.</exception>
    public async Task<BigInteger> GetHighestCostAsync(
        TransactionRequest request, CancellationToken cancellation = default)
    {
        (long gas, GasOffer offer) = await PriceAsync(request, cancellation).ConfigureAwait(false);
        return request.Value + gas * offer.MaxFeePerGas;
    }

    /// <summary>Waits until nothing that the account sent is still to be mined, whichever process sent it: the node
    /// counts as many transactions in blocks as in all.</summary>
    /// <exception cref="AccountBusyException">Something is still to be mined.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public async Task SettleAsync(CancellationToken cancellation = default)
    {
        long start = _time.GetTimestamp();
        while (await node.GetNonceAsync(Address, BlockTag.Pending, cancellation).ConfigureAwait(false)
            > await node.GetNonceAsync(Address, BlockTag.Latest, cancellation).ConfigureAwait(false))
        {
            if (_time.GetElapsedTime(start) >= _options.ReceiptTimeout) throw new AccountBusyException(Address);
            await Task.Delay(_options.PollInterval, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the receipt of a transaction, of this or an earlier process.</summary>
    /// <exception cref="TransactionRevertedException">It was mined and reverted.</exception>
    /// <exception cref="TransactionTimeoutException">It is not mined yet.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public async Task<TransactionReceipt> WaitAsync(Hash32 transaction, CancellationToken cancellation = default)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            if (await node.GetReceiptAsync(transaction, cancellation).ConfigureAwait(false) is { } receipt)
                return receipt.Succeeded ? receipt : throw new TransactionRevertedException(receipt);
            if (_time.GetElapsedTime(start) >= _options.ReceiptTimeout)
            {
                // If the node dropped it, its nonce is free again, and whatever came after it waits for that nonce.
                Interlocked.Exchange(ref _nextNonce, 0);
                throw new TransactionTimeoutException(transaction);
            }
            await Task.Delay(_options.PollInterval, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Submits and waits for the receipt.</summary>
    /// <exception cref="ChainException">As <see cref="SubmitAsync"/> and <see cref="WaitAsync"/>.</exception>
    public async Task<TransactionReceipt> SendAndWaitAsync(
        TransactionRequest request, CancellationToken cancellation = default)
    {
        Hash32 transaction = await SubmitAsync(request, cancellation).ConfigureAwait(false);
        return await WaitAsync(transaction, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    internal EthereumNode Node => node;

    internal WalletOptions Options => _options;

    internal TimeProvider Time => _time;

    /// <summary>Simulates a request, and says what to send it with.</summary>
    internal async Task<(long Gas, GasOffer Offer)> PriceAsync(
        TransactionRequest request, CancellationToken cancellation)
    {
        long needed = await node.EstimateGasAsync(Address, request, cancellation).ConfigureAwait(false);
        if (needed > _options.MaxGas)
            throw new FeeLimitException($"The call needs {needed} gas; the limit is {_options.MaxGas}.");

        (BigInteger baseFee, BigInteger tip) = await node.GetFeesAsync(cancellation).ConfigureAwait(false);
        if (baseFee + tip > _options.MaxFeePerGas)
            throw new FeeLimitException($"Gas costs {baseFee + tip} wei; the limit is {_options.MaxFeePerGas}.");
        return (_options.WithMargin(needed), _options.Usual(baseFee, tip));
    }

    /// <summary>Signs a request under a number.</summary>
    internal async Task<SignedTransaction> SignAsync(
        long nonce, TransactionRequest request, long gas, GasOffer offer, CancellationToken cancellation)
    {
        _chainId ??= await node.GetChainIdAsync(cancellation).ConfigureAwait(false);
        return await new Transaction(
                _chainId.Value, nonce, offer.MaxPriorityFeePerGas, offer.MaxFeePerGas, gas, request)
            .SignAsync(account, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends what is signed.</summary>
    /// <exception cref="JsonRpcException">The node refuses it, and does not have it.</exception>
    /// <exception cref="NodeException">The node may have taken it or not.</exception>
    internal async Task SendAsync(SignedTransaction signed, CancellationToken cancellation)
    {
        try
        {
            await node.SendRawAsync(signed.Raw, cancellation).ConfigureAwait(false);
        }
        catch (JsonRpcException)
        {
            // Nodes word these errors differently; what counts is whether this very transaction is with the node.
            if (!await node.KnowsAsync(signed.Hash, cancellation).ConfigureAwait(false)) throw;
        }
    }

    /// <summary>The node's own count lags where several nodes answer by turns, so what was sent here counts as
    /// well.</summary>
    private async Task<SignedTransaction> SendAsync(
        TransactionRequest request, long gas, GasOffer offer, ISendingJournal? journal, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            long counted = await node.GetNonceAsync(Address, BlockTag.Pending, cancellation).ConfigureAwait(false);
            long own = Math.Max(Interlocked.Read(ref _nextNonce), journal?.NextNonce ?? 0);
            SignedTransaction signed = await SignAsync(Math.Max(counted, own), request, gas, offer, cancellation)
                .ConfigureAwait(false);
            journal?.Sending(signed, gas, offer);
            try
            {
                await SendAsync(signed, cancellation).ConfigureAwait(false);
            }
            catch (JsonRpcException)
            {
                journal?.Refused(signed.Nonce);
                // Its number may have been taken by what another node mined: count again.
                if (attempt == Attempts) throw;
                Interlocked.Exchange(ref _nextNonce, 0);
                continue;
            }
            Interlocked.Exchange(ref _nextNonce, signed.Nonce + 1);
            return signed;
        }
    }
}

/// <summary>Keeps what a <see cref="Wallet"/> sends.</summary>
internal interface ISendingJournal
{
    /// <summary>The number after all that are kept; 0 where none are.</summary>
    long NextNonce { get; }

    /// <summary>Writes down what is about to be sent; returns once that withstands a power cut.</summary>
    void Sending(SignedTransaction signed, long gas, GasOffer offer);

    /// <summary>The node refused it, and does not have it.</summary>
    void Refused(long nonce);
}
