using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>Habits of an <see cref="Outbox"/>.</summary>
public sealed record OutboxOptions
{
    /// <summary>How settled the block of a transaction must be before its outcome is; 2 blocks.</summary>
    public Finality Confirmations { get; init; } = 2;

    /// <summary>A transaction whose turn it is, and that is not mined for this long, is replaced; 90 seconds.</summary>
    public long ReplaceSeconds { get; init; } = 90;

    /// <summary>… and for so many blocks: without blocks no offer helps; 3.</summary>
    public int ReplaceBlocks { get; init; } = 3;

    /// <summary>A transaction that the node does not know is sent again after so many seconds; 15.</summary>
    public long ResendSeconds { get; init; } = 15;
}

/// <summary>What the chain says of an account, and of one entry of its outbox.</summary>
/// <param name="Head">Height of the newest block.</param>
/// <param name="Mined">How many transactions of the account are in blocks: the number whose turn it is.</param>
/// <param name="SettledMined">The same by the highest settled block; below 0 where that is not known.</param>
/// <param name="SettledBlock">Height of the highest settled block.</param>
/// <param name="Receipt">Of whichever form is in a block; null where none is.</param>
/// <param name="IsKnown">Whether the node has the newest form, mined or waiting.</param>
internal sealed record OutboxFacts(
    long Head, long Mined, long SettledMined, long SettledBlock, TransactionReceipt? Receipt, bool IsKnown);

/// <summary>What is to be done for an entry.</summary>
internal abstract record OutboxStep
{
    private OutboxStep()
    {
    }

    /// <summary>Nothing now.</summary>
    public sealed record Wait : OutboxStep;

    /// <summary>It is in a block that may still be replaced.</summary>
    /// <param name="Outcome">What it comes to if the block stays.</param>
    public sealed record Shown(SettledOutcome Outcome) : OutboxStep;

    /// <summary>The chain has spoken: keep how it ended.</summary>
    /// <param name="Outcome">How.</param>
    public sealed record Settle(SettledOutcome Outcome) : OutboxStep;

    /// <summary>The node dropped it, or never had it: send the same bytes.</summary>
    public sealed record Resend : OutboxStep;

    /// <summary>It is stuck: offer more, or give it up if it would revert by now.</summary>
    public sealed record Replace : OutboxStep;
}

/// <summary>The rules of an outbox: (entry, what the chain says, options, now) → what to do. They do no IO and remember
/// nothing, so that a restart changes nothing, and a block that is taken back makes its transactions wait again by
/// itself.</summary>
internal static class OutboxRules
{
    /// <summary>Nodes replace a transaction only for a tenth more, in both parts of the offer; an eighth is on the safe
    /// side of everybody's rounding.</summary>
    private const int Raise = 8;

    /// <summary>What is to be done for an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="facts">What the chain says.</param>
    /// <param name="options">When to lose patience.</param>
    /// <param name="now">Unix seconds.</param>
    public static OutboxStep Step(OutboxEntry entry, OutboxFacts facts, OutboxOptions options, long now)
    {
        if (facts.Receipt is { } receipt)
        {
            SettledOutcome outcome = OutcomeOf(entry, receipt);
            return receipt.Block <= facts.SettledBlock ? new OutboxStep.Settle(outcome) : new OutboxStep.Shown(outcome);
        }
        if (entry.Nonce < facts.Mined)
        {
            // Its number is used, but no receipt is shown: nodes behind one address may differ for a while, and blocks
            // go. Only what is settled, and stays so, was somebody else's.
            return entry.Nonce < facts.SettledMined && now - entry.LastSentAt >= options.ReplaceSeconds
                ? new OutboxStep.Settle(SettledOutcome.Displaced)
                : new OutboxStep.Wait();
        }
        if (IsStuck(entry, facts, options, now)) return new OutboxStep.Replace();
        return !facts.IsKnown && now - entry.LastSentAt >= options.ResendSeconds
            ? new OutboxStep.Resend()
            : new OutboxStep.Wait();
    }

    /// <summary>How a receipt ends an entry.</summary>
    public static SettledOutcome OutcomeOf(OutboxEntry entry, TransactionReceipt receipt) =>
        entry.Versions.Exists(v => v.GivesUp && v.Hash == receipt.Transaction) ? SettledOutcome.GivenUp
        : receipt.Succeeded ? SettledOutcome.Done
        : SettledOutcome.Reverted;

    /// <summary>What a replacement offers: the usual by now, and an eighth more than before in both parts.</summary>
    /// <param name="before">The newest form's offer.</param>
    /// <param name="usual">What a new transaction would offer.</param>
    /// <param name="most">Most that one gas may cost, in wei.</param>
    /// <returns>Null where that exceeds the limit: then it can only wait.</returns>
    public static GasOffer? Raised(GasOffer before, GasOffer usual, BigInteger most)
    {
        BigInteger tip = BigInteger.Max(More(before.MaxPriorityFeePerGas), usual.MaxPriorityFeePerGas);
        BigInteger least = BigInteger.Max(More(before.MaxFeePerGas), tip);
        if (least > most) return null;
        return new GasOffer(BigInteger.Min(BigInteger.Max(least, usual.MaxFeePerGas), most), tip);
    }

    /// <summary>Most that what is not mined yet may still take, in wei.</summary>
    /// <param name="live">The entries.</param>
    /// <param name="mined">How many transactions of the account are in blocks.</param>
    public static BigInteger HighestCost(IEnumerable<OutboxEntry> live, long mined) => live
        .Where(entry => entry.Nonce >= mined)
        .Aggregate(BigInteger.Zero, (sum, entry) => sum + entry.Last switch
        {
            { GivesUp: true } last => entry.Gas * last.Offer.MaxFeePerGas,
            var last => entry.Request.Value + entry.Gas * last.Offer.MaxFeePerGas,
        });

    /// <summary>Whether an entry has waited so long for a number before its own that perhaps nobody uses that
    /// one.</summary>
    /// <param name="first">The entry of the lowest number.</param>
    /// <param name="mined">How many transactions of the account are in blocks.</param>
    /// <param name="options">When to lose patience.</param>
    /// <param name="now">Unix seconds.</param>
    public static bool MayFollowAGap(OutboxEntry first, long mined, OutboxOptions options, long now) =>
        first.Nonce > mined && now - first.Last.SentAt >= options.ReplaceSeconds;

    /// <summary>The number that nobody uses, and that keeps all behind it from being mined: the one whose turn it is,
    /// unless something waits under it. What waits there is somebody else's.</summary>
    /// <param name="mined">How many transactions of the account are in blocks.</param>
    /// <param name="pending">How many there are with those that wait.</param>
    public static long? Missing(long mined, long pending) => pending == mined ? mined : null;

    /// <summary>Only the one whose turn it is can be stuck: the others wait for it. And where no blocks come, none
    /// is.</summary>
    private static bool IsStuck(OutboxEntry entry, OutboxFacts facts, OutboxOptions options, long now) =>
        entry.Nonce == facts.Mined
        && now - entry.Last.SentAt >= options.ReplaceSeconds
        && facts.Head - entry.Last.SentAtBlock >= options.ReplaceBlocks;

    private static BigInteger More(BigInteger wei) => wei + wei / Raise + 1;
}
