using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Worlds;

/// <summary>Whoever looks on as a process sends its calls.</summary>
internal interface IOutboxWatcher
{
    /// <summary>What is on its way was seen to.</summary>
    void Tended(OutboxReport report);

    /// <summary>A call was not sent.</summary>
    void Refused(EscrowCall call, ChainException why);

    /// <summary>A call is about to be sent, or just was.</summary>
    /// <exception cref="ProcessDiedException">The process dies of it.</exception>
    void Sending(EscrowCall call, bool isSent);
}

/// <summary>A process died amid a step.</summary>
/// <param name="point">Where.</param>
/// <param name="downMs">How long it is down, in milliseconds.</param>
internal sealed class ProcessDiedException(CrashPoint point, long downMs) : Exception($"The process died: {point}.")
{
    /// <summary>Where.</summary>
    public CrashPoint Point => point;

    /// <summary>How long it is down, in milliseconds.</summary>
    public long DownMs => downMs;
}

/// <summary>An outbox that somebody watches.</summary>
internal sealed class WatchedOutbox(IEscrowOutbox outbox, IOutboxWatcher watcher) : IEscrowOutbox
{
    /// <inheritdoc/>
    public IReadOnlySet<string> InFlight => outbox.InFlight;

    /// <inheritdoc/>
    public async Task<IPreparedCall> PrepareAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        try
        {
            IPreparedCall prepared = await outbox.PrepareAsync(call, cancellation).ConfigureAwait(false);
            return new Prepared(prepared, call, watcher);
        }
        catch (ChainException e)
        {
            watcher.Refused(call, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<OutboxReport> TendAsync(CancellationToken cancellation = default)
    {
        OutboxReport report = await outbox.TendAsync(cancellation).ConfigureAwait(false);
        watcher.Tended(report);
        return report;
    }

    /// <inheritdoc/>
    public Task<BigInteger?> GetGasPriceAsync(CancellationToken cancellation = default) =>
        outbox.GetGasPriceAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => outbox.Dispose();

    private sealed class Prepared(IPreparedCall prepared, EscrowCall call, IOutboxWatcher watcher) : IPreparedCall
    {
        public async Task<Hash32> SendAsync(CancellationToken cancellation = default)
        {
            watcher.Sending(call, isSent: false);
            try
            {
                Hash32 transaction = await prepared.SendAsync(cancellation).ConfigureAwait(false);
                watcher.Sending(call, isSent: true);
                return transaction;
            }
            catch (ChainException e)
            {
                watcher.Refused(call, e);
                throw;
            }
        }
    }
}
