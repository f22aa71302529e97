using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Ledger;

/// <summary>A <see cref="MemoryLedger"/> as one account sees it. Every call completes at once.</summary>
internal sealed class LedgerAccount(MemoryLedger ledger, Address? account) : IEscrow
{
    /// <inheritdoc/>
    public EscrowIdentity Identity { get; } = new(ledger.ChainId, ledger.Escrow, account);

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default)
    {
        string text = tag.ToString();
        long? number = text.StartsWith("0x", StringComparison.Ordinal)
            ? long.Parse(text[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null; // nothing is ever pending or replaced, so every named block is the newest
        return Task.FromResult(ledger.Block(number));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
        Task.FromResult(ledger.Events(fromBlock, toBlock, filter ?? new EscrowFilter()));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no account, to read only.</exception>
    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) => Run(() =>
    {
        ledger.Simulate(Sender, call);
        return true;
    });

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no account, to read only.</exception>
    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default) =>
        Run(() => ledger.Apply(Sender, call));

    /// <inheritdoc/>
    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
        ledger.Result(transaction) is { } result
            ? Task.FromResult(result)
            : Task.FromException<EscrowResult>(new TransactionTimeoutException(transaction));

    private Address Sender =>
        account ?? throw new InvalidOperationException("There is no account, to read only.");

    private static Task<T> Run<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
        catch (ChainException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
