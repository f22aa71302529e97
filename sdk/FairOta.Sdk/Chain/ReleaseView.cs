using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>Names an open reservation: those of a release hold disjoint places, so the first place of each is its
/// own.</summary>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="FirstIndex">Index of the reservation's first delivery.</param>
public readonly record struct ReservationKey(uint Tranche, uint FirstIndex)
{
    internal static ReservationKey Of(Reservation reservation) =>
        new(reservation.Tranche, reservation.Deliveries[0].Index);
}

/// <summary>What the events say of one device in one release.</summary>
/// <param name="Open">Reservations for it that are neither revealed nor expired; more than one only across
/// tranches.</param>
/// <param name="Deliveries">Its paid deliveries, oldest first.</param>
public sealed record DeviceView(IReadOnlyList<Reserved> Open, IReadOnlyList<PaidDelivery> Deliveries)
{
    /// <summary>Whether its reward is paid, or reserved with an expiry not before <paramref name="now"/> (Unix
    /// seconds).</summary>
    public bool IsTaken(long now) => Deliveries.Count > 0 || Open.Any(reserved => reserved.Reservation.Expiry >= now);
}

/// <summary>What the events say of one release. Immutable.</summary>
/// <param name="Created">How it was created.</param>
/// <param name="Tranches">Its tranches; the position is the tranche's number.</param>
/// <param name="Open">Reservations that are neither revealed nor expired, lapsed ones included.</param>
/// <param name="Held">The same by device.</param>
/// <param name="Deliveries">Deliveries paid, without those that are forgotten.</param>
/// <param name="Forgotten">How many deliveries are forgotten, by distributor.</param>
/// <param name="Paid">How many deliveries are paid, by distributor, forgotten ones included.</param>
/// <param name="Reclaimed">What the vendor took back, in wei or the token's smallest unit.</param>
public sealed record ReleaseView(
    ReleaseCreated Created,
    ImmutableList<TrancheAdded> Tranches,
    ImmutableDictionary<ReservationKey, Reserved> Open,
    ImmutableDictionary<Address, ImmutableList<Reserved>> Held,
    PaidDeliveries Deliveries,
    ImmutableDictionary<Address, int> Forgotten,
    ImmutableDictionary<Address, int> Paid,
    BigInteger Reclaimed)
{
    /// <summary>What is locked and neither paid nor reclaimed, in wei or the token's smallest unit.</summary>
    public BigInteger Balance =>
        Created.Reward * (Tranches.Sum(tranche => (long)tranche.FleetSize) - Paid.Values.Sum(count => (long)count))
        - Reclaimed;

    /// <summary>A device; one that was never reserved nor paid has nothing open and no delivery.</summary>
    public DeviceView Device(Address device) => new(Held.GetValueOrDefault(device, []), Deliveries.Of(device));

    /// <summary>How many deliveries a distributor was paid up to a block; forgotten ones count as below it.</summary>
    /// <param name="distributor">Who was paid.</param>
    /// <param name="block">Height of the highest block that counts.</param>
    public long PaidUpTo(Address distributor, long block) => Forgotten.GetValueOrDefault(distributor)
        + Deliveries.LongCount(paid => paid.Distributor == distributor && paid.Block <= block);

    /// <summary>Reservations that nobody can reveal any more and anybody may expire.</summary>
    /// <param name="now">Unix seconds.</param>
    public IEnumerable<Reserved> Lapsed(long now) => Open.Values.Where(reserved => reserved.Reservation.Expiry < now);

    internal static ReleaseView Of(ReleaseCreated created) => new(
        created,
        [],
        ImmutableDictionary<ReservationKey, Reserved>.Empty,
        ImmutableDictionary<Address, ImmutableList<Reserved>>.Empty,
        PaidDeliveries.Empty,
        ImmutableDictionary<Address, int>.Empty,
        ImmutableDictionary<Address, int>.Empty,
        BigInteger.Zero);

    internal ReleaseView Add(TrancheAdded tranche) => tranche.Tranche == Tranches.Count
        ? this with { Tranches = Tranches.Add(tranche) }
        : throw new NodeException($"The node left out a tranche of release {tranche.Release}.");

    internal ReleaseView Reserve(Reserved reserved) => this with
    {
        Open = Open.SetItem(ReservationKey.Of(reserved.Reservation), reserved),
        Held = Change(reserved.Reservation, held => held.Add(reserved)),
    };

    /// <remarks>A reservation that is not open any more was closed by a delivery of another that has the same key, as
    /// anybody can make one whose device has two places: what expires is right, and the rest of it is free.</remarks>
    internal ReleaseView Expire(Expired expired)
    {
        Reservation reservation = expired.Reservation;
        var key = ReservationKey.Of(reservation);
        if (!Open.ContainsKey(key) && !HasDelivered(reservation))
            throw new NodeException($"The node left out a reservation of release {reservation.Release}.");
        return this with
        {
            Open = Open.Remove(key),
            Held = Change(reservation, held => held.RemoveAll(open => ReservationKey.Of(open.Reservation) == key)),
        };
    }

    internal ReleaseView Deliver(Delivered delivered)
    {
        ImmutableList<Reserved> held = Held.GetValueOrDefault(delivered.Device, []);
        PaidDelivery paid = new(delivered.Key, delivered.Device, delivered.Distributor, delivered.At.Block);
        Reserved? revealed = Revealed(held, delivered);
        return this with
        {
            // A reveal pays a whole reservation, so its first delivery closes it, and the others find it closed.
            Open = revealed is null ? Open : Open.Remove(ReservationKey.Of(revealed.Reservation)),
            Held = revealed is null ? Held : Set(Held, delivered.Device, held.Remove(revealed)),
            Deliveries = Deliveries.Add(paid),
            Paid = Paid.SetItem(delivered.Distributor, Paid.GetValueOrDefault(delivered.Distributor) + 1),
        };
    }

    /// <summary>The same with its deliveries forgotten: they only count.</summary>
    internal ReleaseView Forget() =>
        Deliveries.Count == 0 ? this : this with { Deliveries = PaidDeliveries.Empty, Forgotten = Paid };

    /// <summary>The reservation that a delivery was paid from; none if it was claimed. The event does not name the
    /// tranche, so where there are several, the key tells by its commitment.</summary>
    private Reserved? Revealed(ImmutableList<Reserved> open, Delivered delivered)
    {
        Reserved[] held = [.. open.Where(r => r.Reservation.Distributor == delivered.Distributor)];
        if (held.Length == 0 || held.Length == 1 && Tranches.Count == 1) return held.FirstOrDefault();
        byte[] key = delivered.Key.ToBytes();
        if (!Ecdsa.IsPrivateKey(key)) throw new NodeException("The node gave a delivery whose key is none.");
        var commitment = Address.FromBytes(Ecdsa.Address(key));
        return held.FirstOrDefault(r => r.Reservation.Deliveries
            .Any(accepted => accepted.Device == delivered.Device && accepted.KeyCommitment == commitment));
    }

    /// <summary>Whether its distributor was paid for one of its devices, or may have been.</summary>
    private bool HasDelivered(Reservation reservation) =>
        Forgotten.ContainsKey(reservation.Distributor)
        || reservation.Deliveries.Any(accepted =>
            Deliveries.Of(accepted.Device).Any(paid => paid.Distributor == reservation.Distributor));

    private ImmutableDictionary<Address, ImmutableList<Reserved>> Change(
        Reservation reservation, Func<ImmutableList<Reserved>, ImmutableList<Reserved>> change) =>
        reservation.Deliveries.Aggregate(Held, (held, accepted) =>
            Set(held, accepted.Device, change(held.GetValueOrDefault(accepted.Device, []))));

    private static ImmutableDictionary<Address, ImmutableList<Reserved>> Set(
        ImmutableDictionary<Address, ImmutableList<Reserved>> held, Address device, ImmutableList<Reserved> open) =>
        open.IsEmpty ? held.Remove(device) : held.SetItem(device, open);
}
