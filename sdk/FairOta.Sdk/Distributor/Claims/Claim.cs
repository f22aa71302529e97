using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>One session within a step of the claimer: as the books have it, as it becomes, and what holds its
/// place.</summary>
internal sealed class Claim(Session before, Session after, Reserved? held)
{
    /// <summary>The reservation, ours or another's, lapsed or not, that holds the place; null where it is
    /// free.</summary>
    public Reserved? Held { get; } = held;

    /// <summary>As it becomes by what the chain shows, or because it is given up, without the revision counted
    /// on.</summary>
    public Session Session { get; set; } = after;

    /// <summary>The challenge it answered.</summary>
    public AnsweredChallenge Challenge { get; } = before.Challenge!;

    /// <summary>The device's place in its fleet.</summary>
    public int Index => Session.Place.Index;

    /// <summary>The name of the place that it reserves.</summary>
    public string Place => CallSubjects.Place(Session.Release, (uint)Session.Place.Tranche, (uint)Index);

    /// <summary>Whether anything changes.</summary>
    public bool Changed => Session != before;

    /// <summary>As it is written.</summary>
    public Session Written => Changed ? Session.Next() : Session;

    /// <summary>As an act about it leaves it, upon what is written.</summary>
    /// <param name="now">Unix seconds.</param>
    public Session Acted(long now) => Written.Next() with { ActedAt = now };

    /// <summary>How many more deliveries are paid by it.</summary>
    public int PaidChange => Paid(Session) - Paid(before);

    private static int Paid(Session session) => session.Standing == Standing.Paid ? 1 : 0;
}
