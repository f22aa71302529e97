using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>Sends one account's calls of an escrow, and remembers what is on its way.</summary>
public interface IEscrowOutbox : IDisposable
{
    /// <summary>What calls on their way are about, in the words of <see cref="CallSubjects"/>.</summary>
    IReadOnlySet<string> InFlight { get; }

    /// <summary>Simulates and prices a call. Nothing is sent yet: what must not happen unless it succeeds can be done
    /// in between.</summary>
    /// <exception cref="EscrowRevertedException">The escrow would refuse it.</exception>
    /// <exception cref="FeeLimitException">It would cost more than is allowed.</exception>
    /// <exception cref="InsufficientFundsException">It would cost more than the account holds.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<IPreparedCall> PrepareAsync(EscrowCall call, CancellationToken cancellation = default);

    /// <summary>Simulates the call, writes it down and sends it.</summary>
    /// <exception cref="EscrowRevertedException">The escrow would refuse it; nothing was sent.</exception>
    /// <exception cref="NodeException">There is no valid answer: it is in flight if it was written down.</exception>
    /// <exception cref="ChainException">It was not sent.</exception>
    async Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        IPreparedCall prepared = await PrepareAsync(call, cancellation).ConfigureAwait(false);
        return await prepared.SendAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sees to what is on its way.</summary>
    /// <exception cref="ChainException">The chain cannot be asked; a later call goes on.</exception>
    Task<OutboxReport> TendAsync(CancellationToken cancellation = default);

    /// <summary>What one gas costs now, in wei; null where gas has no price.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<BigInteger?> GetGasPriceAsync(CancellationToken cancellation = default);
}

/// <summary>A call that would have succeeded when it was prepared.</summary>
public interface IPreparedCall
{
    /// <summary>Writes it down and sends it, at the price that it was prepared with.</summary>
    /// <exception cref="NodeException">There is no valid answer: it is in flight if it was written down.</exception>
    /// <exception cref="ChainException">It was not sent.</exception>
    Task<Hash32> SendAsync(CancellationToken cancellation = default);
}

/// <summary>An outbox over an EVM.</summary>
internal sealed class EscrowOutbox(EscrowClient escrow, Outbox outbox) : IEscrowOutbox
{
    public IReadOnlySet<string> InFlight => outbox.InFlight;

    public async Task<IPreparedCall> PrepareAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        OutboxDraft draft = await EscrowClient.ExplainAsync(outbox.PrepareAsync(
            CallSubjects.Label(call), CallSubjects.Of(call), escrow.Request(call), cancellation)).ConfigureAwait(false);
        return new Prepared(outbox, draft);
    }

    public Task<OutboxReport> TendAsync(CancellationToken cancellation = default) => outbox.TendAsync(cancellation);

    public async Task<BigInteger?> GetGasPriceAsync(CancellationToken cancellation = default) =>
        await outbox.GetGasPriceAsync(cancellation).ConfigureAwait(false);

    public void Dispose() => outbox.Dispose();

    private sealed class Prepared(Outbox outbox, OutboxDraft draft) : IPreparedCall
    {
        public Task<Hash32> SendAsync(CancellationToken cancellation = default) =>
            outbox.SubmitAsync(draft, cancellation);
    }
}

/// <summary>An outbox over an escrow that has none: what is sent is done or refused at once.</summary>
internal sealed class PlainEscrowOutbox(IEscrow escrow, IOutboxStore store) : IEscrowOutbox
{
    public IReadOnlySet<string> InFlight { get; } = new HashSet<string>();

    public async Task<IPreparedCall> PrepareAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        await escrow.SimulateAsync(call, cancellation).ConfigureAwait(false);
        return new Prepared(escrow, call);
    }

    public Task<OutboxReport> TendAsync(CancellationToken cancellation = default) =>
        Task.FromResult(OutboxReport.Empty);

    public Task<BigInteger?> GetGasPriceAsync(CancellationToken cancellation = default) =>
        Task.FromResult<BigInteger?>(null);

    public void Dispose() => store.Dispose();

    private sealed class Prepared(IEscrow escrow, EscrowCall call) : IPreparedCall
    {
        public Task<Hash32> SendAsync(CancellationToken cancellation = default) =>
            escrow.SubmitAsync(call, cancellation);
    }
}
