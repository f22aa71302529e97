using System.Collections.Generic;

namespace FairOta.Sdk.Chain;

/// <summary>What an <see cref="Outbox"/> did while it was tended, for logs.</summary>
/// <param name="Nonce">The account's number.</param>
/// <param name="Label">What the transaction is.</param>
/// <param name="Transaction">The form that is meant.</param>
/// <param name="What">What was done, as a sentence's end.</param>
public sealed record OutboxNote(long Nonce, string Label, Hash32 Transaction, string What);

/// <summary>What came of tending an <see cref="Outbox"/>.</summary>
/// <param name="Settled">Transactions that ended.</param>
/// <param name="Notes">What was sent, replaced or could not be.</param>
public sealed record OutboxReport(IReadOnlyList<SettledTransaction> Settled, IReadOnlyList<OutboxNote> Notes)
{
    /// <summary>Nothing happened.</summary>
    public static OutboxReport Empty { get; } = new([], []);
}
