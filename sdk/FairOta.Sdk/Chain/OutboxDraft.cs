using System.Collections.Immutable;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>A transaction that an <see cref="Outbox"/> simulated and priced, and did not send yet. Its data may hold
/// keys that are not public yet.</summary>
public sealed class OutboxDraft
{
    internal OutboxDraft(
        string label, ImmutableList<string> about, TransactionRequest request, long gas, GasOffer offer) =>
        (Label, About, Request, Gas, Offer) = (label, about, request, gas, offer);

    /// <summary>What it is, in a word.</summary>
    public string Label { get; }

    /// <summary>Most that it takes from the account, in wei: its value, and all its gas at the highest price
    /// offered.</summary>
    public BigInteger HighestCost => Request.Value + Gas * Offer.MaxFeePerGas;

    internal ImmutableList<string> About { get; }

    internal TransactionRequest Request { get; }

    internal long Gas { get; }

    internal GasOffer Offer { get; }

    /// <summary>The entry that it becomes.</summary>
    /// <param name="signed">Its first form.</param>
    /// <param name="givesUp">Whether it does nothing, and only takes the number.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="head">The chain's height.</param>
    internal OutboxEntry Sent(SignedTransaction signed, bool givesUp, long now, long head) => new(
        signed.Nonce, Label, About, Request, Gas,
        [new OutboxVersion(signed.Hash, signed.Raw, Offer, givesUp, now, head)], now);
}
