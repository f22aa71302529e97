using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Ledger;

/// <summary>What a call changes: decided first, committed then.</summary>
/// <param name="Events">What is logged, not placed yet.</param>
/// <param name="Commit">Makes the change.</param>
internal sealed record LedgerChange(IReadOnlyList<EscrowEvent> Events, Action Commit);

/// <summary>The escrow's rules, as <c>FairOtaEscrow.sol</c> has them, in the same order of checks.</summary>
/// <param name="domain">The EIP-712 domain separator, 32 bytes.</param>
/// <param name="vault">The money.</param>
internal class LedgerRules(byte[] domain, LedgerVault vault)
{
    private const long MinLeadSeconds = 2 * 24 * 3600;

    /// <summary>The last second that events tell apart: the end of the year 9999.</summary>
    private const long LastTime = 253_402_300_799;

    private readonly Dictionary<ReleaseId, LedgerRelease> _releases = [];
    private readonly HashSet<Hash32> _reservations = [];

    /// <summary>A release; null if there is none.</summary>
    public LedgerRelease? Release(ReleaseId release) => _releases.GetValueOrDefault(release);

    /// <summary>Whether that very reservation stands: neither revealed nor expired.</summary>
    public bool IsReserved(Reservation reservation) => _reservations.Contains(HashOf(reservation));

    /// <summary>The same rules in the same state over other money, apart from these.</summary>
    public LedgerRules Copy(LedgerVault money)
    {
        LedgerRules copy = new(domain, money);
        foreach ((ReleaseId id, LedgerRelease release) in _releases) copy._releases.Add(id, release.Copy());
        copy._reservations.UnionWith(_reservations);
        return copy;
    }

    /// <summary>What the call of that account does at that time, Unix seconds, with that many wei sent along.</summary>
    /// <exception cref="EscrowRevertedException">It is refused.</exception>
    public virtual LedgerChange Decide(Address sender, EscrowCall call, BigInteger value, long now) => call switch
    {
        CreateRelease c => Create(sender, c, value, now),
        AddTranche c => Add(sender, c, value, now),
        _ when !value.IsZero => throw Revert("unknown", ("data", "0x")), // the compiler refuses what is not payable
        Reserve c => Reserve(sender, c, now),
        Reveal c => Reveal(c, now),
        Expire c => Expire(c, now),
        Claim c => Claim(sender, c, now),
        Reclaim c => Reclaim(sender, c, now),
        Announce c => Announce(sender, c),
        _ => throw new ArgumentException($"{call.GetType().Name} is no call of the escrow.", nameof(call)),
    };

    private LedgerChange Create(Address sender, CreateRelease call, BigInteger value, long now)
    {
        if (call.Reward.IsZero) throw Revert("ZeroReward");
        long earliest = now + MinLeadSeconds;
        if (call.ClaimDeadline < earliest)
            throw Revert("DeadlineTooEarly", ("claimDeadline", call.ClaimDeadline), ("earliest", earliest));
        CheckUrl(call.Url, least: 0);
        ReleaseId id = IdOf(sender, call.ManifestHash);
        if (_releases.ContainsKey(id)) throw Revert("ReleaseExists", ("releaseId", id));
        if (call.FleetSize == 0) throw Revert("ZeroFleet");
        LedgerRelease release = new(call.Token, call.Reward, call.ClaimDeadline);
        Action fund = vault.Fund(call.Token, sender, value, release.Price(call.FleetSize));
        return new LedgerChange(
            [
                new ReleaseCreated(
                    default, id, sender, call.ManifestHash, call.Token, call.Reward,
                    Math.Min(call.ClaimDeadline, LastTime), call.Url),
                new TrancheAdded(default, id, 0, call.FleetRoot, call.FleetSize),
            ],
            () =>
            {
                fund();
                release.Add(call.FleetRoot, call.FleetSize);
                _releases.Add(id, release);
            });
    }

