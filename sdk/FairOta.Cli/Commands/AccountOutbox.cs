using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Cli.Commands;

/// <summary>Where what a vendor's account sends is written down.</summary>
internal sealed class OutboxFileOption
{
    private readonly Option<string?> _file = Opt.Of<string?>(
        "--outbox", "file", "Where what the account sends is written down first, so that nothing is ever paid twice; "
        + "one file for an account and chain, by default beside its key file.", Opt.AnyPath);

    public OutboxFileOption(Command command) => command.Add(_file);

    /// <summary>The outbox of an account.</summary>
    /// <param name="call">The command.</param>
    /// <param name="connection">The chain, with the account.</param>
    /// <param name="keyFile">The account's key file.</param>
    public AccountOutbox Of(Invocation call, Connection connection, string keyFile) => new(
        call, connection, Path.GetFullPath(call.Get(_file) ?? $"{keyFile}.{connection.Network.ChainId}.outbox"));
}

/// <summary>The escrow as a vendor's commands call it: what is sent is written down first, in a file of the account's,
/// so that neither a crash nor nodes that disagree have anything sent twice. The file is held only from the first call
/// until <see cref="Close"/>: a roll-out that runs for days leaves the account to other commands meanwhile.</summary>
internal sealed class AccountOutbox(Invocation call, Connection connection, string file) : IEscrow, IDisposable
{
    private OutboxEscrow? _open;

    /// <inheritdoc/>
    public EscrowIdentity Identity => connection.Escrow.Identity;

    private IEscrow Reader => (IEscrow?)_open ?? connection.Escrow;

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) =>
        Reader.GetBlockAsync(tag, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
        Reader.GetEventsAsync(fromBlock, toBlock, filter, cancellation);

    /// <inheritdoc/>
    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
        Reader.SimulateAsync(call, cancellation);

    /// <inheritdoc/>
    public async Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        OutboxEscrow open = await OpenAsync(cancellation).ConfigureAwait(false);
        return await open.SubmitAsync(call, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default)
    {
        OutboxEscrow open = await OpenAsync(cancellation).ConfigureAwait(false);
        return await open.WaitAsync(transaction, cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until nothing that the account sent is still to be mined.</summary>
    /// <exception cref="AccountBusyException">Something is still to be mined, or another process sends.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        OutboxEscrow open = await OpenAsync(cancellation).ConfigureAwait(false);
        await open.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Leaves the account to others, until the next call.</summary>
    public void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async Task<OutboxEscrow> OpenAsync(CancellationToken cancellation)
    {
        Wallet wallet = connection.Wallet!;
        long start = wallet.Time.GetTimestamp();
        for (bool isTold = false; _open is null; isTold = true)
        {
            try
            {
                var store = new SqliteOutbox(file, Identity.ChainId, wallet.Address);
                _open = new OutboxEscrow(connection.Escrow, wallet, store);
            }
            catch (OutboxTakenException)
            {
                if (wallet.Time.GetElapsedTime(start) >= wallet.Options.ReceiptTimeout)
                    throw new AccountBusyException(wallet.Address);
                if (!isTold) call.Progress($"Another command sends by {wallet.Address}; waiting for it …");
                await Task.Delay(wallet.Options.PollInterval, wallet.Time, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                throw new CliException(
                    ExitCodes.Usage, $"{file} cannot be written: name another file with --outbox, and always the "
                    + $"same one for the account. {e.Message}");
            }
        }

        return _open;
    }
}
