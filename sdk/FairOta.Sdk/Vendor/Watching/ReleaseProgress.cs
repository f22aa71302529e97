using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>How far the delivery of a release is, by what the chain shows. A pure function of the view, so that a
/// reorganisation changes it as it changes the view.</summary>
public sealed record ReleaseProgress
{
    /// <summary>The release.</summary>
    public required ReleaseId Release { get; init; }

    /// <summary>What it pays in; zero for ETH.</summary>
    public required Address Token { get; init; }

    /// <summary>What a delivery pays, in wei or the token's smallest unit.</summary>
    public required BigInteger Reward { get; init; }

    /// <summary>Last second, Unix time, of reservations.</summary>
    public required long ClaimDeadline { get; init; }

    /// <summary>Devices of all funded tranches.</summary>
    public required long Devices { get; init; }

    /// <summary>Deliveries that were paid.</summary>
    public required long Delivered { get; init; }

    /// <summary>Devices whose reward is reserved, with an expiry not past.</summary>
    public required long Reserved { get; init; }

    /// <summary>What the vendor took back, in wei or the token's smallest unit.</summary>
    public required BigInteger Reclaimed { get; init; }

    /// <summary>The funded tranches in order.</summary>
    public required IReadOnlyList<TrancheProgress> Tranches { get; init; }

    /// <summary>Everybody who was paid or holds a reservation, who was paid most first.</summary>
    public required IReadOnlyList<DistributorProgress> Distributors { get; init; }

    /// <summary>Devices that are neither delivered nor reserved.</summary>
    public long Left => Devices - Delivered - Reserved;

    /// <summary>What was locked, in wei or the token's smallest unit.</summary>
    public BigInteger Locked => Reward * Devices;

    /// <summary>What was paid, in wei or the token's smallest unit.</summary>
    public BigInteger Paid => Reward * Delivered;

    /// <summary>What is locked still, reservations included, in wei or the token's smallest unit.</summary>
    public BigInteger Balance => Locked - Paid - Reclaimed;

    /// <summary>Whether nothing more will happen: every device is delivered, or everything was taken back.</summary>
    public bool IsOver => Delivered == Devices || Balance.IsZero;

    /// <summary>The progress of a release; null where the view has none.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="release">The release.</param>
    /// <param name="fleets">Its devices; null where they are not known, and then of several tranches nobody can tell
    /// which one a delivery was of.</param>
    /// <param name="now">Unix seconds.</param>
    public static ReleaseProgress? Of(EscrowView view, ReleaseId release, FleetIndex? fleets, long now)
    {
        if (view.Find(release) is not { } seen) return null;
        Reserved[] open = [.. seen.Open.Values.Where(each => each.Reservation.Expiry >= now)];
        long devices = seen.Tranches.Sum(tranche => (long)tranche.FleetSize);
        return new ReleaseProgress
        {
            Release = release,
            Token = seen.Created.Token,
            Reward = seen.Created.Reward,
            ClaimDeadline = seen.Created.ClaimDeadline,
            Devices = devices,
            Delivered = seen.Paid.Values.Sum(count => (long)count),
            Reserved = open.Sum(each => (long)each.Reservation.Deliveries.Count),
            Reclaimed = seen.Reclaimed,
            Tranches = ByTranche(seen, open, fleets),
            Distributors = ByDistributor(seen, open),
        };
    }

    private static TrancheProgress[] ByTranche(ReleaseView seen, Reserved[] open, FleetIndex? fleets)
    {
        int count = seen.Tranches.Count;
        long[]? delivered = null;
        if (count == 1)
        {
            delivered = [seen.Paid.Values.Sum(each => (long)each)];
        }
        else if (fleets is not null)
        {
            delivered = new long[count];
            foreach (PaidDelivery paid in seen.Deliveries)
                if (fleets.Find(paid.Device) is int tranche && tranche < count) delivered[tranche]++;
        }

        long[] reserved = new long[count];
        foreach (Reserved each in open) reserved[each.Reservation.Tranche] += each.Reservation.Deliveries.Count;
        return
        [
            .. seen.Tranches.Select((tranche, i) => new TrancheProgress(
                i, tranche.FleetSize, delivered?[i], reserved[i])),
        ];
    }

    private static DistributorProgress[] ByDistributor(ReleaseView seen, Reserved[] open)
    {
        var last = new Dictionary<Address, long>();
        var reserved = new Dictionary<Address, long>();
        void See(Address who, long block) => last[who] = long.Max(last.GetValueOrDefault(who), block);

        foreach (PaidDelivery paid in seen.Deliveries) See(paid.Distributor, paid.Block);
        foreach (Reserved each in open)
        {
            Address who = each.Reservation.Distributor;
            See(who, each.At.Block);
            reserved[who] = reserved.GetValueOrDefault(who) + each.Reservation.Deliveries.Count;
        }

        return
        [
            .. last.Select(each => new DistributorProgress(
                    each.Key, seen.Paid.GetValueOrDefault(each.Key), reserved.GetValueOrDefault(each.Key),
                    each.Value))
                .OrderByDescending(each => each.Delivered).ThenByDescending(each => each.Reserved)
                .ThenBy(each => each.Distributor),
        ];
    }
}

/// <summary>How far a tranche is.</summary>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="Delivered">Paid deliveries of its devices; null where nobody can tell.</param>
/// <param name="Reserved">Devices whose reward is reserved, with an expiry not past.</param>
public sealed record TrancheProgress(int Tranche, long Devices, long? Delivered, long Reserved)
{
    /// <summary>Devices that are neither; null where nobody can tell.</summary>
    public long? Left => Devices - Delivered - Reserved;
}

/// <summary>What a distributor did for a release.</summary>
/// <param name="Distributor">Its account.</param>
/// <param name="Delivered">Deliveries that it was paid for.</param>
/// <param name="Reserved">Devices that it holds reserved.</param>
/// <param name="LastBlock">Block of the last that is seen of it.</param>
public sealed record DistributorProgress(Address Distributor, long Delivered, long Reserved, long LastBlock);
