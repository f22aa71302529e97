using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Chain;

/// <summary>What the escrow's events say, up to some block: a pure function of them. Immutable, and cheap to
/// keep.</summary>
/// <param name="Releases">Every release.</param>
/// <param name="Distributors">The newest announcement of each distributor: a stranger's URL, unchecked.</param>
public sealed record EscrowView(
    ImmutableDictionary<ReleaseId, ReleaseView> Releases, ImmutableDictionary<Address, string> Distributors)
{
    /// <summary>The view before the first event.</summary>
    public static EscrowView Empty { get; } = new(
        ImmutableDictionary<ReleaseId, ReleaseView>.Empty, ImmutableDictionary<Address, string>.Empty);

    /// <summary>The view after the next events, in the chain's order.</summary>
    /// <exception cref="NodeException">No escrow logs these events in this order: the node left some out.</exception>
    public EscrowView Apply(IEnumerable<EscrowEvent> events) => events.Aggregate(this, (view, e) => view.Apply(e));

    /// <summary>The view after the next event.</summary>
    /// <exception cref="NodeException">No escrow logs this event here: the node left some out.</exception>
    public EscrowView Apply(EscrowEvent next) => next switch
    {
        ReleaseCreated e => this with { Releases = Releases.SetItem(e.Release, ReleaseView.Of(e)) },
        TrancheAdded e => With(e.Release, release => release.Add(e)),
        Reserved e => With(e.Reservation.Release, release => release.Reserve(e)),
        Delivered e => With(e.Release, release => release.Deliver(e)),
        Expired e => With(e.Reservation.Release, release => release.Expire(e)),
        Reclaimed e => With(e.Release, release => release with { Reclaimed = release.Reclaimed + e.Amount }),
        DistributorAnnounced e => this with { Distributors = Distributors.SetItem(e.Distributor, e.Url) },
        _ => this, // PassedOver changes nothing
    };

    /// <summary>A release; null if there is none.</summary>
    public ReleaseView? Find(ReleaseId release) => Releases.GetValueOrDefault(release);

    /// <summary>Whether the device's reward is paid, or reserved with an expiry not before
    /// <paramref name="now"/>.</summary>
    /// <param name="release">The release.</param>
    /// <param name="device">The device.</param>
    /// <param name="now">Unix seconds.</param>
    public bool IsTaken(ReleaseId release, Address device, long now) =>
        Find(release)?.Device(device).IsTaken(now) == true;

    /// <summary>The device's paid deliveries with their keys, oldest first: one for each tranche it is in, at
    /// most.</summary>
    public IReadOnlyList<PaidDelivery> Deliveries(ReleaseId release, Address device) =>
        Find(release)?.Deliveries.Of(device) ?? [];

    /// <summary>A distributor's reservations that are neither revealed nor expired, in the order they were
    /// made.</summary>
    public IEnumerable<Reserved> OpenReservations(Address distributor) => Releases.Values
        .SelectMany(release => release.Open.Values)
        .Where(reserved => reserved.Reservation.Distributor == distributor)
        .OrderBy(reserved => (reserved.At.Block, reserved.At.LogIndex));

    /// <summary>The same with the deliveries forgotten of all releases whose claim deadline lies before a
    /// time.</summary>
    /// <param name="time">Unix seconds.</param>
    internal EscrowView ForgetBefore(long time)
    {
        IEnumerable<KeyValuePair<ReleaseId, ReleaseView>> over = Releases
            .Where(each => each.Value.Created.ClaimDeadline < time && each.Value.Deliveries.Count > 0)
            .Select(each => KeyValuePair.Create(each.Key, each.Value.Forget()));
        return this with { Releases = Releases.SetItems(over) };
    }

    private EscrowView With(ReleaseId id, System.Func<ReleaseView, ReleaseView> change) =>
        Releases.TryGetValue(id, out ReleaseView? release)
            ? this with { Releases = Releases.SetItem(id, change(release)) }
            : throw new NodeException($"The node gave an event of release {id} without its creation.");
}
