using System.Collections.Generic;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Chain;

/// <summary>A transaction of type 2 (EIP-1559) as it waits and is mined. Immutable. Says nothing of its keys.</summary>
internal sealed class SimTransaction
{
    /// <summary>A transaction.</summary>
    /// <param name="sender">Who sends and pays.</param>
    /// <param name="envelope">What is signed.</param>
    /// <param name="call">The call of the escrow that its data encode; null where it only moves ether.</param>
    public SimTransaction(Address sender, Transaction envelope, EscrowCall? call)
        : this(
            sender, envelope, call,
            Hash32.FromBytes(Keccak256.Hash([.. envelope.Digest().ToBytes(), .. sender.ToBytes()])))
    {
    }

    /// <summary>A transaction under the hash of its signed form.</summary>
    public SimTransaction(Address sender, Transaction envelope, EscrowCall? call, Hash32 hash)
    {
        (Sender, Call, Hash) = (sender, call, hash);
        (Nonce, Gas, To) = (envelope.Nonce, envelope.Gas, envelope.Request.To);
        (Value, DataBytes) = (envelope.Request.Value, envelope.Request.Data.Length);
        Offer = new GasOffer(envelope.MaxFeePerGas, envelope.MaxPriorityFeePerGas);
    }

    /// <summary>Names it on the chain.</summary>
    public Hash32 Hash { get; }

    /// <summary>Who sends and pays.</summary>
    public Address Sender { get; }

    /// <summary>The sender's number for it, from 0.</summary>
    public long Nonce { get; }

    /// <summary>What it offers for one gas.</summary>
    public GasOffer Offer { get; }

    /// <summary>Most gas it may use.</summary>
    public long Gas { get; }

    /// <summary>Whom it calls or pays.</summary>
    public Address? To { get; }

    /// <summary>Wei it sends.</summary>
    public BigInteger Value { get; }

    /// <summary>Length of its data.</summary>
    public int DataBytes { get; }

    /// <summary>The call of the escrow; null where it only moves ether.</summary>
    public EscrowCall? Call { get; }

    /// <summary>What it is, in a word.</summary>
    public string Label => Call is null ? "transfer" : CallSubjects.Label(Call);

    /// <summary>Most that it may take from its sender, in wei.</summary>
    public BigInteger HighestCost => Value + Gas * Offer.MaxFeePerGas;

    /// <summary>What the producer gets for one gas, in wei; below 0 where it cannot pay the base fee.</summary>
    public BigInteger TipAt(BigInteger baseFee) =>
        BigInteger.Min(Offer.MaxPriorityFeePerGas, Offer.MaxFeePerGas - baseFee);

    /// <inheritdoc/>
    public override string ToString() => $"{Label} of {Sender} under number {Nonce}";
}

/// <summary>What becomes of a transaction.</summary>
internal enum TransactionFate
{
    /// <summary>It waits to be mined.</summary>
    Waits = 0,

    /// <summary>The node did not take it; the reason says why.</summary>
    Refused = 1,

    /// <summary>It is in a block, and did what it should.</summary>
    Mined = 2,

    /// <summary>It is in a block and reverted; the reason is the error's name.</summary>
    Reverted = 3,

    /// <summary>Another of the same number offers more and waits in its place.</summary>
    Replaced = 4,

    /// <summary>Its block was replaced.</summary>
    Reorganised = 5,

    /// <summary>It was forgotten and will not be mined unless it is sent again.</summary>
    Dropped = 6,
}

/// <summary>A turn in a transaction's life, for statistics and checkers.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Block">The height of the block it is in, or was in; of the newest where it is in none.</param>
/// <param name="Reason">Why, where it was refused, or reverted in the block that it is or was in.</param>
/// <param name="Receipt">Where it is in a block, or was until it was replaced.</param>
internal sealed record TransactionTurn(
    SimTransaction Transaction, TransactionFate Fate, long Block, string? Reason = null, SimReceipt? Receipt = null);

/// <summary>What a mined transaction did and cost.</summary>
/// <param name="Transaction">The transaction.</param>
/// <param name="Succeeded">False if it reverted.</param>
/// <param name="Error">Name of the error it reverted with; null if it did not.</param>
/// <param name="Block">Height of its block.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="GasUsed">Gas it used.</param>
/// <param name="GasPrice">What it paid for one gas, in wei, base fee and tip.</param>
/// <param name="Events">What the escrow logged, in order.</param>
internal sealed record SimReceipt(
    SimTransaction Transaction, bool Succeeded, string? Error, long Block, Hash32 BlockHash, long GasUsed,
    BigInteger GasPrice, IReadOnlyList<EscrowEvent> Events)
{
    /// <summary>What it cost beside the value it sent, in wei.</summary>
    public BigInteger Fee => GasUsed * GasPrice;
}

/// <summary>A block.</summary>
/// <param name="Header">Its header.</param>
/// <param name="BaseFee">What is burned for one gas, in wei.</param>
/// <param name="GasUsed">Gas that was used, others' transactions included.</param>
/// <param name="EntryTip">The tip that got into the block: the lowest that was taken where the block was full, else
/// 0.</param>
/// <param name="Receipts">What is in it, in order.</param>
/// <param name="Events">What the escrow logged, in order.</param>
internal sealed record SimBlock(
    BlockHeader Header, BigInteger BaseFee, long GasUsed, BigInteger EntryTip, IReadOnlyList<SimReceipt> Receipts,
    IReadOnlyList<EscrowEvent> Events);
