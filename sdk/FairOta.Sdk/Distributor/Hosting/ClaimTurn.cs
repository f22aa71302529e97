using System;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>Whose turn it is to claim: of all processes over the same books one sends, and has the outbox. Not
/// thread-safe.</summary>
/// <param name="tryOpen">Opens the outbox; null while another process has it.</param>
internal sealed class ClaimTurn(Func<IEscrowOutbox?> tryOpen) : IDisposable
{
    private IEscrowOutbox? _outbox;

    /// <summary>The turn of a process that has its outbox for itself.</summary>
    /// <param name="outbox">The outbox; disposed with the turn.</param>
    public static ClaimTurn Always(IEscrowOutbox outbox) => new(() => outbox);

    /// <summary>The outbox while it is this process's turn; null while it is another's.</summary>
    public IEscrowOutbox? Take() => _outbox ??= tryOpen();

    /// <summary>The outbox is out of reach: it may be another's turn.</summary>
    public void End()
    {
        _outbox?.Dispose();
        _outbox = null;
    }

    /// <inheritdoc/>
    public void Dispose() => End();
}
