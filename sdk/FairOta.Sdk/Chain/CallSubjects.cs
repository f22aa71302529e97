using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Chain;

/// <summary>Names of what a call changes. Two calls that share one are about the same, and only one of them may be on
/// its way.</summary>
internal static class CallSubjects
{
    /// <summary>A call in a word.</summary>
    public static string Label(EscrowCall call) => call.GetType().Name.ToLowerInvariant();

    /// <summary>The names of what a call changes: the places that it reserves, or the reservation that it
    /// ends.</summary>
    public static ImmutableList<string> Of(EscrowCall call) => call switch
    {
        Reserve c => [.. c.Deliveries.Select(d => Place(c.Release, c.Tranche, d.Index))],
        Claim c => [.. c.Deliveries.Select(d => Place(c.Release, c.Tranche, d.Index))],
        Reveal c => [Revealed(c.Reservation)],
        Expire c => [Expired(c.Reservation)],
        Announce => ["announce"],
        _ => [],
    };

    /// <summary>A device's place, which somebody reserves.</summary>
    public static string Place(ReleaseId release, uint tranche, uint index) => $"place {release} {tranche} {index}";

    /// <summary>A reservation that is revealed.</summary>
    public static string Revealed(Reservation reservation) => "reveal " + Name(reservation);

    /// <summary>A reservation that is expired.</summary>
    public static string Expired(Reservation reservation) => "expire " + Name(reservation);

    /// <summary>Open reservations hold disjoint places; the expiry tells one from an earlier one of the same
    /// place.</summary>
    private static string Name(Reservation r) => $"{r.Release} {r.Tranche} {r.Deliveries[0].Index} {r.Expiry}";
}
