using System;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>Sends what an account holds to another, by the account's outbox.</summary>
/// <param name="node">The node.</param>
/// <param name="wallet">The account.</param>
/// <param name="outbox">Its outbox, which nobody else sends by meanwhile.</param>
/// <param name="time">The clock of polling and its time-out.</param>
internal sealed class Withdrawal(EthereumNode node, Wallet wallet, Outbox outbox, TimeProvider time)
{
    private const string Label = "withdraw";
    private const string Transfer = "transfer(address,uint256)";
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Waits until nothing is on its way: what a process that ended left behind, an earlier withdrawal among
    /// it.</summary>
    /// <param name="note">Told what is done for it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="AccountBusyException">It is not mined in time.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task FinishAsync(Action<string> note, CancellationToken cancellation = default)
    {
        long start = time.GetTimestamp();
        while (outbox.Pending > 0)
        {
            await TendAsync(note, cancellation).ConfigureAwait(false);
            if (outbox.Pending > 0) await DelayAsync(start, cancellation).ConfigureAwait(false);
        }

        // What another program sends by the account would take a number from it.
        await wallet.SettleAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Works out what can be sent.</summary>
    /// <param name="token">The ERC-20 token; zero for ETH.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="keepWei">Wei that stay, where ETH is sent.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The transaction, what it moves in wei or the token's smallest unit, and the most its gas may cost in
    /// wei. What it moves is 0 where there is nothing beyond that and <paramref name="keepWei"/>.</returns>
    /// <exception cref="TokenException">It is no token.</exception>
    /// <exception cref="ChainException">The chain cannot be asked, or the receiver refuses.</exception>
    public async Task<(TransactionRequest Request, BigInteger Amount, BigInteger Fee)> PlanAsync(
        Address token, Address to, BigInteger keepWei, CancellationToken cancellation = default)
    {
        BigInteger balance = await BalanceAsync(token, cancellation).ConfigureAwait(false);
        TransactionRequest Of(BigInteger amount) => token.IsZero
            ? new TransactionRequest(to, [], amount)
            : new TransactionRequest(token, new AbiWriter().Address(to).UInt(amount).Call(Transfer), 0);
        if (balance.IsZero) return (Of(0), 0, 0);
        TransactionRequest whole = Of(balance);
        // Gas may rise until it is sent.
        BigInteger cost = await wallet.GetHighestCostAsync(whole, cancellation).ConfigureAwait(false);
        BigInteger fee = (cost - whole.Value) * 5 / 4;
        BigInteger amount = token.IsZero ? BigInteger.Max(0, balance - keepWei - fee) : balance;
        return (Of(amount), amount, fee);
    }

    /// <summary>Sends it, and waits until the chain has the last word.</summary>
    /// <param name="request">What <see cref="PlanAsync"/> worked out.</param>
    /// <param name="note">Told what is done for it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="TokenException">The token took the call, and moved nothing.</exception>
    /// <exception cref="AccountBusyException">It is not mined in time. It is kept, and may still be.</exception>
    /// <exception cref="ChainException">It was not sent, or nothing is known of it.</exception>
    public async Task<SettledTransaction> SendAsync(
        TransactionRequest request, Action<string> note, CancellationToken cancellation = default)
    {
        await outbox.SubmitAsync(Label, [Label], request, cancellation).ConfigureAwait(false);
        long start = time.GetTimestamp();
        while (true)
        {
            OutboxReport report = await TendAsync(note, cancellation).ConfigureAwait(false);
            if (report.Settled.LastOrDefault(s => s.Label == Label) is { } settled)
            {
                await CheckAsync(request, settled, cancellation).ConfigureAwait(false);
                return settled;
            }

            await DelayAsync(start, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A token may answer that it did not, instead of reverting.</summary>
    private async Task CheckAsync(
        TransactionRequest request, SettledTransaction settled, CancellationToken cancellation)
    {
        if (settled.Outcome != SettledOutcome.Done || request.Data.Length == 0) return;
        Address token = request.To!.Value;
        if (!(await BalanceAsync(token, cancellation).ConfigureAwait(false)).IsZero)
            throw new TokenException($"The token {token} took the call, and the account still holds some of it.");
    }

    private Task<BigInteger> BalanceAsync(Address token, CancellationToken cancellation) => token.IsZero
        ? node.GetBalanceAsync(wallet.Address, BlockTag.Latest, cancellation)
        : new Erc20Client(node, token).GetBalanceAsync(wallet.Address, cancellation);

    private async Task<OutboxReport> TendAsync(Action<string> note, CancellationToken cancellation)
    {
        OutboxReport report = await outbox.TendAsync(cancellation).ConfigureAwait(false);
        foreach (OutboxNote each in report.Notes) note($"{each.Label} under number {each.Nonce} {each.What}.");
        foreach (SettledTransaction each in report.Settled)
            note($"{each.Label} under number {each.Nonce} ended: {each.Outcome.ToString().ToLowerInvariant()}.");
        return report;
    }

    private async Task DelayAsync(long start, CancellationToken cancellation)
    {
        if (time.GetElapsedTime(start) >= Patience) throw new AccountBusyException(wallet.Address);
        await Task.Delay(Poll, time, cancellation).ConfigureAwait(false);
    }
}