    private LedgerChange Add(Address sender, AddTranche call, BigInteger value, long now)
    {
        (ReleaseId id, LedgerRelease release) = Known(sender, call.ManifestHash);
        if (now >= release.ClaimDeadline) throw Revert("DeadlinePassed", ("claimDeadline", release.ClaimDeadline));
        if (call.FleetSize == 0) throw Revert("ZeroFleet");
        Action fund = vault.Fund(release.Token, sender, value, release.Price(call.FleetSize));
        uint number = (uint)release.Tranches.Count;
        return new LedgerChange(
            [new TrancheAdded(default, id, number, call.FleetRoot, call.FleetSize)],
            () =>
            {
                fund();
                release.Add(call.FleetRoot, call.FleetSize);
            });
    }

    private LedgerChange Reserve(Address sender, Reserve call, long now)
    {
        Batch batch = BatchOf(call.Release, call.Tranche, sender, now, Limits.MinReservedValiditySeconds);
        batch.TakeAll(call.Deliveries);
        Reservation reservation = new(
            call.Release, call.Tranche, sender, batch.AcceptedDeliveries.Min(d => d.ValidUntil), batch.Accepted);
        return new LedgerChange(
            [.. batch.PassedOver, new Reserved(default, reservation)],
            () =>
            {
                batch.Commit();
                _reservations.Add(HashOf(reservation));
            });
    }

    private LedgerChange Reveal(Reveal call, long now)
    {
        Reservation reservation = call.Reservation;
        int count = reservation.Deliveries.Count;
        if (call.Keys.Count != count) throw KeyCount(count, call.Keys.Count);
        if (now > reservation.Expiry) throw Revert("ReservationOver", ("expiry", reservation.Expiry));
        Hash32 hash = Standing(reservation);
        for (int i = 0; i < count; i++) CheckKey(i, reservation.Deliveries[i].KeyCommitment, call.Keys[i]);
        Action pay = Pay(reservation.Release, reservation.Distributor, count);
        return new LedgerChange(
            [.. reservation.Deliveries.Select((d, i) => new Delivered(
                default, reservation.Release, d.Device, reservation.Distributor, call.Keys[i]))],
            () =>
            {
                _reservations.Remove(hash);
                pay();
            });
    }

    private LedgerChange Expire(Expire call, long now)
    {
        Reservation reservation = call.Reservation;
        if (now <= reservation.Expiry) throw Revert("ReservationLive", ("expiry", reservation.Expiry));
        Hash32 hash = Standing(reservation);
        LedgerTranche tranche = _releases[reservation.Release].Tranches[(int)reservation.Tranche];
        return new LedgerChange(
            [new Expired(default, reservation)],
            () =>
            {
                _reservations.Remove(hash);
                foreach (Accepted delivery in reservation.Deliveries) tranche.Taken.Remove(delivery.Index);
            });
    }

    private LedgerChange Claim(Address sender, Claim call, long now)
    {
        if (call.Keys.Count != call.Deliveries.Count) throw KeyCount(call.Deliveries.Count, call.Keys.Count);
        Batch batch = BatchOf(call.Release, call.Tranche, sender, now, 0);
        List<EscrowEvent> events = [];
        for (int i = 0; i < call.Deliveries.Count; i++)
        {
            // The commitment is not sent: it follows from the key.
            Delivery delivery = call.Deliveries[i] with { KeyCommitment = CurveMemo.CommitmentOf(call.Keys[i]) };
            events.Add(batch.Take(delivery, i) is { } accepted
                ? new Delivered(default, call.Release, accepted.Device, sender, call.Keys[i]) : batch.PassedOver[^1]);
        }

        if (batch.Accepted.Count == 0) throw Revert("NothingAccepted");
        Action pay = Pay(call.Release, sender, batch.Accepted.Count);
        return new LedgerChange(
            events,
            () =>
            {
                batch.Commit();
                pay();
            });
    }

    private LedgerChange Reclaim(Address sender, Reclaim call, long now)
    {
        (ReleaseId id, LedgerRelease release) = Known(sender, call.ManifestHash);
        // A deadline may be the last second that there is.
        ulong earliest = (ulong)release.ClaimDeadline + Limits.ReclaimAfterDeadlineSeconds;
        if ((ulong)now < earliest) throw Revert("ReclaimTooEarly", ("earliest", earliest));
        BigInteger left = release.Balance;
        if (left.IsZero) throw Revert("NothingLeft", ("releaseId", id));
        Action pay = vault.Pay(release.Token, sender, left);
        return new LedgerChange(
            [new Reclaimed(default, id, left)],
            () =>
            {
                release.Balance = 0;
                pay();
            });
    }

