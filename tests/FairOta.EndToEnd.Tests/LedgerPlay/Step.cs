using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>One transaction of a sequence, in a block of its own.</summary>
/// <param name="Time">The block's time, Unix seconds; each is after the one before.</param>
/// <param name="Sender">Who sends it.</param>
internal abstract record Step(long Time, Address Sender);

/// <summary>A call of the escrow.</summary>
/// <param name="Time">The block's time, Unix seconds.</param>
/// <param name="Sender">Who sends it.</param>
/// <param name="Call">The call.</param>
/// <param name="Wei">What is sent along, right or wrong.</param>
internal sealed record EscrowStep(long Time, Address Sender, EscrowCall Call, BigInteger Wei) : Step(Time, Sender)
{
    public override string ToString() => $"{Time} {Cast.Name(Sender)} sends {Wei} wei and {Text(Call)}";

    private static string Text(EscrowCall call) => call switch
    {
        Reserve c => $"Reserve({c.Release} {c.Tranche}:{string.Concat(c.Deliveries.Select(Text))})",
        Claim c => $"Claim({c.Release} {c.Tranche}:{string.Concat(c.Deliveries.Select(Text))} {Text(c.Keys)})",
        Reveal c => $"Reveal({Outcome.Text(c.Reservation)} {Text(c.Keys)})",
        Expire c => $"Expire({Outcome.Text(c.Reservation)})",
        _ => call.ToString(),
    };

    private static string Text(IReadOnlyList<Hash32> keys) => $"keys {string.Join(' ', keys)}";

    private static string Text(Delivery d) =>
        $" [{d.Index} {d.KeyCommitment} {d.ValidUntil} {Convert.ToHexStringLower(d.Signature)} {d.Proof.Count} nodes]";
}

/// <summary>Lets the escrow take tokens.</summary>
/// <param name="Time">The block's time, Unix seconds.</param>
/// <param name="Sender">Who sends it.</param>
/// <param name="Token">The token.</param>
/// <param name="Amount">How much.</param>
internal sealed record ApproveStep(long Time, Address Sender, Address Token, BigInteger Amount) : Step(Time, Sender)
{
    public override string ToString() => $"{Time} {Cast.Name(Sender)} lets take {Amount} of {Cast.Name(Token)}";
}

/// <summary>Sends tokens, to the escrow perhaps, which must not count them.</summary>
/// <param name="Time">The block's time, Unix seconds.</param>
/// <param name="Sender">Who sends it.</param>
/// <param name="Token">The token.</param>
/// <param name="To">Who gets them.</param>
/// <param name="Amount">How many.</param>
internal sealed record TransferStep(long Time, Address Sender, Address Token, Address To, BigInteger Amount)
    : Step(Time, Sender)
{
    public override string ToString() =>
        $"{Time} {Cast.Name(Sender)} sends {Amount} of {Cast.Name(Token)} to {Cast.Name(To)}";
}
