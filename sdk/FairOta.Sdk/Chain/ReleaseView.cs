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
public sealed record DeviceView(ImmutableList<Reserved> Open, ImmutableList<Delivered> Deliveries)
{
    internal static DeviceView Empty { get; } = new([], []);

    /// <summary>Whether its reward is paid, or reserved with an expiry not before <paramref name="now"/> (Unix
    /// seconds).</summary>
    public bool IsTaken(long now) => !Deliveries.IsEmpty || Open.Any(reserved => reserved.Reservation.Expiry >= now);
}

/// <summary>What the events say of one release. Immutable.</summary>
/// <param name="Created">How it was created.</param>
/// <param name="Tranches">Its tranches; the position is the tranche's number.</param>
/// <param name="Open">Reservations that are neither revealed nor expired, lapsed ones included.</param>
/// <param name="Devices">Every device that was ever reserved or paid.</param>
/// <param name="Paid">Deliveries paid, by distributor.</param>
/// <param name="Reclaimed">What the vendor took back, in wei or the token's smallest unit.</param>
public sealed record ReleaseView(
    ReleaseCreated Created,
    ImmutableList<TrancheAdded> Tranches,
    ImmutableDictionary<ReservationKey, Reserved> Open,
    ImmutableDictionary<Address, DeviceView> Devices,
    ImmutableDictionary<Address, int> Paid,
    BigInteger Reclaimed)
{
    /// <summary>What is locked and neither paid nor reclaimed, in wei or the token's smallest unit.</summary>
    public BigInteger Balance =>
        Created.Reward * (Tranches.Sum(tranche => (long)tranche.FleetSize) - Paid.Values.Sum(count => (long)count))
        - Reclaimed;

    /// <summary>Reservations that nobody can reveal any more and anybody may expire.</summary>
    /// <param name="now">Unix seconds.</param>
    public IEnumerable<Reserved> Lapsed(long now) => Open.Values.Where(reserved => reserved.Reservation.Expiry < now);

    internal static ReleaseView Of(ReleaseCreated created) => new(
        created,
        [],
        ImmutableDictionary<ReservationKey, Reserved>.Empty,
        ImmutableDictionary<Address, DeviceView>.Empty,
        ImmutableDictionary<Address, int>.Empty,
        BigInteger.Zero);

    internal ReleaseView Add(TrancheAdded tranche) => tranche.Tranche == Tranches.Count
        ? this with { Tranches = Tranches.Add(tranche) }
        : throw new NodeException($"The node left out a tranche of release {tranche.Release}.");

    internal ReleaseView Reserve(Reserved reserved) => this with
    {
        Open = Open.SetItem(ReservationKey.Of(reserved.Reservation), reserved),
        Devices = Change(reserved.Reservation, device => device with { Open = device.Open.Add(reserved) }),
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
            Devices = Change(reservation, device => device with
            {
                Open = device.Open.RemoveAll(open => ReservationKey.Of(open.Reservation) == key),
            }),
        };
    }

    internal ReleaseView Deliver(Delivered delivered)
    {
        DeviceView device = Devices.GetValueOrDefault(delivered.Device, DeviceView.Empty);
        Reserved? revealed = Revealed(device, delivered);
        ImmutableList<Reserved> open = revealed is null ? device.Open : device.Open.Remove(revealed);
        return this with
        {
            // A reveal pays a whole reservation, so its first delivery closes it, and the others find it closed.
            Open = revealed is null ? Open : Open.Remove(ReservationKey.Of(revealed.Reservation)),
            Devices = Devices.SetItem(delivered.Device, new DeviceView(open, device.Deliveries.Add(delivered))),
            Paid = Paid.SetItem(delivered.Distributor, Paid.GetValueOrDefault(delivered.Distributor) + 1),
        };
    }

    /// <summary>The reservation that a delivery was paid from; none if it was claimed. The event does not name the
    /// tranche, so where there are several, the key tells by its commitment.</summary>
    private Reserved? Revealed(DeviceView device, Delivered delivered)
    {
        Reserved[] held = [.. device.Open.Where(r => r.Reservation.Distributor == delivered.Distributor)];
        if (held.Length == 0 || held.Length == 1 && Tranches.Count == 1) return held.FirstOrDefault();
        byte[] key = delivered.Key.ToBytes();
        if (!Ecdsa.IsPrivateKey(key)) throw new NodeException("The node gave a delivery whose key is none.");
        var commitment = Address.FromBytes(Ecdsa.Address(key));
        return held.FirstOrDefault(r => r.Reservation.Deliveries
            .Any(accepted => accepted.Device == delivered.Device && accepted.KeyCommitment == commitment));
    }

    /// <summary>Whether its distributor was paid for one of its devices.</summary>
    private bool HasDelivered(Reservation reservation) => reservation.Deliveries.Any(accepted =>
        Devices.TryGetValue(accepted.Device, out DeviceView? device)
        && device.Deliveries.Any(delivered => delivered.Distributor == reservation.Distributor));

    private ImmutableDictionary<Address, DeviceView> Change(
        Reservation reservation, System.Func<DeviceView, DeviceView> change)
    {
        var devices = Devices.ToBuilder();
        foreach (Accepted accepted in reservation.Deliveries)
            devices[accepted.Device] = change(devices.GetValueOrDefault(accepted.Device, DeviceView.Empty)!);
        return devices.ToImmutable();
    }
}
