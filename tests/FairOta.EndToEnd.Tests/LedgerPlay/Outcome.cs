using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>What a step came to, as text, so that two can be compared and shown.</summary>
internal static class Outcome
{
    /// <summary>The sender does not hold what it sends: no node takes such a transaction.</summary>
    public const string Unfunded = "insufficient funds";

    private static readonly string Nowhere = $"At = {default(EventPosition)}, ";

    /// <summary>Of a step that only prepares; the state at the end tells what it did.</summary>
    public const string Prepared = "prepared";

    public static string Of(EscrowRevertedException e) => Of(e.Error, e.Arguments);

    public static string Of(string error, IReadOnlyDictionary<string, string> arguments)
    {
        IEnumerable<string> texts = arguments
            .OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}: {a.Value}");
        return $"{error}({string.Join(", ", texts)})";
    }

    /// <param name="events">What was logged, in order.</param>
    /// <param name="returned">The word that was returned; null for none.</param>
    public static string Of(IEnumerable<EscrowEvent> events, Hash32? returned) =>
        string.Join("; ", events.Select(Text)) + (returned is { } word ? $" -> {word}" : "");

    /// <summary>What an outcome shows: an error, or events and reasons.</summary>
    public static IEnumerable<string> Names(string outcome) =>
        outcome == Unfunded ? [Unfunded] : outcome.Split("; ").SelectMany(NamesOfPart);

    public static string Text(Reservation r) =>
        $"{r.Release} {r.Tranche} {r.Distributor} {r.Expiry} {string.Join(' ', r.Deliveries)}";

    private static IEnumerable<string> NamesOfPart(string part)
    {
        yield return part.Split('(', ' ')[0];
        string[] reason = part.Split("Reason = ");
        if (reason.Length > 1) yield return reason[1].Split(' ')[0];
    }

    /// <summary>An event without its place in the chain, which is another on another chain.</summary>
    private static string Text(EscrowEvent e) => e switch
    {
        Reserved r => $"Reserved({Text(r.Reservation)})",
        Expired x => $"Expired({Text(x.Reservation)})",
        _ => (e with { At = default }).ToString().Replace(Nowhere, "", StringComparison.Ordinal),
    };
}
