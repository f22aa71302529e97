using System;
using System.Collections.Generic;

namespace FairOta.Sdk.Chain;

/// <summary>Where an <see cref="Outbox"/> keeps what it sends. What it holds may contain keys that are not public yet:
/// nobody but its owner may read it.</summary>
/// <remarks>Every method that changes something returns once that withstands a power cut. Implementations need not be
/// thread-safe.</remarks>
public interface IOutboxStore : IDisposable
{
    /// <summary>Entries that are not settled, by ascending number.</summary>
    IReadOnlyList<OutboxEntry> Live();

    /// <summary>Writes an entry in place of the one of its number, if there is one.</summary>
    void Put(OutboxEntry entry);

    /// <summary>Forgets an entry of which nothing was sent.</summary>
    void Remove(long nonce);

    /// <summary>Takes the entry of that number away and keeps how it ended, both or neither.</summary>
    void Settle(SettledTransaction settled);

    /// <summary>How transactions ended, by ascending number.</summary>
    IReadOnlyList<SettledTransaction> Settled();
}

/// <summary>An outbox's store in memory, for simulations and tests: as durable as the object.</summary>
internal sealed class MemoryOutboxStore : IOutboxStore
{
    private readonly SortedDictionary<long, OutboxEntry> _live = [];
    private readonly SortedDictionary<long, SettledTransaction> _settled = [];

    /// <inheritdoc/>
    public IReadOnlyList<OutboxEntry> Live() => [.. _live.Values];

    /// <inheritdoc/>
    public void Put(OutboxEntry entry) => _live[entry.Nonce] = entry;

    /// <inheritdoc/>
    public void Remove(long nonce) => _live.Remove(nonce);

    /// <inheritdoc/>
    public void Settle(SettledTransaction settled)
    {
        _live.Remove(settled.Nonce);
        _settled[settled.Nonce] = settled;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SettledTransaction> Settled() => [.. _settled.Values];

    /// <summary>Keeps everything: whoever holds the object can go on with it.</summary>
    public void Dispose()
    {
    }
}