    private static LedgerChange Announce(Address sender, Announce call)
    {
        CheckUrl(call.Url, least: 1);
        return new LedgerChange([new DistributorAnnounced(default, sender, call.Url)], () => { });
    }

    private Action Pay(ReleaseId id, Address distributor, int count)
    {
        LedgerRelease release = _releases[id];
        BigInteger amount = release.Price((uint)count);
        Action pay = vault.Pay(release.Token, distributor, amount);
        return () =>
        {
            release.Balance -= amount;
            pay();
        };
    }

    private Batch BatchOf(ReleaseId id, uint tranche, Address sender, long now, long lead) =>
        _releases.GetValueOrDefault(id) is { } release && tranche < release.Tranches.Count
            ? new Batch(
                domain, id, tranche, sender, release.Tranches[(int)tranche], now + lead,
                Math.Min(now + Limits.MaxReservedValiditySeconds, release.ClaimDeadline))
            : throw Revert("UnknownTranche", ("releaseId", id), ("tranche", tranche));

    private (ReleaseId Id, LedgerRelease Release) Known(Address sender, Hash32 manifestHash)
    {
        ReleaseId id = IdOf(sender, manifestHash);
        return _releases.TryGetValue(id, out LedgerRelease? release)
            ? (id, release)
            : throw Revert("UnknownRelease", ("releaseId", id));
    }

    private Hash32 Standing(Reservation reservation)
    {
        Hash32 hash = HashOf(reservation);
        return _reservations.Contains(hash) ? hash : throw Revert("UnknownReservation", ("reservation", hash));
    }

    private static void CheckUrl(string url, int least)
    {
        int length = Encoding.UTF8.GetByteCount(url);
        if (length < least || length > Limits.MaxUrlBytes)
            throw Revert("UrlLength", ("length", length), ("limit", Limits.MaxUrlBytes));
    }

    private static void CheckKey(int position, Address commitment, Hash32 key)
    {
        // No reservation has a commitment of zero, so a key that is none never fits.
        if (CurveMemo.CommitmentOf(key) != commitment)
            throw Revert("WrongKey", ("position", position), ("keyCommitment", commitment));
    }

    private static EscrowRevertedException KeyCount(int deliveries, int keys) =>
        Revert("KeyCount", ("deliveries", deliveries), ("keys", keys));

    private static ReleaseId IdOf(Address vendor, Hash32 manifestHash) =>
        ReleaseId.FromBytes(Keccak256.Hash([.. Word(vendor), .. manifestHash.ToBytes()]));

    /// <summary>keccak256(abi.encode(releaseId, tranche, distributor, expiry, deliveries)).</summary>
    private static Hash32 HashOf(Reservation r) => Hash32.FromBytes(Keccak256.Hash(
    [
        .. r.Release.ToBytes(), .. Word(r.Tranche), .. Word(r.Distributor), .. Word((ulong)r.Expiry), .. Word(5 * 32),
        .. Word((ulong)r.Deliveries.Count),
        .. r.Deliveries.SelectMany(d => (byte[])[.. Member(d), .. Word(d.KeyCommitment)]),
    ]));

    /// <summary>index (96 bits) ‖ device (160).</summary>
    private static byte[] Member(Accepted delivery) =>
        [.. new byte[8], .. Bytes.Be32(delivery.Index), .. delivery.Device.ToBytes()];

    internal static byte[] Word(ulong value) => [.. new byte[24], .. Bytes.Be64(value)];

    internal static byte[] Word(Address address) => [.. new byte[12], .. address.ToBytes()];

    internal static EscrowRevertedException Revert(string error, params (string Name, object Value)[] arguments) =>
        new(error, arguments.ToDictionary(
            a => a.Name, a => Convert.ToString(a.Value, System.Globalization.CultureInfo.InvariantCulture)!));
}
