using System.Collections.Immutable;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>What one gas is offered for a transaction (EIP-1559).</summary>
/// <param name="MaxFeePerGas">Most that one gas may cost, tip included, in wei.</param>
/// <param name="MaxPriorityFeePerGas">Tip for one gas, in wei.</param>
public readonly record struct GasOffer(BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas);

/// <summary>One signed form of an entry. Only one of all forms can be mined, since they share a number.</summary>
/// <param name="Hash">Names it on the chain.</param>
/// <param name="Raw">What a node takes: may hold keys that are not public yet.</param>
/// <param name="Offer">What it offers for one gas.</param>
/// <param name="GivesUp">Whether it does nothing, and only takes the number.</param>
/// <param name="SentAt">When it was first sent, Unix seconds.</param>
/// <param name="SentAtBlock">The chain's height then.</param>
public sealed record OutboxVersion(
    Hash32 Hash, byte[] Raw, GasOffer Offer, bool GivesUp, long SentAt, long SentAtBlock);

/// <summary>A transaction of the account that is not settled yet. Immutable.</summary>
/// <param name="Nonce">The account's number for it, which stays its own whatever becomes of the process.</param>
/// <param name="Label">What it is, in a word, for logs and books.</param>
/// <param name="About">Names of what it changes: no two live entries are about the same.</param>
/// <param name="Request">What it does. Its data may hold keys that are not public yet.</param>
/// <param name="Gas">Most gas it may use.</param>
/// <param name="Versions">Its signed forms, the newest last; at least one.</param>
/// <param name="LastSentAt">When any form was last sent, Unix seconds.</param>
public sealed record OutboxEntry(
    long Nonce, string Label, ImmutableList<string> About, TransactionRequest Request, long Gas,
    ImmutableList<OutboxVersion> Versions, long LastSentAt)
{
    /// <summary>The newest form.</summary>
    public OutboxVersion Last => Versions[^1];

    /// <summary>Says nothing of its data.</summary>
    public override string ToString() => $"{Label} under number {Nonce}, {Versions.Count} sent";
}

/// <summary>How a transaction ended.</summary>
public enum SettledOutcome
{
    /// <summary>It was mined and did what it should.</summary>
    Done = 0,

    /// <summary>It was mined and reverted: only its fee is spent.</summary>
    Reverted = 1,

    /// <summary>It would have reverted, so its number was used up by a transaction that does nothing.</summary>
    GivenUp = 2,

    /// <summary>Another transaction, which the outbox does not know, took its number.</summary>
    Displaced = 3,
}

/// <summary>A transaction of which the chain has the last word.</summary>
/// <param name="Nonce">The account's number for it.</param>
/// <param name="Label">What it is.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Transaction">The hash that was mined; of the newest form where none of it was.</param>
/// <param name="Block">Height of its block; of the block that showed it displaced.</param>
/// <param name="GasUsed">Gas it used; 0 where it was displaced.</param>
/// <param name="Fee">What it cost beside the value it sent, in wei, by the receipt; 0 where it was displaced.</param>
/// <param name="Value">Wei that it moved to another account; 0 unless it was done.</param>
/// <param name="Versions">How many forms of it were sent.</param>
/// <param name="SettledAt">When this was seen, Unix seconds.</param>
public sealed record SettledTransaction(
    long Nonce, string Label, SettledOutcome Outcome, Hash32 Transaction, long Block, long GasUsed, BigInteger Fee,
    BigInteger Value, int Versions, long SettledAt);
