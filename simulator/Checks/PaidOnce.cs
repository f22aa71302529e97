using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// A vendor pays at most once per device and tranche, never more than it locked, and only for a device of the tranche's
/// fleet. PROTOCOL.md, <i>Who, and what each may rely on</i>, and <i>On chain</i>.
/// </summary>
/// <remarks>Of every release of the vendor's. Its tranches are of lists that the vendor made, whole. What is reserved
/// is at its place in the tranche's list, and reserved by nobody else. A device is paid for at most as often as it has
/// places in tranches that are funded: a payment names no tranche, so of a device of several it says of none which was
/// paid, and a device before its wave has none.</remarks>
internal sealed class PaidOnce(ChainLog chain, WireLog wire, FundedPlaces places) : Witness(
    "Paid once", "A vendor pays once per device and tranche at most, and never more than it locked.", chain, wire,
    Releases, Tranches, Reservations, Payments)
{
    private const string Releases = "releases";
    private const string Tranches = "tranches";
    private const string Reservations = "places reserved";
    private const string Payments = "deliveries paid";
    private readonly HashSet<(ReleaseId Release, uint Tranche, uint Index)> _taken = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        places.Meet(world);
        foreach (EscrowEvent each in Chain.Kept.SelectMany(block => block.Events)) Take(each, world.World.NowMs);
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        long atMs = world.World.NowMs;
        places.Meet(world);
        foreach (EscrowEvent each in Chain.RemovedEvents) TakeBack(each);
        foreach (EscrowEvent each in Chain.AddedEvents) Take(each, atMs);
        foreach ((ReleaseId id, ReleaseLog release) in Own())
        {
            Check(
                release.PaidInAll <= release.Places, atMs,
                () => $"{release.PaidInAll} deliveries were paid of {release.Places} that were locked.");
        }

        foreach ((ReleaseId id, Address device) in Chain.AddedEvents.OfType<Delivered>()
            .Select(each => (each.Release, each.Device)).Distinct())
        {
            if (Wire.ManifestOf(id) is null) continue;
            int paid = Chain.Find(id)!.PaidFor(device), most = places.Of(id).GetValueOrDefault(device);
            Check(paid <= most, atMs, () => $"{device} was paid for {paid} times and has {most} places in {id}.");
        }
    }

    private IEnumerable<KeyValuePair<ReleaseId, ReleaseLog>> Own() =>
        Chain.Releases.Where(each => Wire.ManifestOf(each.Key) is not null);

    private void Take(EscrowEvent each, long atMs)
    {
        switch (each)
        {
            case ReleaseCreated e when Wire.ManifestOf(e.Release) is not null:
                Count(Releases);
                break;
            case TrancheAdded e when Wire.ManifestOf(e.Release) is not null:
                Count(Tranches);
                Check(
                    places.ListOf(e)?.Count == e.FleetSize, atMs,
                    () => $"Tranche {e.Tranche} of {e.Release} is of no list that the vendor made.");
                break;
            case Reserved { Reservation: var made } when Wire.ManifestOf(made.Release) is not null:
                foreach (Accepted delivery in made.Deliveries) Take(made, delivery, atMs);
                break;
            case Expired { Reservation: var over }:
                foreach (Accepted delivery in over.Deliveries)
                    _taken.Remove((over.Release, over.Tranche, delivery.Index));
                break;
            case Delivered e when Wire.ManifestOf(e.Release) is not null:
                Count(Payments);
                break;
        }
    }

    private void Take(Reservation made, Accepted delivery, long atMs)
    {
        Count(Reservations);
        Check(
            _taken.Add((made.Release, made.Tranche, delivery.Index)), atMs,
            () => $"Place {delivery.Index} of tranche {made.Tranche} was reserved twice.");
        FleetList? list = Chain.Find(made.Release)?.Tranches
            .Where(each => each.Tranche == made.Tranche).Select(places.ListOf).FirstOrDefault();
        Check(
            list is not null && delivery.Index < list.Count && list.Devices[(int)delivery.Index] == delivery.Device,
            atMs, () => $"{delivery.Device} is not at place {delivery.Index} of tranche {made.Tranche}.");
    }

    private void TakeBack(EscrowEvent each)
    {
        switch (each)
        {
            case ReleaseCreated e when Wire.ManifestOf(e.Release) is not null:
                Count(Releases, -1);
                break;
            case TrancheAdded e when Wire.ManifestOf(e.Release) is not null:
                Count(Tranches, -1);
                break;
            case Reserved { Reservation: var made } when Wire.ManifestOf(made.Release) is not null:
                foreach (Accepted delivery in made.Deliveries)
                    _taken.Remove((made.Release, made.Tranche, delivery.Index));
                Count(Reservations, -made.Deliveries.Count);
                break;
            case Expired { Reservation: var over }:
                foreach (Accepted delivery in over.Deliveries) _taken.Add((over.Release, over.Tranche, delivery.Index));
                break;
            case Delivered e when Wire.ManifestOf(e.Release) is not null:
                Count(Payments, -1);
                break;
        }
    }
}
