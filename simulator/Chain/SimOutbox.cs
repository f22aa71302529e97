using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>The product's <see cref="Outbox"/> and <see cref="Wallet"/> over a <see cref="SimChain"/>: what they
/// sign is read back by <see cref="SimNode"/>.</summary>
internal sealed class SimOutbox : IEscrowOutbox
{
    private readonly SimAccount _account;
    private readonly SimChain _chain;
    private readonly Wallet _wallet;
    private readonly Outbox _outbox;

    /// <summary>An outbox.</summary>
    /// <param name="account">Sends.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="key">Signs.</param>
    /// <param name="health">How node and signer are; null for well.</param>
    /// <param name="store">What is on its way; disposed with the outbox.</param>
    /// <param name="options">When to lose patience.</param>
    public SimOutbox(
        SimAccount account, SimChain chain, IAccount key, NodeHealth? health, IOutboxStore store, OutboxOptions options)
    {
        (_account, _chain) = (account, chain);
        _wallet = new Wallet(
            new EthereumNode(TroubledNode.Of(new SimNode(chain, account), health)), key, null, new ChainTime(chain));
        _outbox = new Outbox(_wallet, store, options);
    }

    /// <inheritdoc/>
    public IReadOnlySet<string> InFlight => _outbox.InFlight;

    /// <inheritdoc/>
    public async Task<IPreparedCall> PrepareAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        await _account.SimulateAsync(call, cancellation).ConfigureAwait(false);
        OutboxDraft draft = await _outbox.PrepareAsync(
            CallSubjects.Label(call), CallSubjects.Of(call), _chain.Request(call), cancellation).ConfigureAwait(false);
        return new Prepared(_outbox, draft);
    }

    /// <inheritdoc/>
    public Task<OutboxReport> TendAsync(CancellationToken cancellation = default) => _outbox.TendAsync(cancellation);

    /// <inheritdoc/>
    public async Task<BigInteger?> GetGasPriceAsync(CancellationToken cancellation = default) =>
        await _outbox.GetGasPriceAsync(cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _outbox.Dispose();
        _wallet.Dispose();
    }

    private sealed class Prepared(Outbox outbox, OutboxDraft draft) : IPreparedCall
    {
        public Task<Hash32> SendAsync(CancellationToken cancellation = default) =>
            outbox.SubmitAsync(draft, cancellation);
    }

    /// <summary>The time of the chain's world.</summary>
    private sealed class ChainTime(SimChain chain) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(chain.Now);
    }
}
