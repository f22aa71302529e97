using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Something to know of the state at a sequence's end. The answer is a number of words.</summary>
/// <param name="Words">How many words answer it.</param>
internal abstract record Question(int Words)
{
    /// <summary>All that the steps touched, and some of what they did not.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="reservations">The reservations that were made.</param>
    public static IReadOnlyList<Question> After(IReadOnlyList<Step> steps, IEnumerable<Reservation> reservations)
    {
        HashSet<Question> questions =
            [.. Cast.Everybody.Append(Cast.Escrow).Select(account => new BalanceQuestion(default, account))];
        foreach (Address token in steps.Select(TokenOf).Where(Cast.RealTokens.Contains).Distinct())
        {
            questions.UnionWith(
                Cast.Everybody.Append(Cast.Escrow).Select(account => new BalanceQuestion(token, account)));
            questions.UnionWith(Cast.Vendors.Select(owner => new AllowanceQuestion(token, owner)));
        }

        foreach (Step step in steps) questions.UnionWith(After(step));
        questions.UnionWith(reservations.Select(r => new ReservedQuestion(r)));
        return [.. questions];
    }

    private static Address TokenOf(Step step) => step switch
    {
        ApproveStep s => s.Token,
        TransferStep s => s.Token,
        EscrowStep { Call: CreateRelease c } => c.Token,
        _ => default,
    };

    private static IEnumerable<Question> After(Step step) => (step as EscrowStep)?.Call switch
    {
        CreateRelease c => OfRelease(ReleaseId.Of(step.Sender, c.ManifestHash)),
        AddTranche c => OfRelease(ReleaseId.Of(step.Sender, c.ManifestHash)),
        Reclaim c => OfRelease(ReleaseId.Of(step.Sender, c.ManifestHash)),
        Reserve c => c.Deliveries.Select(d => new TakenQuestion(c.Release, c.Tranche, d.Index)),
        Claim c => c.Deliveries.Select(d => new TakenQuestion(c.Release, c.Tranche, d.Index)),
        Reveal c => [new ReservedQuestion(c.Reservation)],
        Expire c => [new ReservedQuestion(c.Reservation)],
        _ => [],
    };

    private static IEnumerable<Question> OfRelease(ReleaseId release) =>
        [new ReleaseQuestion(release), .. Enumerable.Range(0, 4).Select(n => new TrancheQuestion(release, (uint)n))];
}

/// <summary>What an account holds, of ETH where the token is zero.</summary>
internal sealed record BalanceQuestion(Address Token, Address Account) : Question(1);

/// <summary>What an owner lets the escrow take.</summary>
internal sealed record AllowanceQuestion(Address Token, Address Owner) : Question(1);

/// <summary>A release: token, claim deadline, tranches, reward, balance.</summary>
internal sealed record ReleaseQuestion(ReleaseId Release) : Question(5);

/// <summary>A tranche: fleet root, fleet size.</summary>
internal sealed record TrancheQuestion(ReleaseId Release, uint Tranche) : Question(2);

/// <summary>Whether a device's reward is reserved or paid.</summary>
internal sealed record TakenQuestion(ReleaseId Release, uint Tranche, uint Index) : Question(1);

/// <summary>Whether a reservation stands.</summary>
internal sealed record ReservedQuestion(Reservation Reservation) : Question(1)
{
    // Two reservations of the same text are one question: a record would compare their lists by reference.
    public bool Equals(ReservedQuestion? other) => other?.ToString() == ToString();

    public override int GetHashCode() => ToString().GetHashCode(System.StringComparison.Ordinal);

    public override string ToString() => $"Reserved {Outcome.Text(Reservation)}";
}
